import type { Show } from "../domain/glass.ts";
import type { DisplaySession } from "../ports/boundDisplay.ts";
import type { Doubt, Frame } from "../ports/displayDriver.ts";

export type DisplayStep = NonNullable<ReturnType<DisplaySession["next"]>>;

/** What a display may hold otherwise than we believe after a frame that nothing was heard of. */
const doubtOf: Readonly<Record<Frame["purpose"], Doubt>> = {
  initialise: "everything",
  layout: "layouts",
  page: "layouts",
  alarm: "layouts",
  value: "values",
  clock: "values",
};

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);

/**
 * What we know of a display: what it holds, which frame it may or may not have taken, and whether it said itself that
 * it has what it shows.
 */
export class DisplayKnowledge {
  readonly #session: DisplaySession;
  /** A frame that nothing was heard of: the display may have it all the same. */
  #unsure: Frame | null = null;
  #isConfirmed = true;

  constructor(session: DisplaySession) {
    this.#session = session;
  }

  /** Whether every frame was answered since nothing was known of the display. */
  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  /** The next frame towards the show; null when the display has it. */
  next(show: Show): DisplayStep | null {
    const step = this.#session.next(show);
    const unsure = this.#unsure;
    // The same frame once more ends the doubt; with anything else the display might keep what we believe it has not.
    if (unsure === null || (step !== null && same(step.frame.bytes, unsure.bytes))) return step;
    this.#unsure = null;
    this.forget(doubtOf[unsure.purpose]);
    return this.#session.next(show);
  }

  forget(doubt: Doubt): void {
    this.#session.forget(doubt);
    if (doubt !== "everything") return;
    this.#unsure = null;
    this.#isConfirmed = true;
  }

  /** The display has the frame: it said so, or it never says anything and the frame is on the wire. */
  taken(step: DisplayStep): void {
    step.commit();
    this.#unsure = null;
    if (step.frame.answer === null) this.#isConfirmed = false;
  }

  /** Nothing was heard of the frame. */
  unanswered(frame: Frame): void {
    this.#unsure = frame;
  }
}
