import { readFileSync } from "node:fs";
import { kernelChips } from "../adapters/gpio/gpiochips.ts";
import { libraryFault } from "../adapters/gpio/gpioFaults.ts";
import { boardName, chipPaths, type GpioWorld, sysfsChips, sysfsState } from "../adapters/gpio/gpioWorld.ts";
import { reasonOf } from "../ports/fault.ts";
import { chipWords, type GpioChip } from "../ports/gpioChips.ts";
import { type ConfiguredLine, configuredLines, type GpioSite } from "./gpioLines.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

/** Whether a package that reaches GPIO can be loaded; why not. */
interface Loadable {
  readonly loads: boolean;
  readonly reason: string | null;
}

interface Problem {
  readonly problem: string;
  readonly advice: string;
}

/** What `bandeau doctor gpio` found, as `--json` prints it. */
interface GpioReport {
  readonly board: string | null;
  readonly kernel: string;
  readonly sysfs: ReturnType<typeof sysfsState>;
  readonly sysfsChips: readonly GpioChip[];
  readonly devices: readonly string[];
  readonly deviceChips: readonly GpioChip[];
  readonly denied: readonly string[];
  readonly groups: readonly string[];
  readonly onoff: Loadable;
  readonly koffi: Loadable;
  /** What `backend: auto` takes. */
  readonly auto: "onoff" | "gpiochip" | null;
  readonly lines: readonly ConfiguredLine[];
  /** What hinders, the first thing to mend first. */
  readonly problems: readonly Problem[];
}

export interface DoctorGpioDeps {
  readonly world: GpioWorld;
  /** Null without a configuration. */
  readonly site: GpioSite | null;
  /** Names of the groups that this user is in. */
  readonly groups: readonly string[];
}

/** `bandeau doctor gpio`: what this machine has in GPIO, which door to it opens, and where a site's lines end up. */
export async function doctorGpioCommand(
  { json }: { readonly json: boolean },
  deps: DoctorGpioDeps,
  terminal: Pick<Terminal, "write">,
): Promise<number> {
  const report = await examineGpio(deps);
  terminal.write(json ? `${JSON.stringify(report)}\n` : `${reportLines(report).join("\n")}\n`);
  return report.problems.length === 0 ? exitCodes.done : exitCodes.failed;
}

/** Looks at the chips, the ways to them and where a site's lines end up; drives nothing. */
export async function examineGpio({ world, site, groups }: DoctorGpioDeps): Promise<GpioReport> {
  const onoff = await loadable("onoff", world.loadOnoff);
  const koffi = await loadable("koffi", world.loadKernel);
  const kernel = koffi.loads ? await world.loadKernel() : null;
  const { chips, denied } = kernel === null ? { chips: [], denied: [] } : kernelChips(world, kernel);
  const sysfs = sysfsState(world);
  const found = {
    board: boardName(world),
    kernel: world.kernelRelease,
    sysfs,
    sysfsChips: sysfsChips(world),
    devices: chipPaths(world),
    deviceChips: chips,
    denied,
    groups,
    onoff,
    koffi,
    auto: autoDoor(sysfs, onoff, koffi),
  };
  const { sysfsChips: listed, auto } = found;
  const lines = site === null ? [] : configuredLines(site, { world, listed, devices: chips, kernel, auto });
  return { ...found, lines, problems: problemsOf({ ...found, lines }) };
}

const loadable = (name: "onoff" | "koffi", load: () => Promise<unknown>): Promise<Loadable> =>
  load().then(
    () => ({ loads: true, reason: null }),
    (error: unknown) => ({ loads: false, reason: reasonOf(libraryFault(name, error)) }),
  );

function autoDoor(sysfs: GpioReport["sysfs"], onoff: Loadable, koffi: Loadable): GpioReport["auto"] {
  if (sysfs === "legacy" && onoff.loads) return "onoff";
  return koffi.loads ? "gpiochip" : null;
}

/** What hinders GPIO altogether, then each line's own. */
function problemsOf(found: Omit<GpioReport, "problems">): Problem[] {
  const { auto, sysfsChips: listed, devices, denied, sysfs, onoff, koffi, lines } = found;
  const own = lines.flatMap(({ use, problem }) =>
    problem === null
      ? []
      : [{ problem: `${use}: ${problem}`, advice: "correct the line or the chip in the site's file" }],
  );
  if (listed.length === 0 && devices.length === 0)
    return [
      {
        problem: "this machine has no GPIO chip",
        advice:
          "run this on the Raspberry Pi; use a USB relay board where there is no GPIO, or backend: simulated to try",
      },
    ];
  const doors: Problem[] = [];
  if (auto === null)
    doors.push({
      problem: `no door to GPIO opens: ${onoff.reason ?? sysfsWords[sysfs]}; ${koffi.reason}`,
      advice: "npm install koffi@3.3.4 where Bandeau is installed",
    });
  if (auto === "gpiochip" && denied.length > 0)
    doors.push({
      problem: `you may not open ${denied.join(", ")}`,
      advice:
        "sudo usermod -aG gpio $USER, then log in again; where there is no such group, install systemd/60-bandeau.rules",
    });
  return [...doors, ...own];
}

const sysfsWords: Readonly<Record<GpioReport["sysfs"], string>> = {
  legacy: "as onoff needs it",
  new: "of the new form, without an export for all lines: onoff cannot use it",
  none: "not in this kernel: onoff cannot be used",
};

function reportLines(report: GpioReport): string[] {
  const { problems, board, kernel, sysfs, groups, onoff, koffi, auto, lines } = report;
  const known = new Set(report.sysfsChips.map(({ path }) => path));
  const chips = [...report.sysfsChips, ...report.deviceChips.filter(({ path }) => !known.has(path))];
  return [
    ...problems.flatMap(({ problem, advice }) => [problem, `  ${advice}`]),
    ...(problems.length === 0 ? ["GPIO is well"] : [""]),
    `board:    ${board ?? "does not say"}`,
    `kernel:   ${kernel}`,
    `sysfs:    ${sysfsWords[sysfs]}`,
    `groups:   ${groups.join(" ")}`,
    `onoff:    ${onoff.reason ?? "loads"}`,
    `koffi:    ${koffi.reason ?? "loads"}`,
    `auto is:  ${auto ?? "none"}`,
    ...(chips.length === 0 ? [] : ["chips:", ...chips.map((chip) => `  ${chipWords(chip)}`)]),
    ...report.denied.map((path) => `  ${path}: permission denied`),
    ...(lines.length === 0 ? [] : ["lines:", ...lines.map(lineWords)]),
  ];
}

function lineWords({ use, chip, offset, sysfsNumber, problem }: ConfiguredLine): string {
  if (problem !== null) return `  ${use}: not found`;
  const number = sysfsNumber === null ? "" : `sysfs number ${sysfsNumber}`;
  const place = chip === null ? "" : `line ${offset} of ${chip}`;
  return `  ${use}: ${[place, number].filter((part) => part !== "").join(", ")}`;
}

/** The names of the groups of this process. */
export function groupNames(ids: readonly number[]): string[] {
  const known = new Map<number, string>();
  try {
    for (const line of readFileSync("/etc/group", "utf8").split("\n")) {
      const [name = "", , id = ""] = line.split(":");
      if (name !== "") known.set(Number(id), name);
    }
  } catch {
    // A machine without that file: numbers will do.
  }
  return ids.map((id) => known.get(id) ?? String(id));
}
