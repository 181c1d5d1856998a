import { type Account, groupName, permissionOf } from "../../adapters/machine/accounts.ts";
import { realPathOf } from "../../adapters/machine/attempt.ts";
import { holdersOf, runningDaemons } from "../../adapters/machine/processes.ts";
import { goneFault } from "../../adapters/serialport/serialFaults.ts";
import type { DisplayUnit } from "../../compose/daemonPlan.ts";
import type { LightUnit } from "../../compose/lightUnits.ts";
import type { SiteSeat } from "../../config/siteSchema.ts";
import { reasonOf } from "../../ports/fault.ts";
import type { SerialSettings } from "../../ports/serialLink.ts";
import type { Circumstances, DoctorWorld, OpenOnce } from "./doctorWorld.ts";
import { type Area, doubt, type Finding, fromFault, well, wrong } from "./finding.ts";

/** What hangs on lines of this machine, or behind a network line. */
export interface Lines {
  readonly displays: readonly DisplayUnit[];
  readonly lights: readonly LightUnit[];
  readonly seats: readonly SiteSeat[];
}

interface Line {
  readonly area: Area;
  readonly subject: string;
  readonly port: string;
  readonly open: OpenOnce;
}

/** A light behind a network line: its bytes need no time to speak of. */
const networkLine: SerialSettings = { baudRate: 1_000_000, dataBits: 8, parity: "none", stopBits: 1 };

/** Programs that take serial ports by themselves, and how to stop them for good. */
const takers: ReadonlyMap<string, string> = new Map([
  ["ModemManager", "sudo systemctl disable --now ModemManager"],
  ["brltty", "sudo apt remove brltty"],
  ["agetty", "sudo systemctl disable --now serial-getty@PORT, and take console=… out of the boot options"],
]);

/** Whether each line is there, is free, may be opened, and opens. What has an answer from the daemon is not looked at. */
export async function examineLines(
  lines: Lines,
  world: DoctorWorld,
  circumstances: Circumstances,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  // One after the other: two of them may share a hub, and nobody is in a hurry.
  for (const line of linesOf(lines, world)) findings.push(await examineLine(line, world, circumstances));
  return findings;
}

function linesOf({ displays, lights, seats }: Lines, world: DoctorWorld): readonly Line[] {
  const all: Line[] = [
    ...displays.map((unit): Line => {
      return { area: "display", subject: unit.id, port: unit.display.port, open: world.displayLine(unit) };
    }),
    ...lights.flatMap(({ id, site: { port }, bound }): Line[] =>
      port === undefined
        ? []
        : [
            {
              area: "light",
              subject: id,
              port,
              open: lightOpener(port, bound.wire, bound.model.serial, world),
            },
          ],
    ),
    ...seats.flatMap(({ id, headset: { port } }): Line[] =>
      port === undefined ? [] : [{ area: "headset", subject: id, port, open: world.headsetLine(port) }],
    ),
  ];
  return shared(all);
}

function lightOpener(
  port: string,
  wire: LightUnit["bound"]["wire"],
  serial: SerialSettings | null,
  world: DoctorWorld,
): OpenOnce {
  return wire === "hid" ? world.headsetLine(port) : world.lightLine(port, serial ?? networkLine);
}

/** Displays on one line are one finding; what is simulated has a line of its own. */
function shared(lines: readonly Line[]): Line[] {
  const byPort = new Map<string, Line>();
  for (const line of lines) {
    const key = line.port === "simulated" ? `${line.area} ${line.subject}` : `${line.area} ${line.port}`;
    const first = byPort.get(key);
    byPort.set(key, first === undefined ? line : { ...first, subject: `${first.subject}, ${line.subject}` });
  }
  return [...byPort.values()];
}

async function examineLine(line: Line, world: DoctorWorld, circumstances: Circumstances): Promise<Finding> {
  const { port, open } = line;
  if (port === "simulated") return well(line, "simulated: there is no device");
  if (port.startsWith("/")) {
    const hindrance = hindranceOf(line, world, circumstances);
    if (hindrance !== null) return hindrance;
  }
  if (!circumstances.open) return well(line, `${port}, not opened`);
  const finding = await opened(line, open, `${port} opens`);
  return finding.code === "PORT_BUSY" ? (takenBy(line, world) ?? finding) : finding;
}

/** What stands in the way of opening a device of this machine, found without opening it. */
function hindranceOf(line: Line, world: DoctorWorld, { service }: Circumstances): Finding | null {
  const { port } = line;
  const mine = permissionOf(port, world.self);
  if (mine === null) return fromFault(line, goneFault(port));
  const refused = refusal(line, port, { world, service, cure: (who, group) => joinGroup(who, group) });
  if (refused !== null) return refused;
  // A pseudo terminal is always held by whoever made it; of a real line two programs would garble what the other sends.
  return isPseudo(port) ? null : takenBy(line, world);
}

const isPseudo = (port: string): boolean => realPathOf(port).startsWith("/dev/pts/");

/** Who else has a line, where that can be known; a bandeau before others. */
function takenBy(line: Line, { proc }: DoctorWorld): Finding | null {
  const { port } = line;
  const holders = holdersOf(port, proc);
  const ours = new Set(runningDaemons(proc).map(({ pid }) => pid));
  const holder = holders.find(({ pid }) => ours.has(pid)) ?? holders.at(-1);
  if (holder === undefined) return null;
  const who = ours.has(holder.pid) ? "a bandeau with another configuration" : holder.name;
  return wrong(
    line,
    "PORT_BUSY",
    `${who} (process ${holder.pid}) has ${port}`,
    takers.get(holder.name) ?? `stop it: kill ${holder.pid}, or end the service it belongs to`,
  );
}

function joinGroup({ name }: Account, group: string): string {
  const again = name === "$USER" ? "log in again" : "restart the service";
  return group === "root"
    ? "udev has given it to no group, as Debian does to dialout: sudo udevadm trigger --action=add --subsystem-match=tty, or plug it in again"
    : `sudo usermod -aG ${group} ${name}, then ${again}`;
}

export interface Permitting {
  readonly world: Pick<DoctorWorld, "self" | "etc">;
  readonly service: Account | null;
  readonly cure: (who: Account, group: string) => string;
}

/** Whether the service may open a device file, and whether whoever asks may; null when both may. */
export function refusal(
  place: Pick<Finding, "area" | "subject">,
  path: string,
  { world: { self, etc }, service, cure }: Permitting,
): Finding | null {
  const group = groupName(permissionOf(path, self)?.group ?? 0, etc);
  if (service !== null && permissionOf(path, service)?.may === false)
    return wrong(
      place,
      "SERVICE_DENIED",
      `the service's user may not open ${path}, which belongs to group ${group}`,
      cure(service, group),
    );
  if (permissionOf(path, self)?.may !== false) return null;
  const what = `you may not open ${path}, which belongs to group ${group}`;
  const yours = cure({ ...self, name: "$USER" }, group);
  return service === null
    ? wrong(place, "DEVICE_DENIED", what, yours)
    : doubt(place, "NOT_TRIED", `${what}; the service may`, "run this with sudo to try it");
}

/** Opens and closes. */
export async function opened(
  place: Pick<Finding, "area" | "subject">,
  open: OpenOnce,
  what: string,
): Promise<Finding> {
  try {
    const connection = await open(new AbortController().signal);
    await connection.close();
    return well(place, what);
  } catch (error) {
    return fromFault(place, error instanceof Error ? error : new Error(reasonOf(error)));
  }
}
