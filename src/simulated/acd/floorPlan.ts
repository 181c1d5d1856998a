import type { AgentReason } from "../../domain/agentState.ts";
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

/** A part of each day in seconds after midnight; one that ends before it begins lasts over midnight. */
export interface DayPart {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Callers whom this queue gives to another one, such as an outsourcer's; that one keeps them. */
interface Overflow {
  readonly to: string;
  /** Who has waited this long and does not ring anywhere goes; infinite for nobody. */
  readonly afterSeconds: number;
  /** With so many waiting already, who comes next goes at once; infinite for nobody. */
  readonly atWaiting: number;
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
  /** When it takes calls; null for always. Who calls a closed queue hears so, and is counted nowhere. */
  readonly opening: DayPart | null;
  readonly overflow: Overflow | null;
}

/** That an agent serves a queue; 1 is the best level, and callers go to the best who is ready. */
interface Skill {
  readonly queue: string;
  readonly level: number;
}

/** Somebody with other work, who takes calls only while many wait. */
interface BackOffice {
  /** Joins when so many callers of one of the agent's queues wait and ring nowhere. */
  readonly joinsAt: number;
  /** Goes back after a call when no more than this many still do in all of them. */
  readonly leavesAt: number;
}

export interface AgentPlan {
  readonly id: string;
  readonly extension: string;
  readonly skills: readonly Skill[];
  /** When the agent is logged in; null for always. Nobody leaves before the call at hand is over. */
  readonly shift: DayPart | null;
  /** Null for an agent of the front office. */
  readonly backOffice: BackOffice | null;
}

/** A kind of break: how many of a hundred calls are followed by one, and how long it is in the mean. */
interface Break extends AgentReason {
  readonly percent: number;
  readonly seconds: number;
}

/** Calls that ring and are not answered: the ACD takes them back and gives the agent a rest. */
interface NoAnswer {
  /** Of a hundred calls that ring. */
  readonly percent: number;
  readonly afterSeconds: number;
  readonly restSeconds: number;
}

/** A simulated call centre before anybody calls. */
export interface FloorPlan {
  readonly queues: readonly QueuePlan[];
  readonly agents: readonly AgentPlan[];
  /** How long a call rings at an agent, always. */
  readonly ringSeconds: number;
  readonly breaks: readonly Break[];
  /** Null when agents always answer. */
  readonly noAnswer: NoAnswer | null;
  /** Share of `callsPerHour` for each hour of the day, from midnight; the last stands for the rest. None: all are alike. */
  readonly hourShares: readonly number[];
  /** So many times as many calls, all day: 1 for a usual day, 6 to 8 for a florist's Mother's Day. */
  readonly peakFactor: number;
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

const DAY = 86_400;

/** Seconds after midnight, for a moment in seconds after the simulation's beginning. */
export const timeOfDay = (plan: FloorPlan, at: number): number =>
  (((plan.beginsAtSeconds + at) % DAY) + DAY) % DAY;

/** Whether a time of day lies in a part of the day; null is the whole day. */
export function liesIn(part: DayPart | null, secondOfDay: number): boolean {
  if (part === null) return true;
  const { fromSeconds, toSeconds } = part;
  const begun = secondOfDay >= fromSeconds;
  const over = secondOfDay >= toSeconds;
  return fromSeconds <= toSeconds ? begun && !over : begun || !over;
}
