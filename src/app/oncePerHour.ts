import type { Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";

const HOUR_MS = 3_600_000;
/** Keys remembered; a flood of new ones forgets the oldest. */
const MOST_KEYS = 1_024;

/** Keeps a log readable: says for each key whether its hour has passed since it was last allowed. */
export class OncePerHour {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #last = new Map<string, Monotonic>();

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  allows(key: string): boolean {
    const now = this.#clock.monotonic();
    const last = this.#last.get(key);
    if (last !== undefined && now - last < HOUR_MS) return false;
    this.#last.delete(key);
    const [oldest] = this.#last.keys();
    if (this.#last.size >= MOST_KEYS && oldest !== undefined) this.#last.delete(oldest);
    this.#last.set(key, now);
    return true;
  }

  /** The next one of each key is allowed again. */
  forget(): void {
    this.#last.clear();
  }
}
