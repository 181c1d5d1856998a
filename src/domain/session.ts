/** What a node or an ACD bridge says of itself, or the broker of it. */
export interface Presence {
  readonly state: "init" | "ready" | "disconnected" | "lost";
  /** Grows with each connection; the same in the birth and in the will. Null when the source has none. */
  readonly session: number | null;
}

/** What to believe after the news: a will that arrives late, from an older session, cannot kill a newer one. */
export function newestSession<P extends Presence>(believed: P | null, news: P): P {
  if (believed === null || believed.session === null || news.session === null) return news;
  // A birth is always believed: after a power cut a clock may be behind, and the number with it.
  const isEnd = news.state === "lost" || news.state === "disconnected";
  return isEnd && news.session < believed.session ? believed : news;
}

/**
 * The number of the next session: it grows within a run, and over restarts as long as the clock does not go back. It is
 * in milliseconds, because a daemon that is killed can be back within the same second.
 */
export function nextSession(previous: number, wallMs: number): number {
  return Math.max(previous + 1, Math.floor(wallMs));
}
