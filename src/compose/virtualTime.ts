import type { Instant, Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";

interface Timer {
  readonly due: Monotonic;
  readonly run: () => void;
}

/** Time that goes on only when it is told to, with timers of its own: the same story takes the same course every time. */
export class VirtualTime implements Clock {
  /** In the order in which they were set. */
  readonly #timers = new Set<Timer>();
  #now: Monotonic = 0;
  #wallAtStart: Instant;

  constructor(start: Instant) {
    this.#wallAtStart = start;
  }

  wall(): Instant {
    return this.#wallAtStart + this.#now;
  }

  monotonic(): Monotonic {
    return this.#now;
  }

  isSynced(): boolean {
    return true;
  }

  /** Sets the wall clock, as a time server does. */
  setWall(wall: Instant): void {
    this.#wallAtStart = wall - this.#now;
  }

  /** Calls back once when so many milliseconds have gone by; the answer cancels it. */
  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { due: this.#now + Math.max(0, ms), run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  /** When the next timer is due; null when none is set. */
  get nextDue(): Monotonic | null {
    const dues = [...this.#timers].map(({ due }) => due);
    return dues.length === 0 ? null : Math.min(...dues);
  }

  /** Goes to a moment, which must not lie behind a timer, and calls back whom it is due. */
  goTo(moment: Monotonic): void {
    this.#now = Math.max(this.#now, moment);
    const due = [...this.#timers].filter((timer) => timer.due <= this.#now);
    for (const timer of due) if (this.#timers.delete(timer)) timer.run();
  }
}
