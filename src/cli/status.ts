import { siteLoader } from "../compose/siteLoader.ts";
import { devicesFolder } from "../compose.ts";
import { headsetDeviceId } from "../config/checkSeats.ts";
import type { CompleteSite } from "../config/completeSite.ts";
import { nodeTopics } from "../domain/topics.ts";
import type { BusMessage } from "../ports/broker.ts";
import { wallMs } from "../shared/time.ts";
import { exitCodes, type Terminal } from "./terminal.ts";
import { visitBroker } from "./visitBroker.ts";

export interface StatusOptions {
  readonly json: boolean;
  /** Seconds to wait for the controller's word. */
  readonly wait: number;
}

/** The node's own topics, parsed, by what follows the node's name. */
type Report = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const text = (value: unknown): string =>
  value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

/** How a running controller is, as it says itself on the bus. Exit code 0 when it, its displays and its headsets are well. */
export async function statusCommand(
  file: string,
  options: StatusOptions,
  terminal: Terminal,
): Promise<number> {
  const { load } = await siteLoader(terminal.environment, devicesFolder);
  const result = await load(file);
  if (!result.ok) {
    terminal.writeError(`${file} has problems: bandeau check ${file}\n`);
    return exitCodes.configuration;
  }
  const { site } = result;
  const report = await ask(site, options.wait * 1_000, terminal.environment["CREDENTIALS_DIRECTORY"]);
  if (options.json) terminal.write(`${JSON.stringify(report)}\n`);
  else for (const line of linesOf(site, report)) terminal.write(`${line}\n`);
  return isWell(site, report) ? exitCodes.done : exitCodes.failed;
}

/** Collects what the broker keeps of the node, until all of it came or the time is over. */
async function ask(
  site: CompleteSite,
  waitMs: number,
  credentialsFolder: string | undefined,
): Promise<Report> {
  const root = nodeTopics(site.site, site.node).status.slice(0, -"status".length);
  const report: Record<string, Record<string, unknown>> = {};
  let complete: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => {
    complete = resolve;
  });
  const onMessage = ({ topic, payload }: BusMessage): void => {
    const parsed = parseObject(payload);
    if (parsed) report[topic.slice(root.length)] = parsed;
    if (isComplete(site, report)) complete();
  };
  await visitBroker(site, { filters: [`${root}#`], onMessage, heard, waitMs, credentialsFolder });
  return report;
}

function parseObject(payload: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : null;
  } catch {
    return null;
  }
}

/** Displays, and the headsets of seats. */
const devicesOf = ({ displays, seats }: CompleteSite): string[] => [
  ...displays.map(({ id }) => id),
  ...seats.map(({ id }) => headsetDeviceId(id)),
];

const deviceKey = (id: string): string => `device/${id}/status`;

const isComplete = (site: CompleteSite, report: Report): boolean =>
  ["status", "health", ...devicesOf(site).map(deviceKey)].every((key) => key in report);

const isWell = (site: CompleteSite, report: Report): boolean =>
  report["status"]?.["state"] === "ready" &&
  devicesOf(site).every((id) => report[deviceKey(id)]?.["state"] === "up");

function linesOf(site: CompleteSite, report: Report): string[] {
  const node = report["status"];
  if (!node)
    return [
      `${site.node}: nothing is known on the bus`,
      "start it with bandeau run, or check site and node in the file",
    ];
  const health = report["health"] ?? {};
  const up = `, up ${duration(uptimeSeconds(health))}`;
  const head = `${site.node}: ${text(node["state"])}, version ${text(node["version"])}, clock ${text(node["clock"])}${up}`;
  const devices = devicesOf(site).map((id) => {
    const device = report[deviceKey(id)] ?? {};
    const shown = report[`device/${id}/shown`]?.["lines"];
    const lines = Array.isArray(shown) ? shown.map((line) => String(line).trimEnd()).join(" / ") : "";
    const why = device["reason"] ? `${text(device["reason"])}: ${text(device["advice"])}` : lines;
    return `  ${id.padEnd(16)} ${text(device["state"] ?? "unknown").padEnd(9)} ${why}`;
  });
  return [head, ...devices];
}

/** The health topic is written now and then; since then it has lived on. */
function uptimeSeconds({ uptimeSeconds: told, at }: Report[string]): number {
  const since = Date.parse(text(at));
  return (Number(told) || 0) + (Number.isNaN(since) ? 0 : Math.max(0, (wallMs() - since) / 1_000));
}

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.floor(seconds)} s`;
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
