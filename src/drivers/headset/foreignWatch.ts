import type { Monotonic } from "../../domain/instant.ts";

/** A headset may say so long after our LED went out that its line is busy. */
const LATE_ANSWER_MS = 500;
/** Two programs at one headset go on all day: it is enough to say so now and then. */
const AGAIN_AFTER_MS = 60_000;

/** Notices that a headset does what nobody here asked for, so that another program must have. */
export class ForeignWatch {
  #ledOutAt: Monotonic | null = null;
  #saidAt: Monotonic | null = null;

  /** Our Off-Hook LED was written; once more counts, as a line may answer that too. */
  ledIs(lit: boolean, at: Monotonic): void {
    if (!lit) this.#ledOutAt = at;
  }

  /** Whether the line is busy with a call that is not ours. */
  isForeignLine(offHook: boolean, at: Monotonic): boolean {
    return !offHook && (this.#ledOutAt === null || at - this.#ledOutAt >= LATE_ANSWER_MS);
  }

  /** Whether it is time to say so. */
  mayTell(at: Monotonic): boolean {
    if (this.#saidAt !== null && at - this.#saidAt < AGAIN_AFTER_MS) return false;
    this.#saidAt = at;
    return true;
  }
}
