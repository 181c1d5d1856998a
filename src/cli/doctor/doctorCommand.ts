import { arch, homedir, hostname, release, userInfo } from "node:os";
import { resolve } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { systemClock } from "../../adapters/clock/systemClock.ts";
import { boardName, realGpioWorld } from "../../adapters/gpio/gpioWorld.ts";
import { realHidWorld } from "../../adapters/hid/hidWorld.ts";
import { loadNodeHid } from "../../adapters/hid/openHidDevice.ts";
import { loadSerialPort } from "../../adapters/serialport/openSerialPort.ts";
import { askProgram } from "../../adapters/systemd/unitState.ts";
import { openHidTcp } from "../../adapters/tcp/openHidTcp.ts";
import { brokerOf, headsetsHere, lightsHere, lineOf } from "../../compose/realWorld.ts";
import { type SiteFile, siteLoader } from "../../compose/siteLoader.ts";
import { devicesFolder } from "../../compose.ts";
import type { CompleteSite } from "../../config/completeSite.ts";
import { readDisplayPort } from "../../config/displayPort.ts";
import { hidLimits } from "../../ports/hidLimits.ts";
import type { Logger } from "../../ports/logger.ts";
import { exitCodes, type Terminal } from "../terminal.ts";
import { examine } from "./doctor.ts";
import type { DoctorWorld } from "./doctorWorld.ts";
import { publicWords, type Redact } from "./publicWords.ts";
import { doctorReport, reportLines } from "./report.ts";

export interface DoctorOptions {
  readonly json: boolean;
  /** False: nothing is opened. */
  readonly open: boolean;
  /** Names and addresses as they are, for whoever stands before the machine. */
  readonly full: boolean;
  /** Seconds to listen to the bus. */
  readonly listen?: number;
}

/** How long a broker may take to let a visitor in. */
const CONNECT_LIMIT_MS = 8_000;
const BIGGEST_ID = 2 ** 31;

/** `bandeau doctor`: what is wrong, the first thing first, in a report that may be shown to anybody. */
export async function doctorCommand(
  file: string,
  { json, open, full, listen }: DoctorOptions,
  terminal: Terminal,
): Promise<number> {
  const loader = await siteLoader(terminal.environment, devicesFolder);
  const world = realWorld(file, terminal.environment["CREDENTIALS_DIRECTORY"]);
  if (terminal.isTerminal && !json)
    terminal.writeError("looking, and listening to the bus for a minute at most…\n");
  const questions = { file, open, listenMs: listen === undefined ? null : listen * 1_000 };
  const { findings, site } = await examine(questions, loader, world);
  const about = {
    version: packageJson.version,
    node: process.version.slice(1),
    system: `Linux ${release()} ${arch()}`,
    board: boardName(realGpioWorld),
  };
  const report = doctorReport(findings, about, full ? (text) => text : redactFor(site));
  terminal.write(json ? `${JSON.stringify(report)}\n` : `${reportLines(report).join("\n")}\n`);
  if (site === null) return exitCodes.configuration;
  return report.ok ? exitCodes.done : exitCodes.failed;
}

const CREDENTIALS = "/etc/bandeau/credentials";

/**
 * The site with its password where the unit's LoadCredential= takes it from: systemd gives credentials to the service alone,
 * and whoever looks for a fault is root.
 */
export function withCredentials(site: CompleteSite, file: string): CompleteSite {
  const unit = /^\/etc\/bandeau\/([^/]+)\.ya?ml$/.exec(resolve(file))?.[1];
  const name = /^credential:bandeau_([\w.-]+)$/.exec(site.broker.passwordFile ?? "")?.[1];
  if (unit === undefined || name === undefined || name === "." || name === "..") return site;
  const folder = unit === "bandeau" ? CREDENTIALS : `${CREDENTIALS}/${unit}`;
  return { ...site, broker: { ...site.broker, passwordFile: `${folder}/${name}` } };
}

const silent: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

function realWorld(file: string, credentialsFolder: string | undefined): DoctorWorld {
  const clock = systemClock();
  const devices = headsetsHere(silent);
  return {
    proc: "/proc",
    etc: "/etc",
    udevFolders: ["/etc/udev/rules.d", "/run/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d"],
    hid: realHidWorld,
    gpio: realGpioWorld,
    clock,
    self: {
      name: "$USER",
      uid: process.geteuid?.() ?? BIGGEST_ID,
      groups: new Set([process.getegid?.() ?? BIGGEST_ID, ...(process.getgroups?.() ?? [])]),
    },
    ask: askProgram,
    loadSerial: loadSerialPort,
    loadHid: loadNodeHid,
    displayLine: (unit) => lineOf(unit, { log: silent, clock }),
    lightLine: lightsHere({ log: silent, clock }).line,
    headsetLine: (port) => openHidTcp(port, hidLimits),
    devices,
    brokerOf: (site) =>
      brokerOf(
        credentialsFolder === undefined ? withCredentials(site, file) : site,
        credentialsFolder,
        CONNECT_LIMIT_MS,
      ),
  };
}

/** Takes out of a report what is nobody else's business. */
function redactFor(file: SiteFile | null): Redact {
  const site = file?.site;
  const hostOf = (port: string | undefined): string[] => {
    const parsed = port === undefined ? null : readDisplayPort(port);
    return parsed?.ok && parsed.port.kind === "tcp" ? [parsed.port.host] : [];
  };
  const seats = site?.seats ?? [];
  const ports = [...(site?.displays ?? []), ...(site?.lights ?? []), ...seats.map(({ headset }) => headset)];
  const brokers = site?.broker.urls.map((url) => (URL.canParse(url) ? new URL(url).hostname : url)) ?? [];
  const serials = [
    ...seats.map(({ headset }) => headset.serial),
    ...(site?.lights ?? []).map(({ usb }) => usb?.serial),
  ];
  return publicWords({
    hosts: [hostname(), ...brokers, ...ports.flatMap(({ port }) => hostOf(port))],
    users: [userName(), site?.broker.username ?? ""],
    people: seats.flatMap(({ agent }) =>
      "id" in agent ? [agent.id] : "extension" in agent ? [agent.extension] : [],
    ),
    serials: serials.flatMap((serial) => serial ?? []),
    home: homedir(),
    ordinary: [
      site?.node ?? "",
      ...[...(site?.displays ?? []), ...(site?.lights ?? []), ...seats, ...(site?.buttons ?? [])].map(
        ({ id }) => id,
      ),
    ],
  });
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without a line in passwd has no name to hide.
    return "";
  }
}
