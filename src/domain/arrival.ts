import type { Instant, Monotonic } from "./instant.ts";

/** Both clocks at one moment; `wall` only labels times for people, ages come from `monotonic`. */
export interface Moment {
  readonly monotonic: Monotonic;
  readonly wall: Instant;
  readonly clockSynced: boolean;
}

/** How a message came in, which is what its age is made from. */
export interface Arrival extends Moment {
  /** The broker kept it from earlier. */
  readonly retained: boolean;
  /** When the bridge published it; null when it does not say. */
  readonly publishedAt: Instant | null;
  readonly validForSeconds: number | null;
  /** True for a source that sends only what changed: null then means "as before". */
  readonly partial: boolean;
}
