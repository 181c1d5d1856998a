import type { QueueStatistics } from "../../../domain/queueStatistics.ts";

/** What sources count people by, most of it made of single people whom figures do not name. */
export type Work = Exclude<keyof QueueStatistics["agents"], "loggedIn">;

const works: readonly Work[] = [
  "ready",
  "reserved",
  "onCall",
  "onOtherCall",
  "wrapUp",
  "notReady",
  "unreachable",
];

/** People who make up the counts of a queue's agents, in a fixed order. What is unknown is nobody. */
export const peopleOf = ({ agents }: QueueStatistics): readonly Work[] =>
  works.flatMap((work) => Array.from({ length: agents[work] ?? 0 }, () => work));

/** Whether it is known at all how many people there are: none is something else. */
export const knowsPeople = ({ agents }: QueueStatistics): boolean => agents.loggedIn !== null;

/** Seconds that the callers of a queue have waited: as many as wait, with the oldest, the mean and those over the limit. */
export function waitsOf({ now, serviceLevel }: QueueStatistics): readonly number[] {
  const { waiting, longestWaitSeconds, averageWaitSeconds, waitingOverTarget } = now;
  if (waiting === null || waiting === 0) return [];
  const longest = longestWaitSeconds ?? 0;
  const limit = serviceLevel.thresholdSeconds ?? 0;
  const late = (waitingOverTarget ?? 0) - (longest > limit ? 1 : 0);
  const others = Array.from({ length: waiting - 1 }, (_, index) => {
    const isLate = index < late;
    return { least: isLate ? limit + 1 : 0, most: isLate ? longest : Math.min(limit, longest) };
  });
  const least = others.reduce((sum, one) => sum + one.least, longest);
  let left = Math.round((averageWaitSeconds ?? 0) * waiting) - least;
  const waits = others.map((one) => {
    const more = Math.max(0, Math.min(left, one.most - one.least));
    left -= more;
    return one.least + more;
  });
  return [longest, ...waits];
}
