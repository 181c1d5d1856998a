import type { CallRecord } from "../../../src/simulated/acd/callRecords.ts";
import type { FloorPlan } from "../../../src/simulated/acd/floorPlan.ts";

const DAY = 86_400;

/**
 * What a queue's figures must be at a moment, counted from the list of calls by their definitions alone: one question at a
 * time, each over the whole list. Times are seconds after the beginning.
 */
export function recount(calls: readonly CallRecord[], queue: string, now: number, plan: FloorPlan) {
  const midnight = Math.floor((plan.beginsAtSeconds + now) / DAY) * DAY - plan.beginsAtSeconds;
  const since = Math.max(midnight, -plan.openForSeconds);
  const ours = calls.filter((call) => call.queue === queue);
  const present = ours.filter(({ leftAt }) => leftAt === null);
  const left = (outcome: CallRecord["outcome"]): number[] =>
    ours.flatMap((call) =>
      call.outcome === outcome && call.leftAt !== null && call.leftAt >= since
        ? [call.leftAt - call.arrivedAt]
        : [],
    );
  const [answered, abandoned, overflowed] = [left("answered"), left("abandoned"), left("overflowed")];
  const ages = present.map(({ arrivedAt }) => now - arrivedAt);
  const within = (waits: readonly number[]): number =>
    waits.filter((wait) => wait <= plan.thresholdSeconds).length;
  const inQueueToday = ours.filter(({ leftAt }) => leftAt === null || leftAt >= since);
  const offered = inQueueToday.length;
  return {
    now: {
      waiting: present.length,
      longestWaitSeconds: Math.floor(Math.max(0, ...ages)),
      waitingOverTarget: ages.filter((age) => age > plan.thresholdSeconds).length,
      ringing: present.filter(({ agentId }) => agentId !== null).length,
      inService: ours.filter(({ outcome, talkEndedAt }) => outcome === "answered" && talkEndedAt === null)
        .length,
      inWrapUp: ours.filter(
        ({ talkEndedAt, wrapUpEndedAt }) => talkEndedAt !== null && wrapUpEndedAt === null,
      ).length,
    },
    totals: {
      offered,
      answered: answered.length,
      abandoned: abandoned.length,
      abandonedShort: abandoned.filter((wait) => wait < plan.shortSeconds).length,
      answeredInTarget: within(answered),
      abandonedInTarget: within(abandoned),
      overflowOut: overflowed.length,
      overflowIn: inQueueToday.filter(({ cameFrom }) => cameFrom !== null).length,
    },
    peaks: { longestWaitSeconds: Math.floor(Math.max(0, ...ages, ...answered, ...abandoned, ...overflowed)) },
  };
}
