import { readFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../suites/freePort.ts";
import { MetricsPage } from "../../suites/metricsPage.ts";
import { Bandeau, eventually } from "../../suites/process.ts";
import { Started } from "../../suites/started.ts";
import { BenchLine } from "../floor/benchLine.ts";
import { benchSite } from "../floor/benchSite.ts";
import { benchBroker, unitFlags, unitVariables } from "../floor/floorSubjects.ts";
import { type Holdings, outerHoldings } from "./holdings.ts";
import { SoakDesk } from "./soakDesk.ts";

const SITE = "soak";
const DISPLAYS = 4;
const SAY_EVERY_SECONDS = 0.1;
/** A figure that changes costs twenty. */
const LEAST_BYTES_AN_HOUR = 100;
const PROBE_LIMIT_MS = 10_000;
/** Of the simulated call centre. */
const QUEUES = ["sales", "service", "orders"];

/** How long, and with what. */
export interface SoakPlan {
  readonly hours: number;
  readonly secondsPerHour: number;
  /** A recorded day of calls, which the simulated ones give way to; null for none. */
  readonly day: string | null;
  /** Told after each hour. */
  readonly tell: (hour: number, holdings: Holdings) => void;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Variables with which the daemon runs as the service does, with the probe in it. */
function asService(): Record<string, string> {
  const probe = join(import.meta.dirname, "probe.cjs");
  return { ...unitVariables(), NODE_OPTIONS: [...unitFlags(), `--require=${probe}`].join(" ") };
}

/** Asks the probe in the daemon. */
async function probe(daemon: Bandeau) {
  const said = (): string[] => daemon.errors.filter((line) => line.startsWith('{"probe"'));
  const before = said().length;
  daemon.signal("SIGUSR2");
  const line = await eventually(
    () => said()[before],
    PROBE_LIMIT_MS,
    () => `the daemon does not answer: ${daemon.said()}`,
  );
  const inner = JSON.parse(line).probe;
  return { ...inner, ...outerHoldings(daemon.pid), logLines: daemon.out.length };
}

/** Somebody who speaks for the ACD, started again when its day is over. */
function acd(url: string, { secondsPerHour, day }: SoakPlan): Bandeau {
  const speed = String(3_600 / secondsPerHour);
  const words = ["--broker", url, "--site", SITE, "--speed", speed, "--every", String(SAY_EVERY_SECONDS)];
  return new Bandeau(["sim", "acd", ...words, ...(day === null ? [] : ["--day", day])]);
}

/** The built daemon with four displays, a light and a seat through hours of traffic; what it held after each. */
export async function measureSoak(plan: SoakPlan): Promise<readonly Holdings[]> {
  const started = new Started();
  try {
    const broker = await benchBroker(started);
    const lines = await Promise.all(Array.from({ length: DISPLAYS }, () => BenchLine.open("none")));
    started.add(() => Promise.all(lines.map((line) => line.end())));
    const ports = lines.map(({ path }) => path);
    const queues = plan.day === null ? QUEUES : queuesOf(plan.day);
    const desk = await SoakDesk.open(broker.url, started);
    const metricsPort = await freePort();
    const more = desk.parts;
    const file = benchSite({ url: broker.url, site: SITE, ports, queues, metricsPort, more });
    started.add(() => file.end());
    desk.furnish(file);
    const daemon = new Bandeau(["run", "--config", file.path], asService());
    started.add(() => daemon.stop());
    await daemon.line((line) => line.includes("broker up"), 60_000);
    let speaker = acd(broker.url, plan);
    started.add(() => speaker.stop());
    const hours: Holdings[] = [];
    for (let hour = 0; hour < plan.hours; hour += 1) {
      await Promise.all([sleep(plan.secondsPerHour * 1_000), desk.work()]);
      if (!speaker.isRunning) speaker = acd(broker.url, plan);
      const lineBytes = lines.reduce((sum, { bytes }) => sum + bytes, 0);
      const holdings = { ...(await probe(daemon)), lineBytes, seatChanges: desk.changes };
      hours.push(holdings);
      plan.tell(hour + 1, holdings);
    }
    if (lines.some(({ bytes }) => bytes < LEAST_BYTES_AN_HOUR * plan.hours))
      throw new Error("hardly anything was shown: is the traffic that of the displays' queues?");
    await desk.check(new MetricsPage(`127.0.0.1:${metricsPort}`));
    return hours;
  } finally {
    await started.end();
  }
}

/** The queues of a recorded day, from its first column. */
function queuesOf(day: string): string[] {
  const [, ...rows] = readFileSync(day, "utf8").split("\n");
  return [...new Set(rows.map((row) => row.split(",")[0] ?? ""))].filter((queue) => queue !== "");
}
