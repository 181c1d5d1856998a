import { nothingKnown, type QueueStatistics } from "../domain/queueStatistics.ts";

/** A recorded day of calls. */
export interface CallDay {
  /** As the records have it, such as `1999-08-02`. */
  readonly date: string;
  readonly queues: readonly string[];
  /** Each queue and one named `all`, as they were at that second of the day. */
  statisticsAt(secondsOfDay: number): readonly QueueStatistics[];
}

/** Reads the records of a day: queue,arrivalIso,waitSeconds,outcome,talkSeconds,agentIndex. */
export function readCallDay(text: string): CallDay {
  const rows = text.split("\n").slice(1).filter(Boolean);
  const queues = [...new Set(rows.map((row) => row.split(",")[0] ?? ""))].sort();
  return {
    date: (rows[0]?.split(",")[1] ?? "").slice(0, 10),
    queues,
    statisticsAt: () => [...queues, "all"].map((id) => nothingKnown(id, null)),
  };
}
