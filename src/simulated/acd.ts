import type { Instant } from "../domain/instant.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";
import { Centre } from "./acd/centre.ts";
import type { FloorPlan } from "./acd/floorPlan.ts";
import { reportQueue } from "./acd/queueReport.ts";

export interface SimulatedAcdOptions {
  readonly plan: FloorPlan;
  /** The same seed gives the same calls. */
  readonly seed: number;
  /** The wall clock at the simulation's beginning. */
  readonly start: Instant;
}

/** An ACD with callers and agents of its own. */
export interface SimulatedAcd {
  /** Lets that many simulated seconds pass; in how many steps they pass makes no difference. */
  advance(seconds: number): void;
  /** Each queue as it is now. */
  statistics(): readonly QueueStatistics[];
  readonly now: Instant;
}

/** An ACD whose callers come, wait, talk and hang up by chance, the same for the same seed. */
export function createSimulatedAcd({ plan, seed, start }: SimulatedAcdOptions): SimulatedAcd {
  const centre = new Centre(plan, seed);
  const now = (): Instant => start + centre.now * 1_000;
  return {
    advance: (seconds) => centre.advanceTo(centre.now + seconds),
    statistics() {
      const moment = { plan, agents: centre.agents, now: centre.now, observedAt: now() };
      return centre.queues.map((queue) => reportQueue(queue, moment));
    },
    get now() {
      return now();
    },
  };
}
