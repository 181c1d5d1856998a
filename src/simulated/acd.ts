import type { AgentState } from "../domain/agentState.ts";
import type { Instant } from "../domain/instant.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";
import { reportAgent } from "./acd/agentReport.ts";
import type { CallRecord } from "./acd/callRecords.ts";
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
  /** Each agent as he or she is now. */
  agents(): readonly AgentState[];
  /** Every call of the day, and those of the day before that were not over at midnight, queue by queue. */
  calls(): readonly CallRecord[];
  readonly now: Instant;
}

/** An ACD whose callers come, wait, talk and hang up by chance, the same for the same seed. */
export function createSimulatedAcd({ plan, seed, start }: SimulatedAcdOptions): SimulatedAcd {
  const centre = new Centre(plan, seed);
  const now = (): Instant => start + centre.now * 1_000;
  return {
    advance: (seconds) => centre.advanceTo(centre.now + seconds),
    statistics() {
      const { agents, dayBegan } = centre;
      const isOpen = centre.isOpen.bind(centre);
      const moment = { plan, agents, now: centre.now, dayBegan, isOpen, observedAt: now() };
      return centre.queues.map((queue) => reportQueue(queue, moment));
    },
    agents: () => centre.agents.map((agent) => reportAgent(agent, start, now())),
    calls: () => centre.queues.flatMap(({ records }) => records),
    get now() {
      return now();
    },
  };
}
