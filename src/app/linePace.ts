import type { Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import type { Frame } from "../ports/displayDriver.ts";
import type { DisplayModel } from "../ports/displayModel.ts";
import { wireMs } from "../shared/wireTime.ts";

export interface LinePaceDeps {
  readonly clock: Pick<Clock, "monotonic">;
  readonly model: Pick<DisplayModel, "serial" | "pacing">;
  /** A pause that began on the line before lasts until then. */
  readonly freeFrom: Monotonic;
}

/** When a display may get its next frame, and until when what it says is too late an answer to the last one. */
export class LinePace {
  readonly #clock: LinePaceDeps["clock"];
  readonly #model: LinePaceDeps["model"];
  #freeAt: Monotonic;
  #deafUntil: Monotonic = Number.NEGATIVE_INFINITY;
  #lastByteAt: Monotonic = Number.NEGATIVE_INFINITY;
  /** Until when the pause lasts that the latest frame asked for. */
  #pausedUntil: Monotonic = Number.NEGATIVE_INFINITY;

  constructor({ clock, model, freeFrom }: LinePaceDeps) {
    this.#clock = clock;
    this.#model = model;
    this.#freeAt = freeFrom;
  }

  get freeAt(): Monotonic {
    return this.#freeAt;
  }

  /** Whether an answer to a frame before may still come: it must not be taken for that to the next. */
  get isDeaf(): boolean {
    return this.#clock.monotonic() < this.#deafUntil;
  }

  /** The frame begins to leave. */
  begins(frame: Frame): void {
    this.#lastByteAt = this.#clock.monotonic() + wireMs(frame.bytes.length, this.#model.serial);
    this.#pause(frame);
  }

  /** The frame has left the host; gives back in how many milliseconds its last byte is on the wire. */
  written(frame: Frame): number {
    const now = this.#clock.monotonic();
    this.#lastByteAt = Math.max(now, this.#lastByteAt);
    this.#pause(frame);
    return this.#lastByteAt - now;
  }

  /** The answer is here; `more` is how long another one may follow, where this may have been that to the frame before. */
  answered(more: number): void {
    const now = this.#clock.monotonic();
    this.#deafUntil = now + more;
    this.#freeAt = Math.max(this.#pausedUntil, now + Math.max(this.#model.pacing.betweenFramesMs, more));
  }

  /** No answer came in time: until the line is free again it comes too late. */
  unanswered(): void {
    this.#deafUntil = this.#freeAt;
  }

  /** Until we know better no answer comes, and a late one gets as long again. */
  #pause({ pauseAfterMs, answer }: Frame): void {
    this.#pausedUntil = this.#lastByteAt + this.#model.pacing.betweenFramesMs + pauseAfterMs;
    this.#freeAt = Math.max(this.#pausedUntil, this.#lastByteAt + 2 * (answer?.withinMs ?? 0));
  }
}
