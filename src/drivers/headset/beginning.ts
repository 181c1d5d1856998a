import type { Monotonic } from "../../domain/instant.ts";
import type { Heard } from "./reportEar.ts";

/** What is queued from before we listened comes within this time, and is nobody's doing. */
const DRAIN_MS = 150;
/** A first report so soon after opening tells how the headset is, not what somebody does. */
const FIRST_REPORT_MS = 500;

/** Tells how a headset was when it was opened from what a person does then. */
export class Beginning {
  #openedAt: Monotonic | null = null;
  #hasSpoken = false;

  opened(at: Monotonic): void {
    this.#openedAt = at;
    this.#hasSpoken = false;
  }

  /** A first report later counts, unless it tells of more at once than a person can press: who is off hook has been so. */
  includes({ hook, tellsMore }: Heard, isOffHook: boolean, at: Monotonic): boolean {
    if (this.#openedAt === null) return false;
    const age = at - this.#openedAt;
    const isFirst = !this.#hasSpoken;
    this.#hasSpoken = true;
    if (age < DRAIN_MS) return true;
    this.#openedAt = null;
    const tellsMuch = hook?.kind === "state" && hook.offHook && !isOffHook && tellsMore;
    return isFirst && (age < FIRST_REPORT_MS || tellsMuch);
  }
}
