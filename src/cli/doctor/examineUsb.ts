import { existsSync } from "node:fs";
import { join } from "node:path";
import { udevRule } from "../../adapters/hid/hidFaults.ts";
import { type LightOnUsb, lightsOnUsb, matchLights } from "../../compose/lightOpener.ts";
import type { LightUnit } from "../../compose/lightUnits.ts";
import type { SiteSeat } from "../../config/siteSchema.ts";
import { matchHeadsets } from "../../domain/headsetIdentity.ts";
import type { UsbMatch } from "../../domain/usbIdentity.ts";
import { findHeadsets } from "../../drivers/headset/findHeadsets.ts";
import type { HeadsetFile } from "../../drivers/headset/quirks.ts";
import type { HidDeviceInfo } from "../../ports/hid.ts";
import type { Circumstances, DoctorWorld } from "./doctorWorld.ts";
import { opened, refusal } from "./examineLines.ts";
import { type Finding, well, wrong } from "./finding.ts";

/** The file in which our rules for udev are, wherever it is. */
const RULES_FILE = "60-bandeau.rules";
/** Whom our rules give the devices to. */
const GROUP = "bandeau";

/** Headsets and lights that are plugged into this machine. */
export interface Plugged {
  readonly seats: readonly SiteSeat[];
  readonly headsets: ReadonlyMap<string, HeadsetFile>;
  readonly lights: readonly LightUnit[];
}

type Place = Pick<Finding, "area" | "subject">;

/** Whether each seat's headset and each USB light is plugged in, may be opened, and opens. */
export async function examineUsb(
  { seats, headsets, lights }: Plugged,
  world: DoctorWorld,
  circumstances: Circumstances,
): Promise<Finding[]> {
  const own = seats.filter(({ headset }) => headset.port === undefined);
  const units: readonly LightOnUsb[] = lightsOnUsb(lights);
  if (own.length === 0 && units.length === 0) return [];
  const devices = await world.devices.list();
  const found = findHeadsets(devices, headsets.values());
  const ofSeats = matchHeadsets(own, found, new Map());
  const ofLights = matchLights(units, devices, new Map());
  const findings: Finding[] = [];
  const look = async (place: Place, match: UsbMatch<HidDeviceInfo> | undefined): Promise<void> => {
    if (match !== undefined) findings.push(await examineDevice(place, match, world, circumstances));
  };
  for (const { id } of own) await look({ area: "headset", subject: id }, ofSeats.get(id));
  for (const { id } of units) await look({ area: "light", subject: id }, ofLights.get(id));
  return findings;
}

async function examineDevice(
  place: Place,
  match: UsbMatch<HidDeviceInfo>,
  world: DoctorWorld,
  { service, open }: Circumstances,
): Promise<Finding> {
  if (match.kind !== "found")
    return wrong(
      place,
      `${place.area.toUpperCase()}_${match.kind.toUpperCase()}`,
      match.message,
      match.advice,
    );
  const { device } = match;
  const refused = refusal(place, device.path, { world, service, cure: () => ruleFor(device, world) });
  if (refused !== null) return { ...refused, code: udevCode(refused, world) };
  const what = `${device.product ?? "a device without a name"} at ${device.path}`;
  if (!open) return well(place, `${what}, not opened`);
  return opened(place, (signal) => world.devices.open(device, signal), `${what} opens`);
}

const hasRules = ({ udevFolders }: DoctorWorld): boolean =>
  udevFolders.some((folder) => existsSync(join(folder, RULES_FILE)));

const udevCode = ({ code, state }: Finding, world: DoctorWorld): string | null =>
  state === "wrong" && !hasRules(world) ? "UDEV_RULES_MISSING" : code;

/** What lets the service open a device: all our rules where there are none, else one for this device. */
function ruleFor(device: HidDeviceInfo, world: DoctorWorld): string {
  const reload = "then sudo udevadm control --reload, and plug it in again";
  const join_ = `you need group ${GROUP} too: sudo usermod -aG ${GROUP} $USER`;
  return hasRules(world)
    ? `plug it in again; if that does not help, write ${udevRule(device, GROUP)} into /etc/udev/rules.d/61-site.rules, ${reload}; ${join_}`
    : `no rules of Bandeau's are installed: bandeau udev | sudo tee /etc/udev/rules.d/${RULES_FILE}, ${reload}; ${join_}`;
}
