import { statSync } from "node:fs";
import { mustBeSafe } from "../../adapters/files/safeFolder.ts";
import { permissionOf } from "../../adapters/machine/accounts.ts";
import { folderState } from "../../adapters/machine/folders.ts";
import type { SiteFile } from "../../compose/siteLoader.ts";
import { Fault } from "../../ports/fault.ts";
import type { Circumstances, DoctorWorld } from "./doctorWorld.ts";
import { doubt, type Finding, fromFault, well, wrong } from "./finding.ts";

/** What of a site this machine must have a package for. */
export interface Needed {
  readonly serial: boolean;
  readonly hid: boolean;
}

/** A log of facts of many days fits into this. */
const LEAST_FREE_BYTES = 16 * 1_048_576;
const SCARCE_BYTES = 128 * 1_048_576;
const EXIT_CONFIGURATION = 78;

/** Whether the native packages that a site needs can be loaded. */
export async function examineProgram(needed: Needed, world: DoctorWorld): Promise<Finding[]> {
  const packages = [
    ...(needed.serial ? [["serialport", world.loadSerial] as const] : []),
    ...(needed.hid ? [["node-hid", world.loadHid] as const] : []),
  ];
  return Promise.all(packages.map(([name, load]) => examinePackage(name, load)));
}

async function examinePackage(name: string, load: () => Promise<unknown>): Promise<Finding> {
  const place = { area: "program", subject: name } as const;
  try {
    await load();
    return well(place, "loads");
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    const library = /cannot open shared object file/.test(reason)
      ? "sudo apt install libusb-1.0-0; else "
      : "";
    const advice = `${library}install the release for this machine again: it brings a native part for x64, arm64 and armv7`;
    return fromFault(place, new Fault("PACKAGE_MISSING", `cannot be loaded: ${reason}`, advice, error));
  }
}

/** Whether the service may read its own files: whoever writes them is often somebody else. */
export function examineFiles(
  file: string,
  { site }: Pick<SiteFile, "site">,
  { service }: Circumstances,
): Finding[] {
  if (service === null) return [];
  const { passwordFile, tls } = site.broker;
  const named = [
    ["the configuration", file],
    ["the password file", passwordFile],
    ["the authority's certificate", tls?.caFile],
    ["the certificate", tls?.certificateFile],
    ["the certificate's key", tls?.keyFile],
    ["the key of agents' names", site.agents.keyFile],
  ] as const;
  return named.flatMap(([what, path]) =>
    path !== undefined && permissionOf(path, service, "read")?.may === false
      ? [
          wrong(
            { area: "configuration", subject: "" },
            "SERVICE_CANNOT_READ",
            `the service's user may not read ${what}, ${path}`,
            `sudo chgrp ${service.name} ${path} && sudo chmod g+r ${path}`,
          ),
        ]
      : [],
  );
}

/** Whether what may not be lost can be kept. Nothing is written. */
export function examineState(
  folder: string,
  world: DoctorWorld,
  { service, unit }: Circumstances,
): Finding[] {
  const place = { area: "state", subject: "" } as const;
  const state = folderState(folder);
  if (!state.exists && unit !== null && folder.startsWith("/var/lib/bandeau"))
    return [well(place, `${folder} is made by systemd at the first start`)];
  if (state.refused === "EROFS")
    return [
      wrong(
        place,
        "STATE_READ_ONLY",
        `${folder}: the file system is read-only`,
        "mount it for writing; a memory card that became read-only by itself is worn out: replace it",
      ),
    ];
  const who = service ?? world.self;
  const may =
    service === null ? state.refused === null : permissionOf(state.path, service, "writeInto")?.may === true;
  if (!may)
    return [
      wrong(
        place,
        "STATE_DENIED",
        `${state.path} may not be written to by ${service === null ? "you" : "the service's user"}`,
        `sudo install -d -m 0700 -o ${service === null ? "$USER" : who.name} ${folder}`,
      ),
    ];
  const danger = state.exists ? dangerOf(folder, who.uid) : null;
  if (danger !== null) return [fromFault(place, danger)];
  const { freeBytes } = state;
  const free = freeBytes === null ? "" : `, ${Math.floor(freeBytes / 1_048_576)} MiB free`;
  if (freeBytes !== null && freeBytes < LEAST_FREE_BYTES)
    return [wrong(place, "STATE_DISK_FULL", `${folder}: the disk is full${free}`, "make room on that disk")];
  if (freeBytes !== null && freeBytes < SCARCE_BYTES)
    return [doubt(place, "STATE_DISK_SCARCE", `${folder}: the disk is nearly full${free}`, "make room soon")];
  return [well(place, `${folder} can be written to${free}`)];
}

/** Why the daemon would not keep anything in a folder that it can write to. */
function dangerOf(folder: string, uid: number): Fault | null {
  try {
    mustBeSafe(folder, statSync(folder), uid);
    return null;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** Whether the wall clock is right: certificates, opening hours and the age of figures hang on it. */
export async function examineClock(world: DoctorWorld): Promise<Finding> {
  const place = { area: "clock", subject: "" } as const;
  const advice =
    "timedatectl timesync-status tells the time server; on a site without internet name one of its own: NTP= in /etc/systemd/timesyncd.conf";
  const now = `${new Date(world.clock.wall()).toISOString().slice(0, 19)}Z`;
  if (!world.clock.isSynced())
    return wrong(place, "CLOCK_UNSYNCED", `it is not synchronised and says ${now}`, advice);
  const said = await world.ask("timedatectl", ["show", "--property=NTPSynchronized", "--value"]);
  if (said?.trim() === "no")
    return doubt(
      place,
      "CLOCK_UNSYNCED",
      `the system says that it is not synchronised; it says ${now}`,
      advice,
    );
  return well(place, `it says ${now}`);
}

/** How systemd runs the controller; nothing where no unit does. */
export function examineService({ unit }: Circumstances): Finding[] {
  if (unit === null) return [];
  const place = { area: "service", subject: unit.name } as const;
  const look = `journalctl -u ${unit.name} -n 50 says why`;
  const boot =
    unit.file === "disabled"
      ? [doubt(place, "SERVICE_DISABLED", "it does not start at boot", `sudo systemctl enable ${unit.name}`)]
      : [];
  if (unit.active === "failed") {
    const why =
      unit.exitStatus === EXIT_CONFIGURATION ? "the configuration was wrong" : `it ended with ${unit.result}`;
    const what = `it has failed, and is not started again: ${why}`;
    return [
      wrong(place, "SERVICE_FAILED", what, `${look}; then sudo systemctl restart ${unit.name}`),
      ...boot,
    ];
  }
  if (unit.active === "activating" && unit.sub === "auto-restart")
    return [
      wrong(place, "SERVICE_RESTARTS", `it ends again and again, ${unit.restarts} times by now`, look),
      ...boot,
    ];
  if (unit.active !== "active")
    return [
      wrong(place, "SERVICE_STOPPED", `it is ${unit.active}`, `sudo systemctl start ${unit.name}`),
      ...boot,
    ];
  if (unit.restarts > 0)
    return [
      doubt(place, "SERVICE_RESTARTED", `it runs, and was started anew ${unit.restarts} times`, look),
      ...boot,
    ];
  return [well(place, "it runs"), ...boot];
}
