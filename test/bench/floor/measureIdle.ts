import { anonymousMiB, idleCostSince, spentBy, threadsOf } from "../processCost.ts";
import { onFloor, quiet, sleep } from "./measureFloor.ts";
import { warmUp } from "./measureLatency.ts";
import { queueWord, waitingAt } from "./queueWords.ts";

const SETTLE_MS = 5_000;
const LOAD_PER_SECOND = 2_000;
/** After a load the engine gives back what it does not need. */
const REST_MS = 10_000;

/** What a program costs that has next to nothing to do, and what a load leaves behind. */
export interface IdleFloor {
  readonly idleMiB: number;
  readonly afterLoadMiB: number;
  readonly threads: number;
  readonly wakeUpsPerSecond: number;
  readonly cpuSecondsPerMinute: number;
}

/** One message a second for so long, all programs at the same time, then a load for each in turn. */
export function measureIdle(
  idleSeconds: number,
  loadSeconds: number,
): Promise<ReadonlyMap<string, IdleFloor>> {
  return onFloor({ displays: 1, queues: ["q0"], model: "none" }, async (course) => {
    const { subjects, publisher } = course;
    await warmUp(course);
    await sleep(SETTLE_MS);
    const before = new Map(subjects.map((subject) => [subject, spentBy(subject.pid)]));
    for (let second = 0; second < idleSeconds; second += 1) {
      for (const { site } of subjects) publisher.publish(queueWord(site, "q0", waitingAt(1 + second)));
      await sleep(1_000);
    }
    const idle = [...before].map(([subject, spent]) => {
      const { pid } = subject;
      return { subject, ...idleCostSince(spent, pid), idleMiB: anonymousMiB(pid), threads: threadsOf(pid) };
    });
    const result = new Map<string, IdleFloor>();
    for (const { subject, residentMiB: _, ...cost } of idle) {
      await publisher.flood(LOAD_PER_SECOND, loadSeconds, (index) =>
        queueWord(subject.site, "q0", waitingAt(index)),
      );
      await quiet(subject);
      await sleep(REST_MS);
      result.set(subject.name, { ...cost, afterLoadMiB: anonymousMiB(subject.pid) });
    }
    return result;
  });
}
