import { anonymousMiB } from "../processCost.ts";
import { median, quantile } from "../quantiles.ts";
import type { FloorSubject } from "./floorSubjects.ts";
import { type Course, onFloor, quiet, takingTurns } from "./measureFloor.ts";
import { warmUp } from "./measureLatency.ts";
import { queueWord, waitingAt } from "./queueWords.ts";

/** What is on the glass must not be older than this. */
const NEWEST_WITHIN_MS = 250;
/** More than this is a queue that grows. */
const MOST_GROWTH_MIB = 48;
const LADDER = [2_000, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000];

/** The highest rate at which the newest value was there in time, with bounded memory; 0 when at none. */
export interface Highest {
  readonly name: string;
  readonly perSecond: number;
}

/** True when the program keeps up. */
async function keepsUp(
  subject: FloorSubject,
  { publisher }: Course,
  rate: number,
  seconds: number,
): Promise<boolean> {
  const published = new Map<number, number>();
  const ages: number[] = [];
  let newestAt = Number.NaN;
  let last = 0;
  for (const line of subject.lines)
    line.hear = ({ value, at }) => {
      const since = value === null ? undefined : published.get(value);
      if (since !== undefined) ages.push(at - since);
      if (value === last) newestAt = at;
    };
  const before = anonymousMiB(subject.pid);
  const reached = await publisher.flood(rate, seconds, (index) => {
    last = waitingAt(index + 1);
    published.set(last, performance.now());
    return queueWord(subject.site, "q0", last);
  });
  const endedAt = performance.now();
  const grown = anonymousMiB(subject.pid) - before;
  await quiet(subject);
  if (reached < rate * 0.9 || grown > MOST_GROWTH_MIB) return false;
  return quantile(ages, 0.95) <= NEWEST_WITHIN_MS && newestAt - endedAt <= NEWEST_WITHIN_MS;
}

/** Climbs until a program does not keep up. */
export function measureHighest(seconds: number, rounds: number): Promise<readonly Highest[]> {
  return onFloor({ displays: 1, queues: ["q0"], model: "none" }, async (course) => {
    await warmUp(course);
    const each = await takingTurns(course.subjects, rounds, async (subject) => {
      let best = 0;
      for (const rate of LADDER) {
        if (!(await keepsUp(subject, course, rate, seconds))) break;
        best = rate;
      }
      return best;
    });
    return [...each].map(([{ name }, rates]) => ({ name, perSecond: median(rates) }));
  });
}
