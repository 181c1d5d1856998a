import type { Formula } from "../../domain/queueStatistics.ts";

/** A rush that comes again and again: so many times as many calls. */
export interface Rush {
  /** Seconds after the beginning. */
  readonly firstSeconds: number;
  readonly everySeconds: number;
  readonly lastsSeconds: number;
  /** At least 1. */
  readonly factor: number;
}

/** One queue of a simulated call centre; its times are means of times without memory. */
export interface QueuePlan {
  readonly id: string;
  readonly name: string;
  /** In an hour whose share is 1. */
  readonly callsPerHour: number;
  readonly talkSeconds: number;
  /** After-call work; 0 for none. */
  readonly wrapUpSeconds: number;
  /** How long callers wait before they hang up; infinite when nobody does. */
  readonly patienceSeconds: number;
  readonly rush: Rush | null;
}

/** A simulated call centre before anybody calls. */
export interface FloorPlan {
  readonly queues: readonly QueuePlan[];
  /** For each agent the queues that he or she serves. */
  readonly agents: readonly (readonly string[])[];
  /** How long a call rings at an agent, always. */
  readonly ringSeconds: number;
  /** How many of a hundred calls are followed by a break, and how long that is in the mean. */
  readonly breakPercent: number;
  readonly breakSeconds: number;
  /** Share of `callsPerHour` for each hour of the day, from midnight; the last stands for the rest. None: all are alike. */
  readonly hourShares: readonly number[];
  /** Time of day at which the simulation begins. */
  readonly beginsAtSeconds: number;
  /** How long it has been open by then, so that there is something to see. */
  readonly openForSeconds: number;
  /** The 20 of 80/20. */
  readonly thresholdSeconds: number;
  /** Who hangs up sooner than this counts as a short abandon. */
  readonly shortSeconds: number;
  readonly formula: Formula;
}
