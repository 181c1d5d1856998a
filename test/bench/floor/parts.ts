import { each, type Figure, figure } from "./figure.ts";
import { bundle } from "./floorSubjects.ts";
import { measureRates, measureSizes, type SizeCost } from "./measureCpu.ts";
import { measureHighest } from "./measureHighest.ts";
import { measureIdle } from "./measureIdle.ts";
import { measureInstall } from "./measureInstall.ts";
import { measureLatency } from "./measureLatency.ts";
import { measureSaturated, type Saturated } from "./measureSaturated.ts";
import { measureStart } from "./measureStart.ts";

/** How long and how often; `--quick` is for trying whether all of it runs, not for numbers. */
export interface Extent {
  readonly rounds: number;
  readonly displays: readonly number[];
  readonly queues: readonly number[];
  readonly rates: readonly number[];
  readonly loadSeconds: number;
  readonly saturatedSeconds: number;
  readonly idleSeconds: number;
}

export const full: Extent = {
  rounds: 3,
  displays: [1, 4, 16, 64],
  queues: [10, 200],
  rates: [100, 1_000, 10_000],
  loadSeconds: 2,
  saturatedSeconds: 12,
  idleSeconds: 60,
};

export const quick: Extent = {
  rounds: 1,
  displays: [1, 4],
  queues: [10],
  rates: [100, 1_000],
  loadSeconds: 2,
  saturatedSeconds: 4,
  idleSeconds: 5,
};

async function latency({ displays, rounds }: Extent): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of displays) {
    const all = await measureLatency(count, rounds);
    const last = count === 1 ? "1 display" : `last of ${count} displays`;
    figures.push(
      figure(
        "a",
        `${last}: latency p50 ms`,
        each(all, ({ p50 }) => p50),
      ),
    );
    figures.push(
      figure(
        "a",
        `${last}: latency p95 ms`,
        each(all, ({ p95 }) => p95),
      ),
    );
    figures.push(
      figure(
        "a",
        `${last}: latency worst of 50 ms`,
        each(all, ({ worst }) => worst),
      ),
    );
  }
  return figures;
}

async function throughput({ rates, rounds, loadSeconds, displays, queues }: Extent): Promise<Figure[]> {
  const plan = { rates, rounds, seconds: loadSeconds };
  const highest = await measureHighest(loadSeconds, rounds);
  const figures = [
    figure("b", "highest messages/s in time", new Map(highest.map((one) => [one.name, one.perSecond]))),
  ];
  for (const { kind, wanted, costs } of await measureRates(plan))
    figures.push(
      figure(
        "b",
        `${wanted}/s ${kind}: CPU s per 1,000`,
        each(costs, ({ cpuSeconds }) => cpuSeconds),
      ),
    );
  const sizes = [
    ...displays.map((count) => ({ displays: count, shown: 1, notShown: 0 })),
    ...queues.map((count) => ({ displays: 1, shown: count, notShown: 0 })),
    ...queues.map((count) => ({ displays: 1, shown: 1, notShown: count })),
  ];
  for (const size of await measureSizes(sizes, plan)) figures.push(sizeFigure(size));
  return figures;
}

const sizeFigure = ({ displays, shown, notShown, costs }: SizeCost): Figure => {
  const what = notShown > 0 ? `${notShown} queues not shown` : `${displays} displays, ${shown} queues shown`;
  return figure(
    "b",
    `1000/s, ${what}: CPU s per 1,000`,
    each(costs, ({ cpuSeconds }) => cpuSeconds),
  );
};

async function saturated({ saturatedSeconds, rounds }: Extent): Promise<Figure[]> {
  const all = await measureSaturated(saturatedSeconds, rounds);
  const line = (what: string, of: (one: Saturated) => number): Figure => figure("c", what, each(all, of));
  return [
    line("age p50 ms", ({ ageP50 }) => ageP50),
    line("age p95 ms", ({ ageP95 }) => ageP95),
    line("age at the end ms", ({ ageLast }) => ageLast),
    line("one frame ms", ({ frameMs }) => frameMs),
    line("newest after the load ms", ({ newest }) => newest),
    line("line use", ({ lineUse }) => lineUse),
    line("bytes per changed figure", ({ bytesPerFigure }) => bytesPerFigure),
    line("torn frames", ({ torn }) => torn),
  ];
}

async function start({ rounds }: Extent): Promise<Figure[]> {
  const all = await measureStart(rounds);
  return [
    figure(
      "d",
      "start to first byte ms",
      each(all, ({ firstByte }) => firstByte),
    ),
    figure(
      "d",
      "start to first right figure ms",
      each(all, ({ firstFigure }) => firstFigure),
    ),
  ];
}

async function idle({ idleSeconds, loadSeconds }: Extent): Promise<Figure[]> {
  const all = await measureIdle(idleSeconds, loadSeconds * 5);
  return [
    figure(
      "e",
      "1/s: anonymous MiB",
      each(all, ({ idleMiB }) => idleMiB),
    ),
    figure(
      "e",
      "after load: anonymous MiB",
      each(all, ({ afterLoadMiB }) => afterLoadMiB),
    ),
    figure(
      "e",
      "threads",
      each(all, ({ threads }) => threads),
    ),
    figure(
      "e",
      "1/s: wake-ups/s",
      each(all, ({ wakeUpsPerSecond }) => wakeUpsPerSecond),
    ),
    figure(
      "e",
      "1/s: CPU s a minute",
      each(all, ({ cpuSecondsPerMinute }) => cpuSecondsPerMinute),
    ),
  ];
}

function install(): Promise<Figure[]> {
  const all = measureInstall(bundle);
  return Promise.resolve([
    figure(
      "f",
      "install MiB",
      each(all, ({ mebibytes }) => mebibytes),
    ),
    figure(
      "f",
      "install files",
      each(all, ({ files }) => files),
    ),
  ]);
}

/** The parts of the benchmark that compare the three programs, by the letter that asks for them. */
export const parts: ReadonlyMap<string, (extent: Extent) => Promise<Figure[]>> = new Map([
  ["a", latency],
  ["b", throughput],
  ["c", saturated],
  ["d", start],
  ["e", idle],
  ["f", install],
]);
