import type { Glass, Show } from "../domain/glass.ts";
import type { Instant } from "../domain/instant.ts";
import type { BoundDisplay, DisplaySession } from "../ports/boundDisplay.ts";
import type { Frame, VirtualSign } from "../ports/displayDriver.ts";
import { Fault } from "../ports/fault.ts";

/** Far more frames than any show needs: a driver that sends more never comes to rest. */
const mostFrames = 10_000;

/** A display with its virtual sign and time handed in: it is brought to each show at once, with the driver's real bytes. */
export class SettledDisplay {
  readonly #display: BoundDisplay;
  readonly #session: DisplaySession;
  readonly #sign: VirtualSign;
  #at: Instant;

  constructor(display: BoundDisplay, at: Instant) {
    this.#display = display;
    this.#session = display.start();
    this.#sign = display.sign();
    this.#at = at;
  }

  /** What a person sees once the display has all of the show. */
  glassOf(show: Show): Glass {
    for (let frames = 0; frames < mostFrames; frames++) {
      const step = this.#session.next(show);
      if (step === null) return this.#sign.glass(this.#at);
      this.#send(step.frame);
      step.commit();
    }
    throw new Error(`the driver of ${this.#display.model.id} does not come to rest`);
  }

  #send({ bytes, answer, pauseAfterMs }: Frame): void {
    const said = this.#sign.feed(bytes, this.#at);
    this.#at += this.#display.model.pacing.betweenFramesMs + pauseAfterMs;
    const verdict = answer?.read(Uint8Array.from(said.flatMap((part) => [...part])));
    if (verdict?.kind === "refused")
      throw new Fault(
        "SIGN_REFUSES",
        `the virtual ${this.#display.model.name} refuses a frame: ${verdict.reason}`,
        verdict.advice,
      );
  }
}
