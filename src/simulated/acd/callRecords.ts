import type { Figure } from "../../domain/queueStatistics.ts";
import type { FloorPlan } from "./floorPlan.ts";

/** What became of one caller in one queue; times are seconds after the simulation's beginning. */
export interface CallRecord {
  readonly queue: string;
  /** The queue that gave the caller away; null for one who called this queue. */
  readonly cameFrom: string | null;
  readonly arrivedAt: number;
  readonly outcome: "waiting" | "answered" | "abandoned" | "overflowed";
  /** When the wait in this queue ended; null while the caller waits. */
  readonly leftAt: number | null;
  /** Who has answered, or at whom it rings. */
  readonly agentId: string | null;
  readonly talkEndedAt: number | null;
  readonly wrapUpEndedAt: number | null;
}

/** Sum and number of some durations. */
class Durations {
  #sum = 0;
  #count = 0;

  add(seconds: number): void {
    this.#sum += seconds;
    this.#count++;
  }

  get mean(): Figure {
    return this.#count === 0 ? null : this.#sum / this.#count;
  }
}

/** What a queue can say of the day from its records; each record is looked at anew, nothing is carried on. */
export class DayCount {
  offered = 0;
  answered = 0;
  abandoned = 0;
  abandonedShort = 0;
  answeredInTarget = 0;
  abandonedInTarget = 0;
  overflowOut = 0;
  overflowIn = 0;
  longestWait = 0;
  readonly answers = new Durations();
  readonly abandons = new Durations();
  readonly talks = new Durations();
  readonly wrapUps = new Durations();
  readonly #limits: Pick<FloorPlan, "thresholdSeconds" | "shortSeconds">;

  /** Counts what happened since then. Who waited at that moment counts as offered since; what was over does not count. */
  constructor(
    records: readonly CallRecord[],
    since: number,
    limits: Pick<FloorPlan, "thresholdSeconds" | "shortSeconds">,
  ) {
    this.#limits = limits;
    for (const record of records) {
      const { leftAt, cameFrom } = record;
      if (leftAt === null || leftAt >= since) {
        this.offered++;
        if (cameFrom !== null) this.overflowIn++;
        if (leftAt !== null) this.#wait(record.outcome, leftAt - record.arrivedAt);
      }
      this.#work(record, since);
    }
  }

  #wait(outcome: CallRecord["outcome"], waited: number): void {
    const inTarget = waited <= this.#limits.thresholdSeconds ? 1 : 0;
    this.longestWait = Math.max(this.longestWait, waited);
    if (outcome === "overflowed") this.overflowOut++;
    else if (outcome === "answered") {
      this.answered++;
      this.answeredInTarget += inTarget;
      this.answers.add(waited);
    } else {
      this.abandoned++;
      this.abandonedInTarget += inTarget;
      this.abandonedShort += waited < this.#limits.shortSeconds ? 1 : 0;
      this.abandons.add(waited);
    }
  }

  /** Talks and after-call work count when they are over. */
  #work({ leftAt, talkEndedAt, wrapUpEndedAt }: CallRecord, since: number): void {
    if (leftAt === null || talkEndedAt === null) return;
    if (talkEndedAt >= since) this.talks.add(talkEndedAt - leftAt);
    if (wrapUpEndedAt !== null && wrapUpEndedAt >= since) this.wrapUps.add(wrapUpEndedAt - talkEndedAt);
  }
}
