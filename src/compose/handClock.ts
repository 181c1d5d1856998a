import type { Instant, Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";

/** A clock that only moves when it is told to, and is right. */
export class HandClock implements Clock {
  readonly #start: Instant;
  #passedMs: Monotonic = 0;

  constructor(start: Instant) {
    this.#start = start;
  }

  pass(ms: number): void {
    this.#passedMs += ms;
  }

  wall(): Instant {
    return this.#start + this.#passedMs;
  }

  monotonic(): Monotonic {
    return this.#passedMs;
  }

  isSynced(): boolean {
    return true;
  }
}
