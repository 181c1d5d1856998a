import { type FloorPlan, type QueuePlan, type Rush, timeOfDay } from "./floorPlan.ts";
import type { Random } from "./random.ts";

const HOUR = 3_600;

function rushFactor(rush: Rush | null, at: number): number {
  if (rush === null || at < rush.firstSeconds) return 1;
  return (at - rush.firstSeconds) % rush.everySeconds < rush.lastsSeconds ? rush.factor : 1;
}

/**
 * Moments at which callers come: a Poisson process whose rate follows the hours and the rushes, by thinning. Callers
 * come at the highest rate there is, and of those only as many stay as the present rate asks for.
 */
export function arrivalsOf(queue: QueuePlan, plan: FloorPlan, random: Random): (after: number) => number {
  const shareAt = (at: number): number => {
    const hour = Math.floor(timeOfDay(plan, at) / HOUR);
    return plan.hourShares[Math.min(hour, plan.hourShares.length - 1)] ?? 1;
  };
  const highestShare = plan.hourShares.length === 0 ? 1 : Math.max(...plan.hourShares);
  const most = highestShare * Math.max(1, queue.rush?.factor ?? 1);
  const meanGap = HOUR / (queue.callsPerHour * plan.peakFactor * most);
  return (after) => {
    let at = after;
    do at += random.exponential(meanGap);
    while (Number.isFinite(at) && random.next() * most >= shareAt(at) * rushFactor(queue.rush, at));
    return at;
  };
}
