export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
  /** A connection that lived this long starts again from the first wait; a flapping plug does not. */
  readonly stableMs: number;
}

export const patient: Backoff = { firstMs: 1_000, mostMs: 60_000, stableMs: 30_000 };

/** 1, 2, 4 … 60 s, spread by a quarter so that forty controllers do not come back in the same second. */
export function backoffMs(attempt: number, backoff: Backoff, random: () => number): number {
  const full = Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(full * (0.75 + random() * 0.5));
}
