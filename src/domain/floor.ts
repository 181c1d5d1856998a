import type { Instant, Monotonic } from "./instant.ts";
import type { QueueStatistics } from "./queueStatistics.ts";

/** A queue of a source, as `source/queueId`: two ACDs may use the same id. */
export type QueueKey = string;

/** Names a queue of a source; source names hold no slash, so the first slash always ends the source. */
export const queueKey = (source: string, queueId: string): QueueKey => `${source}/${queueId}`;

/** Both clocks at one moment; `wall` only labels times for people, ages come from `monotonic`. */
export interface Moment {
  readonly monotonic: Monotonic;
  readonly wall: Instant;
  readonly clockSynced: boolean;
}

/** What the floor knows about a queue or a group at one moment. */
export interface SubjectReading {
  /** The last figures, also when they are stale; null until something was received. Show dashes when `stale`. */
  readonly statistics: QueueStatistics | null;
  /** True when the figures must not be shown as present ones; true too when nothing was ever received. */
  readonly stale: boolean;
  readonly everSeen: boolean;
  /** Age of the oldest part; null when nothing dates it. */
  readonly ageMs: number | null;
  /** Wall time of the last good figures, for people; null when the wall clock cannot be trusted. */
  readonly lastGood: Instant | null;
  /** When the subject turns stale if nothing more comes, for one timer; null when it is stale already. */
  readonly staleAt: Monotonic | null;
}
