import type { AgentState } from "../domain/agentState.ts";
import type { Instant } from "../domain/instant.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";
import { acdTopics } from "../domain/topics.ts";
import { writeNativeAgent } from "../drivers/acd/nativeAgent.ts";
import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import { sleep } from "../shared/time.ts";
import { demoFloor } from "../simulated/acd/demoFloor.ts";
import { flowerFloor } from "../simulated/acd/flowerFloor.ts";
import { createSimulatedAcd, type SimulatedAcd } from "../simulated/acd.ts";
import { AcdBridge } from "./acdBridge.ts";
import { type AcdFormat, type AcdFormatOptions, findFormat } from "./acdFormat.ts";
import { clockOf, type DayOptions, type DayPlan, planDay } from "./dayPlan.ts";
import { replayDay } from "./replayDay.ts";
import { exitCodes } from "./terminal.ts";

/** Call centres that can be simulated. */
const floors = { demo: demoFloor, flowers: flowerFloor } as const;

export interface SimAcdOptions extends Partial<DayOptions>, AcdFormatOptions {
  readonly broker: string;
  readonly seed: number;
  /** Simulated seconds a second. */
  readonly speed: number;
  /** Seconds between two messages of a queue. */
  readonly every: number;
  readonly floor?: keyof typeof floors;
  /** So many times as many calls, all day. */
  readonly peak?: number;
  /** States of single agents too, where the format has them. */
  readonly agents?: boolean;
  /** How long a recorded day's clock stops at a time. */
  readonly holdSeconds?: number;
}

interface SimAcdDeps {
  readonly broker: Broker;
  readonly clock: Clock;
}

/** Simulated seconds in one step at most: a machine that slept must not simulate a year at once. */
const MOST_STEP_SECONDS = 86_400;
const USUAL_HOLD_SECONDS = 2;

/** Puts a simulated ACD, or a recorded day of calls, on the bus until the signal is aborted or the day is over. */
export async function simAcdCommand(
  options: SimAcdOptions,
  deps: SimAcdDeps,
  out: (line: string) => void,
  signal: AbortSignal,
): Promise<number> {
  const { day } = options;
  const plan = day === undefined ? null : await planDay({ ...options, day });
  const format = await findFormat(options);
  const { broker: url, site, source, every } = options;
  const bridge = new AcdBridge({ ...deps, out }, { url, site, source, every });
  const publish = publisher(bridge, format, deps.clock, options);
  const place = `${url}: ${format?.topic ?? `cc/1/${site}/acd/${source}`}`;
  out(plan === null ? simulationGreeting(options, place) : dayGreeting(plan, options, place));
  const ending = AbortSignal.any([signal, bridge.gaveUp]);
  const ended = new Promise<void>((resolve) => {
    ending.addEventListener("abort", () => resolve());
    if (ending.aborted) resolve();
  });
  const playing =
    plan === null
      ? simulate(options, deps.clock, publish, ending)
      : replayDay({
          plan,
          bridge: { publish: (statistics) => publish(statistics, []) },
          clock: deps.clock,
          speed: options.speed,
          every,
          holdSeconds: options.holdSeconds ?? USUAL_HOLD_SECONDS,
          out,
          signal: ending,
        });
  try {
    await Promise.race([playing, ended]);
  } finally {
    await bridge.close();
  }
  await playing;
  if (bridge.fault !== null) throw bridge.fault;
  return exitCodes.done;
}

/** True when the broker has all of it. */
type Publish = (statistics: readonly QueueStatistics[], agents: readonly AgentState[]) => Promise<boolean>;

/** How soon a moment is said in another form when the one before it did not get through. */
const AGAIN_SECONDS = 0.25;
/** What an agent was is nobody's business for longer. */
const AGENT_LIFE_SECONDS = 30;
/** Figures that nobody fetched within this many messages are not delivered any more. */
const MESSAGES_KEPT = 3;

/** How moments go on the bus: in our own form, queue by queue, or in another one on its topic. */
function publisher(
  bridge: Pick<AcdBridge, "publish" | "tell">,
  format: AcdFormat | null,
  clock: Clock,
  place: Pick<SimAcdOptions, "site" | "source" | "every">,
): Publish {
  if (format === null)
    return async (statistics, agents) => {
      const isTaken = await bridge.publish(statistics);
      const at = clock.wall();
      for (const agent of agents) {
        const topic = acdTopics(place.site, place.source).agentState(agent.agentId);
        await bridge.tell(topic, writeNativeAgent(agent, at), AGENT_LIFE_SECONDS);
      }
      return isTaken;
    };
  return async (statistics, agents) => {
    const at = clock.wall();
    const measuredNow = statistics.map((queue) => ({ ...queue, observedAt: at }));
    for (const message of format.messages(measuredNow, agents, at))
      if (!(await bridge.tell(format.topic, message, Math.ceil(place.every * MESSAGES_KEPT)))) return false;
    return true;
  };
}

async function simulate(
  { seed, speed, every, floor = "demo", peak = 1, agents = false, format = "native" }: SimAcdOptions,
  clock: Clock,
  publish: Publish,
  signal: AbortSignal,
): Promise<void> {
  // Our own form is kept by the bridge until the broker is back.
  const inOwnForm = format === "native";
  const plan = { ...floors[floor], peakFactor: peak };
  const acd = createSimulatedAcd({ plan, seed, start: clock.wall() });
  let last = clock.monotonic();
  while (!signal.aborted) {
    const sent = await publish(acd.statistics(), agents ? agentsOnTheWall(acd, clock.wall()) : []);
    await sleep((sent || inOwnForm ? every : Math.min(every, AGAIN_SECONDS)) * 1_000, signal);
    const now = clock.monotonic();
    acd.advance(Math.min(MOST_STEP_SECONDS, ((now - last) / 1_000) * speed));
    last = now;
  }
}

/** Agents by the wall clock: the time that simulated time is ahead of it is taken away. */
function agentsOnTheWall(acd: SimulatedAcd, at: Instant): readonly AgentState[] {
  const ahead = acd.now - at;
  return acd
    .agents()
    .map((agent) => ({ ...agent, since: agent.since === null ? null : agent.since - ahead, observedAt: at }));
}

const simulationGreeting = ({ seed, speed, every }: SimAcdOptions, place: string): string =>
  `a simulated ACD on ${place}, seed ${seed}, speed ${speed}, every ${every} s`;

/** The only recorded days that we know are of 1999, and those who published them ask to be named. */
const acknowledgement = "Anonymous Bank call-center data, I. Guedj and A. Mandelbaum, Technion, 2000";

function dayGreeting({ day, from, to, holds }: DayPlan, { speed }: SimAcdOptions, place: string) {
  const stops = holds.length === 0 ? "" : `, stops: ${holds.length}`;
  const what = `${day.date} from ${clockOf(from)} to ${clockOf(to)} at speed ${speed}${stops}`;
  const credit = day.date.startsWith("1999-") ? `; ${acknowledgement}` : "";
  return `a recorded day on ${place}, ${what}${credit}`;
}
