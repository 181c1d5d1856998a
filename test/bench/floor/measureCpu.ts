import { spentBy } from "../processCost.ts";
import { median } from "../quantiles.ts";
import type { FloorSubject } from "./floorSubjects.ts";
import { type Course, onFloor, quiet, takingTurns } from "./measureFloor.ts";
import { warmUp } from "./measureLatency.ts";
import { queueWord, waitingAt } from "./queueWords.ts";

/** What the messages of a load are: figures that change, the same figures again, or queues that nobody shows. */
const loadKinds = ["changed", "repeated", "not shown"] as const;
type LoadKind = (typeof loadKinds)[number];

interface Load {
  readonly kind: LoadKind;
  readonly perSecond: number;
  readonly seconds: number;
  /** Among how many queues the messages go round. */
  readonly queues: number;
}

/** Seconds of CPU time for 1,000 messages, and how many a second there were. */
interface CpuCost {
  readonly cpuSeconds: number;
  readonly perSecond: number;
}

const prefixes: Readonly<Record<LoadKind, string>> = { changed: "q", repeated: "q", "not shown": "other" };

async function costOf(subject: FloorSubject, { publisher }: Course, load: Load): Promise<CpuCost> {
  const { kind, queues } = load;
  await quiet(subject);
  const before = spentBy(subject.pid).cpuSeconds;
  const perSecond = await publisher.flood(load.perSecond, load.seconds, (index) =>
    queueWord(
      subject.site,
      `${prefixes[kind]}${index % queues}`,
      waitingAt(kind === "repeated" ? 0 : index + 1),
    ),
  );
  await quiet(subject);
  const spent = spentBy(subject.pid).cpuSeconds - before;
  return { cpuSeconds: (spent * 1_000) / (load.perSecond * load.seconds), perSecond };
}

async function costsOf(course: Course, load: Load, rounds: number): Promise<ReadonlyMap<string, CpuCost>> {
  const each = await takingTurns(course.subjects, rounds, (subject) => costOf(subject, course, load));
  return new Map(
    [...each].map(([{ name }, costs]) => [
      name,
      {
        cpuSeconds: median(costs.map(({ cpuSeconds }) => cpuSeconds)),
        perSecond: median(costs.map(({ perSecond }) => perSecond)),
      },
    ]),
  );
}

/** How long one load lasts. */
export interface CpuPlan {
  readonly seconds: number;
  readonly rounds: number;
  readonly rates: readonly number[];
}

export interface RateCost {
  readonly kind: LoadKind;
  readonly wanted: number;
  readonly costs: ReadonlyMap<string, CpuCost>;
}

/** One display, one queue shown, each kind of message at each rate. */
export function measureRates({ rates, seconds, rounds }: CpuPlan): Promise<readonly RateCost[]> {
  return onFloor({ displays: 1, queues: ["q0"], model: "none" }, async (course) => {
    await warmUp(course);
    const all: RateCost[] = [];
    for (const wanted of rates)
      for (const kind of loadKinds) {
        const load = { kind, perSecond: wanted, seconds, queues: kind === "not shown" ? 200 : 1 };
        all.push({ kind, wanted, costs: await costsOf(course, load, rounds) });
      }
    return all;
  });
}

export interface SizeCost {
  readonly displays: number;
  readonly shown: number;
  readonly notShown: number;
  readonly costs: ReadonlyMap<string, CpuCost>;
}

const SIZE_RATE = 1_000;

/** The same number of messages for floors of all sizes; each display shows the figures of all its queues together. */
export async function measureSizes(
  sizes: readonly { readonly displays: number; readonly shown: number; readonly notShown: number }[],
  { seconds, rounds }: CpuPlan,
): Promise<readonly SizeCost[]> {
  const all: SizeCost[] = [];
  for (const { displays, shown, notShown } of sizes) {
    const queues = Array.from({ length: shown }, (_, index) => `q${index}`);
    const costs = await onFloor({ displays, queues, model: "none" }, async (course) => {
      for (const subject of course.subjects) {
        for (const queue of queues) course.publisher.publish(queueWord(subject.site, queue, 0), true);
        await quiet(subject);
      }
      const kind = notShown > 0 ? "not shown" : "changed";
      const load = { kind, perSecond: SIZE_RATE, seconds, queues: notShown > 0 ? notShown : shown } as const;
      return await costsOf(course, load, rounds);
    });
    all.push({ displays, shown, notShown, costs });
  }
  return all;
}
