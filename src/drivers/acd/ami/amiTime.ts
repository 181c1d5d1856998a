/** When something was said, in seconds since 1970; `at` is null while no clock can be trusted. */
export interface Moment {
  readonly at: number | null;
  /** Number of the message: what one message says is of one moment, with or without a clock. */
  readonly message: number;
}

/** Seconds between two moments; null when no clock tells. Never negative. */
export function elapsed(since: Moment, now: Moment): number | null {
  if (since.at !== null && now.at !== null) return Math.max(0, now.at - since.at);
  return since.message === now.message ? 0 : null;
}

/**
 * One clock for all messages of a source. Asterisk stamps pushed events when its `timestampevents` is on, and never the
 * answers to questions; from the last stamp on we count with our own clock, so that both are of Asterisk's time.
 */
export class AmiTime {
  #offset = 0;
  #stamp: number | null = null;
  #message = 0;
  #received: number | null = null;

  /** A message begins. `receivedMs` is our wall clock; null while it cannot be trusted. */
  begin(receivedMs: number | null): void {
    this.#message += 1;
    this.#received = receivedMs === null ? null : receivedMs / 1_000;
  }

  /** The stamp of an event, in seconds since 1970. */
  stamped(seconds: number): void {
    this.#stamp = seconds;
    if (this.#received !== null) this.#offset = seconds - this.#received;
  }

  get now(): Moment {
    const at = this.#received === null ? this.#stamp : this.#received + this.#offset;
    return { at, message: this.#message };
  }
}
