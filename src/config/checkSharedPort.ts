import type { SerialSettings } from "../ports/serialLink.ts";
import type { DisplayModelFile } from "./displayModelFile.ts";
import { portKey, readDisplayPort } from "./displayPort.ts";
import { describeValue, quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import { siteModel } from "./siteModel.ts";
import type { SiteDisplay } from "./siteSchema.ts";

/** A display on a port, as far as others on it are concerned. */
export interface PortUser {
  /** `displays.0`, for messages. */
  readonly name: string;
  readonly driver: string;
  /** How its line is set, in words. */
  readonly line: string;
  /** By which it is told from others; null where its driver knows no such thing. */
  readonly address: { readonly setting: string; readonly value: unknown } | null;
}

/** The setting by which displays on one line are told apart has one of these names in every driver. */
const addressSettings = ["address", "id", "slave", "board"] as const;

/** Whether several displays mind this address: Alpha's "00" and wildcards, Amplus' 0. A board or slave is always one. */
function isForSeveral({ setting, value }: NonNullable<PortUser["address"]>): boolean {
  return typeof value === "string" ? value === "00" || value.includes("?") : setting === "id" && value === 0;
}

const parityLetter = { none: "N", even: "E", odd: "O" } as const;

function lineInWords({ baudRate, dataBits, parity, stopBits }: SerialSettings, isSoftware: boolean): string {
  const words = `${baudRate} ${dataBits}${parityLetter[parity]}${stopBits}`;
  return isSoftware ? `${words} with softwareParity` : words;
}

/** What others on the port have to know of a display; null when its settings are wrong, which is told elsewhere. */
function portUser(
  display: SiteDisplay,
  file: DisplayModelFile,
  name: string,
  { known }: Round,
): PortUser | null {
  const { model, settings } = siteModel(display, file);
  const parsed = known.checks.drivers.get(file.driver)?.options.safeParse(settings);
  if (!parsed?.success) return null;
  const complete = new Map(Object.entries(Object(parsed.data)));
  const setting = addressSettings.find((candidate) => complete.has(candidate));
  return {
    name,
    driver: file.driver,
    line: lineInWords(model.serial, display.serial?.softwareParity ?? false),
    address: setting === undefined ? null : { setting, value: complete.get(setting) },
  };
}

/** Why two displays cannot share a line, as advice; null when they can. */
function objection(one: PortUser, other: PortUser): string | null {
  if (one.driver !== other.driver)
    return `displays on one line speak the same language: ${other.name} has driver ${other.driver}, this one ${one.driver}`;
  if (one.address === null || other.address === null) return "one line carries one display";
  if (one.line !== other.line)
    return `displays on one line have the same serial settings: ${other.name} has ${other.line}, this one ${one.line}`;
  const { setting } = one.address;
  const general = [one, other].find(({ address }) => address !== null && isForSeveral(address));
  if (general !== undefined)
    return `give each a settings.${setting} of its own: that of ${general.name} is for several displays`;
  return one.address.value === other.address.value
    ? `give each a settings.${setting} of its own: both have ${describeValue(one.address.value)}`
    : null;
}

/** Checks that a display can share its port with those that were checked before. */
export function checkSharedPort(
  display: SiteDisplay,
  file: DisplayModelFile,
  ports: Map<string, PortUser[]>,
  place: Path,
  round: Round,
): void {
  const port = readDisplayPort(display.port);
  const key = port.ok ? portKey(port.port) : null;
  const user = key === null ? null : portUser(display, file, place.join("."), round);
  if (key === null || user === null) return;
  const others = ports.get(key) ?? [];
  ports.set(key, [...others, user]);
  for (const other of others) {
    const advice = objection(user, other);
    if (advice === null) continue;
    const message = `${quoted(display.port)} is already the port of ${other.name}`;
    round.findings.error([...place, "port"], message, { advice });
    return;
  }
}
