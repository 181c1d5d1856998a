import type { Instant } from "../../domain/instant.ts";
import { nothingKnown, type QueueStatistics } from "../../domain/queueStatistics.ts";
import { settle } from "../../domain/statisticsRules.ts";
import { DayCount } from "./callRecords.ts";
import type { FloorPlan } from "./floorPlan.ts";
import { type Agent, type Queue, unattended } from "./floorState.ts";

/** The whole of a simulated call centre at one moment. */
export interface Moment {
  readonly plan: FloorPlan;
  readonly agents: readonly Agent[];
  /** Seconds after the beginning. */
  readonly now: number;
  /** When the day began of which the totals tell. */
  readonly dayBegan: number;
  readonly isOpen: (queue: Queue) => boolean;
  readonly observedAt: Instant;
}

type AgentCounts = Readonly<Record<keyof QueueStatistics["agents"], number>>;

/** Each agent who serves the queue is in exactly one of these; one who talks to another queue's caller is lost to this one. */
function countAgents(queue: Queue, agents: readonly Agent[]): AgentCounts {
  const ours = agents.filter(({ levels, state }) => state !== "loggedOut" && levels.has(queue));
  const count = (holds: (agent: Agent) => boolean): number => ours.filter(holds).length;
  return {
    loggedIn: ours.length,
    ready: count(({ state }) => state === "ready"),
    reserved: count(({ state }) => state === "reserved"),
    onCall: count((agent) => agent.state === "onCall" && agent.queue === queue),
    onOtherCall: count((agent) => agent.state === "onCall" && agent.queue !== queue),
    wrapUp: count(({ state }) => state === "wrapUp"),
    notReady: count(({ state }) => state === "notReady"),
    unreachable: 0,
  };
}

/** What a new caller would be told: those ahead, one after the other, shared by those who work. Null when nobody does. */
function expectedWait(queue: Queue, agents: AgentCounts): number | null {
  const working = agents.loggedIn - agents.notReady;
  if (agents.ready > 0) return 0;
  const { talkSeconds, wrapUpSeconds } = queue.plan;
  return working === 0
    ? null
    : Math.round(((unattended(queue) + 1) * (talkSeconds + wrapUpSeconds)) / working);
}

function countNow(queue: Queue, agents: AgentCounts, { plan, agents: all, now }: Moment) {
  const ages = queue.waiting.map(({ arrivedAt }) => now - arrivedAt);
  const sum = ages.reduce((total, age) => total + age, 0);
  const busy = (state: Agent["state"]): number =>
    all.filter((agent) => agent.state === state && agent.queue === queue).length;
  return {
    waiting: ages.length,
    longestWaitSeconds: ages[0] ?? 0,
    averageWaitSeconds: ages.length === 0 ? null : sum / ages.length,
    waitingOverTarget: ages.filter((age) => age > plan.thresholdSeconds).length,
    expectedWaitSeconds: expectedWait(queue, agents),
    ringing: ages.length - unattended(queue),
    inService: busy("onCall"),
    inWrapUp: busy("wrapUp"),
  };
}

/** A queue of a simulated call centre as its ACD would report it. */
export function reportQueue(queue: Queue, moment: Moment): QueueStatistics {
  const { plan } = queue;
  const day = new DayCount(queue.records, moment.dayBegan, moment.plan);
  const agents = countAgents(queue, moment.agents);
  const now = countNow(queue, agents, moment);
  const nothing = nothingKnown(plan.id, plan.name);
  const [talk, wrapUp] = [day.talks.mean, day.wrapUps.mean];
  return settle({
    ...nothing,
    queue: { ...nothing.queue, state: moment.isOpen(queue) ? "open" : "closed" },
    observedAt: moment.observedAt,
    now,
    agents,
    totals: {
      ...nothing.totals,
      window: "day",
      offered: day.offered,
      answered: day.answered,
      abandoned: day.abandoned,
      abandonedShort: day.abandonedShort,
      answeredInTarget: day.answeredInTarget,
      abandonedInTarget: day.abandonedInTarget,
      overflowOut: day.overflowOut,
      overflowIn: day.overflowIn,
    },
    serviceLevel: {
      ...nothing.serviceLevel,
      thresholdSeconds: moment.plan.thresholdSeconds,
      formula: moment.plan.formula,
    },
    averages: {
      ...nothing.averages,
      answerSeconds: day.answers.mean,
      talkSeconds: talk,
      wrapUpSeconds: wrapUp,
      handleSeconds: talk === null || wrapUp === null ? null : talk + wrapUp,
      abandonSeconds: day.abandons.mean,
      method: "mean",
    },
    peaks: { longestWaitSeconds: Math.max(day.longestWait, now.longestWaitSeconds) },
  });
}
