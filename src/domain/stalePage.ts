import type { Monotonic } from "./instant.ts";

/** Since when a page had nothing but stale figures; null while at least one is fresh, or when it has none. */
export interface StaleState {
  readonly since: Monotonic | null;
}

/** A page with fresh figures, or with none. */
export const freshPage: StaleState = { since: null };

/**
 * Follows the figures of a page. Hand in the start of the daemon as the first moment: a source that never spoke
 * is stale since then.
 */
export function stepStale(
  state: StaleState,
  readings: readonly { readonly stale: boolean }[],
  now: Monotonic,
): StaleState {
  const allStale = readings.length > 0 && readings.every((reading) => reading.stale);
  if (!allStale) return freshPage;
  return state.since === null ? { since: now } : state;
}

export interface NoDataRule {
  readonly noDataAfterMs: number;
  /** Whether the page can say by itself that its figures are old. */
  readonly hasMark: boolean;
}

export interface StaleVerdict {
  /** Whether the NO DATA page takes the page's place. */
  readonly noData: boolean;
  /** When it will, if nothing comes; null when it already does, or need not. */
  readonly nextAt: Monotonic | null;
}

/**
 * Whether a page gives way to NO DATA: after a while when a mark says how old it is, at once when it has no room
 * for one, because dashes alone look like a display that is broken.
 */
export function judgeStale(state: StaleState, rule: NoDataRule, now: Monotonic): StaleVerdict {
  if (state.since === null) return { noData: false, nextAt: null };
  const due = state.since + (rule.hasMark ? rule.noDataAfterMs : 0);
  return now >= due ? { noData: true, nextAt: null } : { noData: false, nextAt: due };
}
