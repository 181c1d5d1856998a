import type { Figure } from "../../domain/queueStatistics.ts";
import type { FloorPlan } from "./floorPlan.ts";

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

/** What a queue has counted since midnight. A call that waits at midnight counts for the new day. */
export class Tally {
  answered = 0;
  abandoned = 0;
  abandonedShort = 0;
  answeredInTarget = 0;
  abandonedInTarget = 0;
  longestWait = 0;
  offered: number;
  readonly answers = new Durations();
  readonly abandons = new Durations();
  readonly talks = new Durations();
  readonly wrapUps = new Durations();
  readonly #limits: Pick<FloorPlan, "thresholdSeconds" | "shortSeconds">;

  constructor(stillWaiting: number, limits: Pick<FloorPlan, "thresholdSeconds" | "shortSeconds">) {
    this.offered = stillWaiting;
    this.#limits = limits;
  }

  answer(waited: number): void {
    this.answered++;
    if (waited <= this.#limits.thresholdSeconds) this.answeredInTarget++;
    this.answers.add(waited);
    this.longestWait = Math.max(this.longestWait, waited);
  }

  abandon(waited: number): void {
    this.abandoned++;
    if (waited <= this.#limits.thresholdSeconds) this.abandonedInTarget++;
    if (waited < this.#limits.shortSeconds) this.abandonedShort++;
    this.abandons.add(waited);
    this.longestWait = Math.max(this.longestWait, waited);
  }
}
