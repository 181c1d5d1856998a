import type { Arrival } from "./arrival.ts";
import type { Anchors } from "./figureAges.ts";
import { anchorOf, groupNames, mergeFigures, saysAnything, unknownAge } from "./figureAges.ts";
import type { Instant, Monotonic } from "./instant.ts";
import type { QueueStatistics } from "./queueStatistics.ts";
import { settle, withQuality } from "./statisticsRules.ts";

/** A source whose clock was set back is believed again when it has told nothing newer for this long. */
const clockSetBackAfterMs = 120_000;

/** A measurement repeated for this long is one of a frozen source, not of one that was asked twice. */
const frozenAfterMs = 10_000;

/** Clocks of an ACD, its bridge and this machine may differ by so much; what claims to be from later is a mistake. */
const mostAheadMs = 60_000;

/** The last statistics of a queue, with what their age is made from. */
export interface Held {
  readonly statistics: QueueStatistics;
  readonly anchors: Anchors;
  readonly receivedAt: Monotonic;
  readonly publishedAt: Instant | null;
  readonly validForMs: number;
  /** Whether it claims a moment that had not come when it was received. */
  readonly ahead: boolean;
  /** Begin of the window since counters were seen to go down; null when they never did. */
  readonly windowSince: Instant | null;
  readonly revision: number;
}

/** Whether counters of the same window went down: a restart, midnight, somebody's reset. A moving window always may. */
function wentDown(before: QueueStatistics, after: QueueStatistics): boolean {
  if (before.totals.window !== after.totals.window || after.totals.window?.startsWith("moving:"))
    return false;
  return (["offered", "answered", "abandoned"] as const).some((key) => {
    const [was, is] = [before.totals[key], after.totals[key]];
    return was !== null && is !== null && is < was;
  });
}

/** Whether the message measured something earlier than what is held; unknown dates count as newer. */
function isOlder(held: Held, statistics: QueueStatistics, arrival: Arrival): boolean {
  const [was, is] = [held.statistics.observedAt, statistics.observedAt];
  if (was !== null && is !== null) return is < was;
  return held.publishedAt !== null && arrival.publishedAt !== null && arrival.publishedAt < held.publishedAt;
}

function isAhead({ observedAt }: QueueStatistics, { publishedAt, wall, clockSynced }: Arrival): boolean {
  const claimed = observedAt ?? publishedAt;
  const now = clockSynced ? wall : publishedAt;
  return claimed !== null && now !== null && claimed - now > mostAheadMs;
}

/** One message from the future must not make every honest one after it look old. */
const outdatesTheFuture = (held: Held, statistics: QueueStatistics, arrival: Arrival): boolean =>
  held.ahead && !arrival.retained && !isAhead(statistics, arrival);

/** Why a message must not replace what is held; null when it may. */
export function refusalOf(
  held: Held,
  statistics: QueueStatistics,
  arrival: Arrival,
): "older" | "undated" | null {
  if (isOlder(held, statistics, arrival) && !outdatesTheFuture(held, statistics, arrival)) {
    const silentMs = arrival.monotonic - held.receivedAt;
    return !arrival.retained && silentMs > clockSetBackAfterMs ? null : "older";
  }
  const undated = anchorOf(statistics.observedAt, arrival) === unknownAge;
  const heldIsDated = held.anchors.some((anchor) => anchor !== unknownAge);
  return undated && heldIsDated && arrival.publishedAt === null ? "undated" : null;
}

/** The same measurement again keeps the anchor of its first reception, so that a frozen source ages without a wall clock. */
function anchorFor(held: Held | undefined, statistics: QueueStatistics, arrival: Arrival): Monotonic {
  const anchor = anchorOf(statistics.observedAt, arrival);
  const first = held?.anchors[0] ?? unknownAge;
  if (held === undefined || first === unknownAge) return anchor;
  const repeated =
    statistics.observedAt !== null &&
    statistics.observedAt === held.statistics.observedAt &&
    !arrival.partial;
  // Nothing dates a retained message under a clock that lies, but it is not older than the one it came after.
  return repeated || anchor === unknownAge ? first : anchor;
}

function anchorsFor(held: Held | undefined, statistics: QueueStatistics, arrival: Arrival): Anchors {
  const anchor = anchorFor(held, statistics, arrival);
  if (!arrival.partial) return groupNames.map(() => anchor);
  return groupNames.map((group, index) =>
    saysAnything(statistics, group) ? anchor : (held?.anchors[index] ?? unknownAge),
  );
}

/** What is held after a message was taken in. */
export function hold(
  held: Held | undefined,
  statistics: QueueStatistics,
  arrival: Arrival,
  revision: number,
): Held {
  const anchors = anchorsFor(held, statistics, arrival);
  const merged =
    arrival.partial && held !== undefined ? settle(mergeFigures(held.statistics, statistics)) : statistics;
  const reset = held !== undefined && wentDown(held.statistics, merged);
  const sameWindow = held?.statistics.totals.window === merged.totals.window;
  const restarted = statistics.totals.since ?? statistics.observedAt ?? arrival.publishedAt;
  const windowSince = reset ? restarted : sameWindow ? (held?.windowSince ?? null) : null;
  let quality = merged.quality;
  if (reset) quality = withQuality(quality, "totals", "reset");
  if (isFrozen(held, statistics, arrival, anchors)) quality = withQuality(quality, "", "source_frozen");
  return {
    statistics: {
      ...merged,
      totals: { ...merged.totals, since: reset ? restarted : (merged.totals.since ?? windowSince) },
      quality,
    },
    anchors,
    receivedAt: arrival.monotonic,
    publishedAt: arrival.publishedAt,
    validForMs: (arrival.validForSeconds ?? Number.POSITIVE_INFINITY) * 1_000,
    ahead: isAhead(statistics, arrival),
    windowSince,
    revision,
  };
}

function isFrozen(
  held: Held | undefined,
  { observedAt }: QueueStatistics,
  arrival: Arrival,
  anchors: Anchors,
): boolean {
  if (held === undefined || observedAt === null || observedAt !== held.statistics.observedAt) return false;
  const anchor = Math.max(...anchors);
  return anchor !== unknownAge && arrival.monotonic - anchor >= frozenAfterMs;
}
