import type { Clock } from "../ports/clock.ts";
import { sleep } from "../shared/time.ts";
import type { AcdBridge } from "./acdBridge.ts";
import { clockOf, type DayPlan } from "./dayPlan.ts";

export interface Replay {
  readonly plan: DayPlan;
  readonly bridge: Pick<AcdBridge, "publish">;
  readonly clock: Pick<Clock, "monotonic">;
  /** Seconds of the day a second. */
  readonly speed: number;
  /** Seconds between two messages of a queue. */
  readonly every: number;
  readonly holdSeconds: number;
  readonly out: (line: string) => void;
  readonly signal: AbortSignal;
}

/** How soon a moment is said again that did not get through. */
const AGAIN_MS = 250;

/** Lets a recorded day pass once, with its stops; what was there at a stop is said and kept until it is over. */
export async function replayDay(replay: Replay): Promise<void> {
  const { plan, bridge } = replay;
  let second = plan.from;
  if (plan.holds[0] !== second) await bridge.publish(plan.day.statisticsAt(second));
  for (const hold of plan.holds) {
    await pass(replay, second, hold);
    await stay(replay, hold);
    second = hold;
  }
  await pass(replay, second, plan.to);
  if (second !== plan.to && !replay.signal.aborted) await bridge.publish(plan.day.statisticsAt(plan.to));
}

/** The day's clock runs from one second to another. */
async function pass({ plan, bridge, clock, speed, every, signal }: Replay, from: number, to: number) {
  const begin = clock.monotonic();
  const present = (): number => from + ((clock.monotonic() - begin) / 1_000) * speed;
  for (let left = (to - from) / speed; left > 0 && !signal.aborted; left = (to - present()) / speed) {
    await sleep(Math.ceil(Math.min(left, every) * 1_000), signal);
    const second = Math.floor(present());
    if (second < to && !signal.aborted) await bridge.publish(plan.day.statisticsAt(second));
  }
}

/** The day's clock stands still. The time counts from the moment at which the broker has the figures. */
async function stay(replay: Replay, second: number): Promise<void> {
  const { plan, bridge, clock, every, holdSeconds, out, signal } = replay;
  const statistics = plan.day.statisticsAt(second);
  while (!signal.aborted && !(await bridge.publish(statistics))) await sleep(AGAIN_MS, signal);
  if (signal.aborted) return;
  out(JSON.stringify({ instant: `${plan.day.date}T${clockOf(second)}`, published: true }));
  const end = clock.monotonic() + holdSeconds * 1_000;
  for (let left = end - clock.monotonic(); left > 0 && !signal.aborted; left = end - clock.monotonic()) {
    await sleep(Math.ceil(Math.min(left, every * 1_000)), signal);
    if (end > clock.monotonic() && !signal.aborted) await bridge.publish(statistics);
  }
}
