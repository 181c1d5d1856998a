import type { Monotonic } from "../domain/instant.ts";
import { type Backoff, backoffMs } from "../shared/backoff.ts";

/**
 * How often a frame that failed is sent again at once, and how long a display that goes on failing is left alone. Each
 * time it gets the whole round of attempts: a display may sleep through the first frame after a long silence.
 */
export class FrameRetries {
  readonly #backoff: Backoff;
  readonly #random: () => number;
  #failures = 0;
  #rounds = 0;
  #retryAt: Monotonic = Number.NEGATIVE_INFINITY;

  constructor(backoff: Backoff, random: () => number) {
    this.#backoff = backoff;
    this.#random = random;
  }

  /** Nothing is sent before. */
  get retryAt(): Monotonic {
    return this.#retryAt;
  }

  /** Whether the latest attempt failed. */
  get hasFailed(): boolean {
    return this.#failures > 0 || this.isBackingOff;
  }

  /** Whether a whole round failed, and nothing has succeeded since. */
  get isBackingOff(): boolean {
    return this.#rounds > 0;
  }

  /** An attempt failed; true when it was the last of its round. */
  failed(retries: number, now: Monotonic): boolean {
    this.#failures++;
    if (this.#failures <= retries) return false;
    this.#failures = 0;
    this.#retryAt = now + backoffMs(this.#rounds, this.#backoff, this.#random);
    this.#rounds++;
    return true;
  }

  /** The next round begins now. */
  atOnce(): void {
    this.#failures = 0;
    this.#retryAt = Number.NEGATIVE_INFINITY;
  }

  succeeded(): void {
    this.atOnce();
    this.#rounds = 0;
  }
}
