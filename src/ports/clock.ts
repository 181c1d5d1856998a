import type { Instant, Monotonic } from "../domain/instant.ts";

export interface Clock {
  /** The wall clock. It jumps: a Raspberry Pi has no battery for it and lies until NTP has answered. */
  wall(): Instant;
  /** Never jumps; durations are measured with it. */
  monotonic(): Monotonic;
  /** Whether the wall clock is known to be right. */
  isSynced(): boolean;
}
