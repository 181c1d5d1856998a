import type { AgentReason } from "../../domain/agentState.ts";
import type { CallRecord } from "./callRecords.ts";
import type { AgentPlan, QueuePlan } from "./floorPlan.ts";

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface Call extends Writable<CallRecord> {
  /** At whom it rings. */
  rings: Agent | null;
  /** When the caller's patience ends. */
  readonly hangsUpAt: number;
}

export interface Queue {
  readonly plan: QueuePlan;
  readonly nextArrival: (after: number) => number;
  /** In the order of arrival, those that ring included. */
  readonly waiting: Call[];
  /** Every call of the day, and those of the day before that were not over at midnight. */
  records: Call[];
}

export interface Agent {
  readonly plan: AgentPlan;
  /** What the agent can do, by queue. */
  readonly levels: ReadonlyMap<Queue, number>;
  state: "loggedOut" | "ready" | "reserved" | "onCall" | "wrapUp" | "notReady";
  since: number;
  /** The queue whose call rings, is talked to or worked on afterwards. */
  queue: Queue | null;
  /** Why the agent takes no calls. */
  reason: AgentReason | null;
  /** The shift is over: the agent logs out after the call at hand. */
  leaving: boolean;
}

/** Callers who wait and ring nowhere. */
export const unattended = (queue: Queue): number =>
  queue.waiting.reduce((count, { rings }) => count + (rings === null ? 1 : 0), 0);

/** The best of those who are ready, and of equals the one who has waited longest for a call. */
export function bestReady(queue: Queue, agents: readonly Agent[]): Agent | null {
  let best: Agent | null = null;
  let bestLevel = Number.POSITIVE_INFINITY;
  for (const agent of agents) {
    const level = agent.levels.get(queue);
    if (agent.state !== "ready" || level === undefined || level > bestLevel) continue;
    if (best === null || level < bestLevel || agent.since < best.since) [best, bestLevel] = [agent, level];
  }
  return best;
}

interface Next {
  readonly queue: Queue;
  readonly call: Call;
  readonly level: number;
}

/** Whoever has waited longest in the queue that the agent serves best; null when nobody waits. */
export function nextCaller({ levels }: Agent): Next | null {
  let best: Next | null = null;
  for (const [queue, level] of levels) {
    const call = queue.waiting.find(({ rings }) => rings === null);
    if (call === undefined) continue;
    if (best === null || level < best.level) best = { queue, call, level };
    else if (level === best.level && call.arrivedAt < best.call.arrivedAt) best = { queue, call, level };
  }
  return best;
}
