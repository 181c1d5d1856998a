import type { Broker } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import { sleep } from "../shared/time.ts";
import { demoFloor } from "../simulated/acd/demoFloor.ts";
import { createSimulatedAcd } from "../simulated/acd.ts";
import { AcdBridge } from "./acdBridge.ts";
import { clockOf, type DayOptions, type DayPlan, planDay } from "./dayPlan.ts";
import { replayDay } from "./replayDay.ts";
import { exitCodes } from "./terminal.ts";

export interface SimAcdOptions extends Partial<DayOptions> {
  readonly broker: string;
  readonly site: string;
  readonly source: string;
  readonly seed: number;
  /** Simulated seconds a second. */
  readonly speed: number;
  /** Seconds between two messages of a queue. */
  readonly every: number;
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
  const { broker: url, site, source, every } = options;
  const bridge = new AcdBridge({ ...deps, out }, { url, site, source, every });
  out(plan === null ? simulationGreeting(options) : dayGreeting(plan, options));
  const ending = AbortSignal.any([signal, bridge.gaveUp]);
  const ended = new Promise<void>((resolve) => {
    ending.addEventListener("abort", () => resolve());
    if (ending.aborted) resolve();
  });
  const playing =
    plan === null
      ? simulate(options, deps.clock, bridge, ending)
      : replayDay({
          plan,
          bridge,
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

async function simulate(
  { seed, speed, every }: SimAcdOptions,
  clock: Clock,
  bridge: AcdBridge,
  signal: AbortSignal,
): Promise<void> {
  const acd = createSimulatedAcd({ plan: demoFloor, seed, start: clock.wall() });
  let last = clock.monotonic();
  while (!signal.aborted) {
    await bridge.publish(acd.statistics());
    await sleep(every * 1_000, signal);
    const now = clock.monotonic();
    acd.advance(Math.min(MOST_STEP_SECONDS, ((now - last) / 1_000) * speed));
    last = now;
  }
}

const simulationGreeting = ({ broker, site, source, seed, speed, every }: SimAcdOptions): string =>
  `a simulated ACD on ${broker}: cc/1/${site}/acd/${source}, seed ${seed}, speed ${speed}, every ${every} s`;

/** The only recorded days that we know are of 1999, and those who published them ask to be named. */
const acknowledgement = "Anonymous Bank call-center data, I. Guedj and A. Mandelbaum, Technion, 2000";

function dayGreeting({ day, from, to, holds }: DayPlan, { broker, site, source, speed }: SimAcdOptions) {
  const stops = holds.length === 0 ? "" : `, stops: ${holds.length}`;
  const what = `${day.date} from ${clockOf(from)} to ${clockOf(to)} at speed ${speed}${stops}`;
  const credit = day.date.startsWith("1999-") ? `; ${acknowledgement}` : "";
  return `a recorded day on ${broker}: cc/1/${site}/acd/${source}, ${what}${credit}`;
}
