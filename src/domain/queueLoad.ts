import type { Figure, QueueStatistics } from "./queueStatistics.ts";

const known = (figure: Figure): number => figure ?? 0;

/**
 * Positions with somebody who takes calls of this queue, or soon will. Who is ready and who talks must be known; the
 * rest many sources do not tell apart. Where they say only who is there and who refuses calls, it is the difference.
 */
function mannedPositions({ agents }: QueueStatistics): Figure {
  const { ready, reserved, onCall, onOtherCall, wrapUp, loggedIn, notReady, unreachable } = agents;
  if (ready !== null && onCall !== null)
    return ready + onCall + known(reserved) + known(onOtherCall) + known(wrapUp);
  return loggedIn === null || notReady === null
    ? null
    : Math.max(0, loggedIn - notReady - known(unreachable));
}

/**
 * Calls waiting for each hundred manned positions: the rule of the Meridian display key, which knows light, normal,
 * busy and overloaded by 100, 150 and 200 %. Beyond every limit where callers wait and nobody is there.
 */
export function loadPercent(statistics: QueueStatistics): Figure {
  const { waiting } = statistics.now;
  if (waiting === null || waiting === 0) return waiting;
  const manned = mannedPositions(statistics);
  if (manned === null) return null;
  return manned === 0 ? Number.POSITIVE_INFINITY : (100 * waiting) / manned;
}
