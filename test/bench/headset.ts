import { parseArgs } from "node:util";
import { BusClient } from "../suites/busClient.ts";
import { Mosquitto } from "../suites/mosquitto.ts";
import { Started } from "../suites/started.ts";
import { endOnSignal } from "./endOnSignal.ts";
import { baselineWith, daemonWith, type Subject } from "./headsetSubjects.ts";
import { markdownTable } from "./markdownTable.ts";
import { type Latency, measureLatency } from "./measureHeadset.ts";
import { type IdleCost, idleCostSince, spentBy } from "./processCost.ts";

const ROUNDS = 3;
/** What starting has left over is done by then. */
const SETTLE_MS = 10_000;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    headsets: { type: "string", default: "1,8,40" },
    presses: { type: "string", default: "30" },
    idle: { type: "string", default: "60" },
  },
});

interface Timed extends Latency {
  readonly headsets: number;
  readonly subject: string;
  readonly ledToBaseline: number;
  readonly busToBaseline: number;
}

interface Idle extends IdleCost {
  readonly headsets: number;
  readonly subject: string;
}

/** All that is started for one measurement is ended behind it, also when it fails. */
async function withBroker<T>(work: (set: { broker: Mosquitto; started: Started }) => Promise<T>): Promise<T> {
  const started = new Started();
  const watched = endOnSignal(started);
  try {
    const broker = await Mosquitto.start({ lines: ["set_tcp_nodelay true"] });
    started.add(() => broker.end());
    return await work({ broker, started });
  } finally {
    await started.end();
    watched();
  }
}

function latencyWith(count: number): Promise<readonly Timed[]> {
  return withBroker(async (set) => {
    const bus = await BusClient.connect(set.broker.url);
    set.started.add(() => bus.end());
    const subjects = [
      await baselineWith(count, set),
      await daemonWith(count, "acd", set),
      await daemonWith(count, "seat", set),
    ];
    const times = await measureLatency(subjects, { rounds: ROUNDS, presses: Number(values.presses), bus });
    const [baseline] = times;
    return times.map((time, index) => ({
      headsets: count,
      subject: subjects[index]?.name ?? "",
      ...time,
      ledToBaseline: time.ledP50 / (baseline?.ledP50 ?? Number.NaN),
      busToBaseline: time.busP50 / (baseline?.busP50 ?? Number.NaN),
    }));
  });
}

/** Nobody takes turns here: those who do nothing do not disturb each other. */
function idleWith(count: number): Promise<readonly Idle[]> {
  return withBroker(async (set) => {
    const subjects: readonly Subject[] = [
      await baselineWith(count, set),
      await daemonWith(0, "acd", set),
      await daemonWith(count, "acd", set),
    ];
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const before = subjects.map(({ pid }) => ({ pid, spent: spentBy(pid) }));
    await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(values.idle)));
    return before.map(({ pid, spent }, index) => ({
      headsets: subjects[index]?.headsets.length ?? 0,
      subject: subjects[index]?.name ?? "",
      ...idleCostSince(spent, pid),
    }));
  });
}

const ms = (value: number): string => value.toFixed(2);
const latencyTable = (latency: readonly Timed[]): string =>
  markdownTable(
    ["headsets", "subject", "LED p50 ms", "p99", "ratio p50", "message p50 ms", "p99", "ratio p50"],
    latency.map((one) => [
      String(one.headsets),
      one.subject,
      ms(one.ledP50),
      ms(one.ledP99),
      ms(one.ledToBaseline),
      ms(one.busP50),
      ms(one.busP99),
      ms(one.busToBaseline),
    ]),
  );
const idleTable = (idle: readonly Idle[]): string =>
  markdownTable(
    ["headsets", "subject", "CPU s per minute", "wake-ups/s", "resident MiB"],
    idle.map((one) => [
      String(one.headsets),
      one.subject,
      ms(one.cpuSecondsPerMinute),
      ms(one.wakeUpsPerSecond),
      one.residentMiB.toFixed(0),
    ]),
  );
async function run(): Promise<void> {
  const counts = values.headsets.split(",").map(Number);
  const latency: Timed[] = [];
  for (const count of counts) latency.push(...(await latencyWith(count)));
  const idle = await idleWith(Math.max(...counts));

  process.stdout.write(
    values.json
      ? `${JSON.stringify({ benchmark: "headset", latency, idle })}\n`
      : `${latencyTable(latency)}\n\nNothing happens:\n\n${idleTable(idle)}\n`,
  );
}

void run();
