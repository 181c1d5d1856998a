import { nothingKnown, type QueueStatistics } from "../domain/queueStatistics.ts";
import { settle } from "../domain/statisticsRules.ts";
import { Fault } from "../ports/fault.ts";
import { readCalls } from "./callDay/readCalls.ts";
import { type Standing, Timeline } from "./callDay/timeline.ts";

/** A recorded day of calls. */
export interface CallDay {
  /** As the records have it, such as `1999-08-02`. */
  readonly date: string;
  /** Each queue in the order of the alphabet. */
  readonly queues: readonly string[];
  /**
   * Each queue, then all of them as one named `all`, as they stood at that second of the day with everything that
   * happened in it: a call waits from its arrival up to but not in the second in which its wait ends.
   */
  statisticsAt(secondOfDay: number): readonly QueueStatistics[];
}

/** Answered within this many seconds counts for the service level. */
const THRESHOLD_SECONDS = 20;
/** Name of all queues together. */
const ALL = "all";

/** Reads the records of a day: queue,arrivalIso,waitSeconds,outcome,talkSeconds,agentIndex. `file` is for messages. */
export function readCallDay(text: string, file: string): CallDay {
  const { date, calls } = readCalls(text, file);
  const queues = [...new Set(calls.map(({ queue }) => queue))].sort((one, next) => (one < next ? -1 : 1));
  if (queues.includes(ALL))
    throw new Fault(
      "DAY_RECORDS",
      `${file}: a queue is named '${ALL}'`,
      "rename it: that name stands for all queues together",
    );
  const timelines = queues.map((queue) => ({
    id: queue,
    timeline: new Timeline(
      calls.filter((call) => call.queue === queue),
      THRESHOLD_SECONDS,
    ),
  }));
  timelines.push({ id: ALL, timeline: new Timeline(calls, THRESHOLD_SECONDS) });
  return {
    date,
    queues,
    statisticsAt: (second) => timelines.map(({ id, timeline }) => report(id, timeline.at(second), second)),
  };
}

const mean = (sum: number, count: number): number | null => (count === 0 ? null : sum / count);

/** What was recorded, as an ACD would report it. Nobody recorded who was logged in, ready or in after-call work. */
function report(id: string, standing: Standing, second: number): QueueStatistics {
  const nothing = nothingKnown(id, id);
  const { waiting, oldestArrival } = standing;
  const longestWaitSeconds = oldestArrival === null ? 0 : second - oldestArrival;
  return settle({
    ...nothing,
    now: {
      ...nothing.now,
      waiting,
      longestWaitSeconds,
      averageWaitSeconds: mean(waiting * second - standing.sumOfArrivals, waiting),
      inService: standing.inService,
    },
    totals: {
      ...nothing.totals,
      window: "day",
      offered: standing.offered,
      answered: standing.answered,
      abandoned: standing.abandoned,
      answeredInTarget: standing.answeredInTarget,
      abandonedInTarget: standing.abandonedInTarget,
    },
    serviceLevel: { ...nothing.serviceLevel, thresholdSeconds: THRESHOLD_SECONDS, formula: "offered" },
    averages: {
      ...nothing.averages,
      answerSeconds: mean(standing.answerSeconds, standing.answered),
      talkSeconds: mean(standing.talkSeconds, standing.talks),
      abandonSeconds: mean(standing.abandonSeconds, standing.abandoned),
      method: "mean",
    },
    peaks: { longestWaitSeconds: Math.max(standing.longestWaitOver, longestWaitSeconds) },
    quality: standing.talksUnknown === 0 ? [] : [{ path: "now.inService", reason: "partial" }],
  });
}
