import type { Arrival } from "./arrival.ts";
import type { Instant, Monotonic } from "./instant.ts";
import type { Quality, QualityReason, QueueStatistics } from "./queueStatistics.ts";
import { nothingKnown } from "./queueStatistics.ts";

/** Groups of figures that a source may send one without the others, so that each has an age of its own. */
export const groupNames = ["now", "agents", "totals", "serviceLevel", "averages", "peaks"] as const;

/** For each group, in the order of `groupNames`, the moment at which its figures were of age zero. */
export type Anchors = readonly Monotonic[];

/** Anchor of figures that nothing dates: they are older than any limit. */
export const unknownAge: Monotonic = Number.NEGATIVE_INFINITY;

/**
 * When the figures of a message were of age zero, by the clock that never jumps. The wall clock is asked only while it is
 * synced, and for a live message only when the bridge does not say when it published.
 */
export function anchorOf(observedAt: Instant | null, arrival: Arrival): Monotonic {
  const { monotonic, wall, publishedAt } = arrival;
  if (arrival.retained && !arrival.clockSynced) return unknownAge;
  const since = (date: Instant): number => Math.max(0, wall - date);
  if (publishedAt !== null) {
    const underway = observedAt === null ? 0 : Math.max(0, publishedAt - observedAt);
    return monotonic - underway - (arrival.retained ? since(publishedAt) : 0);
  }
  if (observedAt === null) return arrival.retained ? unknownAge : monotonic;
  return arrival.clockSynced ? monotonic - since(observedAt) : monotonic;
}

/** Whether a message says anything of a group. */
export const saysAnything = (statistics: QueueStatistics, group: (typeof groupNames)[number]): boolean =>
  Object.values(statistics[group]).some((figure) => figure !== null);

function known<T extends object>(group: T): Partial<T> {
  const figures: Partial<T> = {};
  for (const key in group) {
    if (group[key] !== null) figures[key] = group[key];
  }
  return figures;
}

/** Remarks by which a message of changes says that a figure is known no more. */
const forgetting: ReadonlySet<QualityReason> = new Set(["sentinel", "clock_skew"]);

/** Null for each figure of a group that a message of changes says is known no more. */
function forgotten(change: QueueStatistics, group: (typeof groupNames)[number]): Record<string, null> {
  const paths = change.quality.filter(({ reason }) => forgetting.has(reason)).map(({ path }) => path);
  const keys = paths
    .filter((path) => path.startsWith(`${group}.`))
    .map((path) => path.slice(group.length + 1));
  return Object.fromEntries(keys.map((key) => [key, null]));
}

/**
 * Lays what a source says changed over what was known: null means "as before", unless a remark says that it was given as
 * unknown.
 */
export function mergeFigures(before: QueueStatistics, change: QueueStatistics): QueueStatistics {
  const merged = <G extends (typeof groupNames)[number]>(group: G): QueueStatistics[G] => ({
    ...before[group],
    ...forgotten(change, group),
    ...known(change[group]),
  });
  return {
    queue: {
      id: before.queue.id,
      name: change.queue.name ?? before.queue.name,
      state: change.queue.state === "unknown" ? before.queue.state : change.queue.state,
    },
    observedAt: change.observedAt ?? before.observedAt,
    now: merged("now"),
    agents: merged("agents"),
    totals: merged("totals"),
    serviceLevel: merged("serviceLevel"),
    averages: merged("averages"),
    peaks: merged("peaks"),
    quality: [...carriedRemarks(before, change), ...change.quality],
  };
}

/** What stands at a path such as `now.waiting`; undefined where no figure has it. */
export const figureAt = (statistics: QueueStatistics, path: string): unknown => {
  const [group, name] = path.split(".");
  const found = groupNames.find((each) => each === group);
  return found === undefined || name === undefined
    ? undefined
    : new Map(Object.entries(statistics[found])).get(name);
};

/** Remarks about figures that the change says nothing of; those about sums of several are made anew. */
const carriedRemarks = (before: QueueStatistics, change: QueueStatistics): readonly Quality[] =>
  before.quality.filter(
    ({ path, reason }) =>
      reason !== "partition_mismatch" &&
      figureAt(change, path) === null &&
      !change.quality.some((remark) => remark.path === path),
  );

export interface FreshFigures {
  /** The figures with the stale groups blanked; null when no group is fresh. */
  readonly statistics: QueueStatistics | null;
  /** Age of the oldest fresh group; of the youngest group when all are stale; null when nothing dates them. */
  readonly ageMs: number | null;
  /** When the next group turns stale; null when none is fresh. */
  readonly staleAt: Monotonic | null;
}

/** First moment at which figures are older than the limit; clocks count whole milliseconds here. */
const endOf = (anchor: Monotonic, limitMs: number): Monotonic => anchor + limitMs + 1;

/** What may still be shown of some figures, each group by its own age. */
export function freshFigures(
  statistics: QueueStatistics,
  anchors: Anchors,
  limitMs: number,
  now: Monotonic,
): FreshFigures {
  const dated = anchors.filter((anchor) => anchor !== unknownAge);
  const fresh = dated.filter((anchor) => now < endOf(anchor, limitMs));
  if (fresh.length === 0) {
    return {
      statistics: null,
      ageMs: dated.length === 0 ? null : now - Math.max(...dated),
      staleAt: null,
    };
  }
  const oldest = Math.min(...fresh);
  const allFresh = fresh.length === dated.length;
  return {
    statistics: allFresh ? statistics : blankStale(statistics, anchors, oldest),
    ageMs: now - oldest,
    staleAt: endOf(oldest, limitMs),
  };
}

function blankStale(statistics: QueueStatistics, anchors: Anchors, oldest: Monotonic): QueueStatistics {
  const blank = nothingKnown("", null);
  const stale = anchors.flatMap((anchor, index) =>
    anchor < oldest ? groupNames.slice(index, index + 1) : [],
  );
  return { ...statistics, ...Object.fromEntries(stale.map((group) => [group, blank[group]])) };
}
