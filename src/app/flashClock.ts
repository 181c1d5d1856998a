import type { Monotonic } from "../domain/instant.ts";
import { MOST_FLASH_HZ, type Rhythm } from "../domain/light.ts";
import type { Clock } from "../ports/clock.ts";
import { after } from "../shared/time.ts";

/** A rhythm that is not steady. */
export type Flashing = Exclude<Rhythm, "steady">;

/** How often each rhythm is lit, a second. */
export type FlashRates = Readonly<Record<Flashing, number>>;

const flashings: readonly Flashing[] = ["slow", "fast"];
/** A timer may come so much early. */
const EARLY_MS = 1;

interface Pulse {
  isLit: boolean;
  edgeAt: Monotonic;
}

/**
 * The one clock by which all lights of a controller flash, lit as long as dark. Its edges lie on the seconds of the wall
 * clock, so that lights of several controllers flash together; it runs only while some light asks for it.
 */
export class FlashClock {
  readonly rates: FlashRates;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #pulses: Readonly<Record<Flashing, Pulse>> | null = null;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, rates: FlashRates) {
    for (const rhythm of flashings)
      if (!(rates[rhythm] > 0 && rates[rhythm] <= MOST_FLASH_HZ))
        throw new RangeError(`no light flashes ${rates[rhythm]} times a second: ${MOST_FLASH_HZ} at most`);
    this.#clock = clock;
    this.rates = rates;
  }

  /** How long a lamp is lit, and how long dark. */
  halfMs(rhythm: Flashing): number {
    return 500 / this.rates[rhythm];
  }

  /** Whether lamps of this rhythm are lit now. */
  isLit(rhythm: Flashing): boolean {
    return (this.#pulses?.[rhythm] ?? this.#pulse(rhythm)).isLit;
  }

  /** Calls `edge` at each edge, the same moment for all who joined; the answer ends it. */
  join(edge: () => void): () => void {
    const listener = (): void => edge();
    this.#listeners.add(listener);
    if (this.#pulses === null) {
      this.#pulses = { slow: this.#pulse("slow"), fast: this.#pulse("fast") };
      this.#wait(this.#pulses);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#cancel?.();
      this.#cancel = null;
      this.#pulses = null;
    };
  }

  #wait(pulses: Readonly<Record<Flashing, Pulse>>): void {
    const nextAt = Math.min(pulses.slow.edgeAt, pulses.fast.edgeAt);
    const inMs = Math.max(0, Math.ceil(nextAt - this.#clock.monotonic()));
    this.#cancel = after(inMs, () => {
      const due = this.#clock.monotonic() + EARLY_MS;
      for (const rhythm of flashings)
        if (pulses[rhythm].edgeAt <= due) Object.assign(pulses[rhythm], this.#pulse(rhythm));
      this.#wait(pulses);
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** Where the rhythm stands. An edge that would come too soon, because the wall clock was set, is left out. */
  #pulse(rhythm: Flashing): Pulse {
    const half = this.halfMs(rhythm);
    const now = this.#clock.monotonic();
    const grid = (this.#clock.isSynced() ? this.#clock.wall() : now) + EARLY_MS;
    const halves = Math.floor(grid / half);
    const toEdge = (halves + 1) * half - grid + EARLY_MS;
    return { isLit: halves % 2 === 0, edgeAt: now + (toEdge < half / 2 ? toEdge + half : toEdge) };
  }
}
