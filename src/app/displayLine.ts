import type { Subscription } from "rxjs";
import type { Show } from "../domain/glass.ts";
import type { Monotonic } from "../domain/instant.ts";
import type { BoundDisplay, DisplaySession } from "../ports/boundDisplay.ts";
import type { Clock } from "../ports/clock.ts";
import type { Doubt } from "../ports/displayDriver.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { SerialLink } from "../ports/serialLink.ts";
import { after, every } from "../shared/time.ts";
import { wireMs } from "../shared/wireTime.ts";
import type { Trouble, TroubleKind } from "./displayHealth.ts";
import { LineNoise } from "./lineNoise.ts";

/** A display that has not had all it should show for so long cannot keep up. */
export const BEHIND_AFTER_MS = 60_000;

const behind: Trouble = {
  reason: "changes come faster than the line carries them: the newest figures appear late",
  advice: "raise the baud rate at the display and in the configuration, or show fewer figures on it",
};

export interface DisplayLineDeps {
  readonly id: string;
  readonly link: SerialLink;
  readonly display: BoundDisplay;
  readonly clock: Pick<Clock, "monotonic">;
  readonly metrics: Metrics;
  /** What the display should show now; null when nothing is wished. */
  readonly wanted: () => Show | null;
  /** Before this moment the display takes nothing: a pause that began on the line before. */
  readonly freeFrom: Monotonic;
  readonly onTrouble: (kind: TroubleKind, trouble: Trouble | null) => void;
  /** A frame went out on the way to the show. */
  readonly onSent: (show: Show) => void;
  /** Nothing is on its way and nothing waits, for now. */
  readonly onSettled: () => void;
  /** A write or the driver failed. The line has ended itself by then. */
  readonly onFailed: (error: unknown) => void;
}

type Step = NonNullable<ReturnType<DisplaySession["next"]>>;

/**
 * One opened line with a display behind it of which nothing is known at first. The latest wish wins, one frame is on
 * its way, the pace is computed from the line's speed, and a timer runs only while something waits for the line.
 */
export class DisplayLine {
  readonly #deps: DisplayLineDeps;
  readonly #session: DisplaySession;
  readonly #noise: LineNoise;
  readonly #heard: Subscription;
  readonly #refreshes: readonly (() => void)[];
  #onItsWay: Step | null = null;
  #phase: "open" | "ended" = "open";
  #cancelTimer: (() => void) | null = null;
  #freeAt: Monotonic;
  /** Since when the display has not had all it should show; null while it has. */
  #busySince: Monotonic | null = null;

  constructor(deps: DisplayLineDeps) {
    this.#deps = deps;
    this.#freeAt = deps.freeFrom;
    this.#session = deps.display.start();
    this.#noise = new LineNoise(deps.clock, (trouble) => deps.onTrouble("noise", trouble));
    this.#heard = deps.link.bytes$.subscribe((bytes) => this.#hear(bytes));
    const { valuesSeconds, layoutsSeconds, everythingSeconds } = deps.display.model.refresh;
    this.#refreshes = [
      ...this.#refresh("values", valuesSeconds),
      ...this.#refresh("layouts", layoutsSeconds),
      ...this.#refresh("everything", everythingSeconds),
    ];
  }

  /** When the display may get its next byte. */
  get freeAt(): Monotonic {
    return this.#freeAt;
  }

  /** Whether the display has all it should show. */
  get hasAll(): boolean {
    return this.#busySince === null;
  }

  /** Whether nothing is on its way and nothing waits. */
  get isSettled(): boolean {
    return this.#onItsWay === null && (this.hasAll || this.#deps.wanted() === null);
  }

  /** Something may have changed: sends the next frame if there is one and the line is free; else waits, or rests. */
  turn(): void {
    const show = this.#deps.wanted();
    if (show === null || this.#phase === "ended" || this.#onItsWay !== null || this.#cancelTimer !== null)
      return;
    try {
      const step = this.#session.next(show);
      if (step === null) this.#rest();
      else this.#sendWhenFree(step, show);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Lets go of timers and listeners; the link is closed by whoever opened it. */
  end(): void {
    this.#phase = "ended";
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#noise.stop();
    this.#heard.unsubscribe();
    for (const cancel of this.#refreshes) cancel();
  }

  #rest(): void {
    this.#busySince = null;
    this.#deps.onTrouble("behind", null);
    this.#deps.onSettled();
  }

  #sendWhenFree(step: Step, show: Show): void {
    const now = this.#deps.clock.monotonic();
    this.#busySince ??= now;
    if (now - this.#busySince >= BEHIND_AFTER_MS) this.#deps.onTrouble("behind", behind);
    if (now >= this.#freeAt) this.#send(step, show, now);
    else
      this.#cancelTimer = after(Math.ceil(this.#freeAt - now), () => {
        this.#cancelTimer = null;
        this.turn();
      });
  }

  #send(step: Step, show: Show, now: Monotonic): void {
    this.#onItsWay = step;
    this.#noise.sent(step.frame.bytes);
    this.#deps.link.write(step.frame.bytes).then(
      () => this.#sent(step, show, now),
      (error: unknown) => this.#fail(error),
    );
  }

  #sent(step: Step, show: Show, startedAt: Monotonic): void {
    if (this.#phase === "ended") return;
    const { id, display, clock, metrics } = this.#deps;
    const { bytes, pauseAfterMs, purpose } = step.frame;
    const lastByteAt = Math.max(clock.monotonic(), startedAt + wireMs(bytes.length, display.model.serial));
    this.#onItsWay = null;
    this.#freeAt = lastByteAt + display.model.pacing.betweenFramesMs + pauseAfterMs;
    metrics.count("display_frames_total", { display: id, purpose });
    metrics.count("display_bytes_total", { display: id }, bytes.length);
    step.commit();
    this.turn();
    this.#deps.onSent(show);
    if (this.isSettled) this.#deps.onSettled();
  }

  #fail(error: unknown): void {
    if (this.#phase === "ended") return;
    this.end();
    this.#deps.onFailed(error);
  }

  #hear(bytes: Uint8Array): void {
    this.#deps.metrics.count("display_unexpected_bytes_total", { display: this.#deps.id }, bytes.length);
    this.#noise.heard(bytes);
  }

  /** A refresh is forgetting: what is in doubt is sent again. */
  #refresh(doubt: Doubt, seconds: number | null): (() => void)[] {
    if (seconds === null) return [];
    const forget = (): void => {
      this.#session.forget(doubt);
      this.turn();
    };
    return [every(seconds * 1_000, forget)];
  }
}
