import type { Subscription } from "rxjs";
import type { Show } from "../domain/glass.ts";
import type { Monotonic } from "../domain/instant.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import type { Clock } from "../ports/clock.ts";
import type { Answer, Doubt } from "../ports/displayDriver.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { SerialLink } from "../ports/serialLink.ts";
import { patient } from "../shared/backoff.ts";
import { after, every } from "../shared/time.ts";
import { AnswerWindow, type Outcome } from "./answerWindow.ts";
import type { Trouble, TroubleKind } from "./deviceHealth.ts";
import { DisplayKnowledge, type DisplayStep } from "./displayKnowledge.ts";
import { troubles } from "./displayTroubles.ts";
import { FrameRetries } from "./frameRetries.ts";
import { LineNoise } from "./lineNoise.ts";
import { LinePace } from "./linePace.ts";
import type { LineTurns } from "./lineTurns.ts";

/** A display that has not had all it should show for so long cannot keep up. */
export const BEHIND_AFTER_MS = 60_000;

export interface DisplayLineDeps<S extends Show> {
  readonly id: string;
  readonly link: SerialLink;
  readonly turns: LineTurns;
  readonly display: BoundDisplay;
  readonly clock: Pick<Clock, "monotonic">;
  readonly metrics: Metrics;
  readonly random: () => number;
  /** What the display should show now; null when nothing is wished. */
  readonly wanted: () => S | null;
  /** Before this moment the display takes nothing: a pause that began on the line before. */
  readonly freeFrom: Monotonic;
  readonly onTrouble: (kind: TroubleKind, trouble: Trouble | null) => void;
  /** The display has a frame on the way to the show; confirmed when it said so itself, of all that it shows. */
  readonly onSent: (show: S, confirmed: boolean) => void;
  /** Nothing is on its way and nothing waits, for now; or the last show was tried in vain. */
  readonly onSettled: () => void;
  /** A write or the driver failed. The line has ended itself by then. */
  readonly onFailed: (error: unknown) => void;
}

/** A frame from its first byte until it counts as taken or failed. */
interface Sending<S> {
  readonly step: DisplayStep;
  readonly show: S;
  /** Null where the display says nothing to this frame. */
  readonly window: AnswerWindow | null;
}

/**
 * One opened line with a display behind it of which nothing is known at first. The latest wish wins, one frame is on
 * its way, the pace is computed from the line's speed, and a timer runs only while something waits. A frame that is
 * refused or not answered is asked anew from the driver, so that what is sent again is never old.
 */
export class DisplayLine<S extends Show> {
  readonly #deps: DisplayLineDeps<S>;
  readonly #known: DisplayKnowledge;
  readonly #pace: LinePace;
  readonly #retries: FrameRetries;
  readonly #noise: LineNoise;
  readonly #heard: Subscription;
  readonly #refreshes: readonly (() => void)[];
  #sending: Sending<S> | null = null;
  #isWriting = false;
  #phase: "open" | "last" | "ended" = "open";
  /** Ends the wait for the pause, for the backoff or for a turn. */
  #cancelWait: (() => void) | null = null;
  /** Since when the display has not had all it should show; null while it has. */
  #busySince: Monotonic | null = null;

  constructor(deps: DisplayLineDeps<S>) {
    this.#deps = deps;
    this.#known = new DisplayKnowledge(deps.display.start());
    const { clock, freeFrom } = deps;
    this.#pace = new LinePace({ clock, freeFrom, model: deps.display.model });
    this.#retries = new FrameRetries(patient, deps.random);
    this.#noise = new LineNoise(clock, (trouble) => deps.onTrouble("noise", trouble));
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
    return this.#pace.freeAt;
  }

  /** Whether the display has all it should show. */
  get hasAll(): boolean {
    return this.#busySince === null;
  }

  /** Whether nothing is on the wire and nothing waits. */
  get isSettled(): boolean {
    return !this.#isWriting && (this.hasAll || this.#deps.wanted() === null);
  }

  /** Something may have changed: sends the next frame if there is one and the line is free; else waits, or rests. */
  turn(): void {
    const show = this.#deps.wanted();
    if (show === null || this.#phase === "ended" || this.#sending !== null || this.#cancelWait !== null)
      return;
    this.#guarded(() => {
      const step = this.#known.next(show);
      if (step === null) this.#rest();
      else this.#sendWhenFree(step, show);
    });
  }

  /** The wish of now is the last one: a display that was left alone is tried once more, and given up if it fails. */
  tryLast(): void {
    this.#phase = "last";
    this.#retries.atOnce();
    this.#stopWaiting();
    this.turn();
  }

  /** Lets go of timers, listeners and the turn; the link is closed by whoever opened it. */
  end(): void {
    this.#phase = "ended";
    this.#stopWaiting();
    this.#sending?.window?.stop();
    this.#noise.stop();
    this.#heard.unsubscribe();
    for (const cancel of this.#refreshes) cancel();
    this.#deps.turns.end(this.#pace.freeAt);
  }

  #rest(): void {
    this.#busySince = null;
    this.#retries.succeeded();
    this.#deps.onTrouble("behind", null);
    // What was refused is not wished any more.
    this.#deps.onTrouble("refused", null);
    this.#deps.onSettled();
  }

  #sendWhenFree(step: DisplayStep, show: S): void {
    const now = this.#deps.clock.monotonic();
    this.#busySince ??= now;
    const isLate = now - this.#busySince >= BEHIND_AFTER_MS;
    if (isLate && !this.#retries.isBackingOff) this.#deps.onTrouble("behind", troubles.behind);
    const waitMs = Math.max(this.#pace.freeAt, this.#retries.retryAt) - now;
    if (waitMs > 0) {
      this.#cancelWait = after(Math.ceil(waitMs), () => {
        this.#cancelWait = null;
        this.turn();
      });
      return;
    }
    this.#cancelWait = this.#deps.turns.ask(() => this.#speak());
    if (this.#cancelWait === null) this.#send(step, show);
  }

  /** The turn has come after a wait for others: what was wished when we asked may be old. */
  #speak(): void {
    this.#cancelWait = null;
    this.#guarded(() => {
      const show = this.#deps.wanted();
      const step = show && this.#known.next(show);
      if (show && step) this.#send(step, show);
      else {
        this.#deps.turns.end(this.#pace.freeAt);
        this.turn();
      }
    });
  }

  #send(step: DisplayStep, show: S): void {
    const { frame } = step;
    const { answer } = frame;
    const window =
      answer &&
      new AnswerWindow(answer, (outcome) => this.#guarded(() => this.#answered(sending, answer, outcome)));
    const sending: Sending<S> = { step, show, window };
    this.#sending = sending;
    this.#isWriting = true;
    this.#pace.begins(frame);
    this.#noise.sent(frame.bytes);
    this.#deps.link.write(frame.bytes).then(
      () => this.#guarded(() => this.#written(sending)),
      (error: unknown) => this.#fail(error),
    );
  }

  #written(sending: Sending<S>): void {
    if (this.#phase === "ended") return;
    const { id, metrics, onSettled } = this.#deps;
    const { frame } = sending.step;
    metrics.count("display_frames_total", { display: id, purpose: frame.purpose });
    metrics.count("display_bytes_total", { display: id }, frame.bytes.length);
    this.#isWriting = false;
    const lastByteInMs = this.#pace.written(frame);
    if (sending.window === null) this.#taken(sending);
    else sending.window.written(lastByteInMs);
    if (this.isSettled) onSettled();
  }

  #answered(sending: Sending<S>, answer: Answer, outcome: Outcome): void {
    const { id, metrics } = this.#deps;
    metrics.count("display_answers_total", { display: id, answer: outcome.kind });
    if (outcome.kind === "silent") {
      this.#pace.unanswered();
      this.#known.unanswered(sending.step.frame);
      this.#failed(answer, "silent", this.#silence(outcome.heard));
      return;
    }
    // After a failure this may be the answer to the frame before, and that to this one is still to come.
    this.#pace.answered(this.#retries.hasFailed ? answer.withinMs : 0);
    if (outcome.kind === "taken") {
      this.#accepted(sending);
      return;
    }
    if (outcome.doubt !== undefined) this.#known.forget(outcome.doubt);
    this.#failed(answer, "refused", outcome);
  }

  #accepted(sending: Sending<S>): void {
    // The time that a display was left alone does not count as being behind.
    if (this.#retries.isBackingOff) this.#busySince = this.#deps.clock.monotonic();
    this.#retries.succeeded();
    this.#deps.onTrouble("refused", null);
    this.#deps.onTrouble("silent", null);
    this.#taken(sending);
  }

  #taken({ step, show }: Sending<S>): void {
    this.#sending = null;
    this.#known.taken(step);
    this.#deps.turns.end(this.#pace.freeAt);
    this.turn();
    this.#deps.onSent(show, this.#known.isConfirmed);
  }

  #failed({ retries }: Answer, kind: "refused" | "silent", { reason, advice }: Trouble): void {
    this.#sending = null;
    if (this.#retries.failed(retries, this.#deps.clock.monotonic()))
      this.#leaveAlone(kind, { reason, advice });
    this.#deps.turns.end(this.#pace.freeAt);
    this.turn();
  }

  /** Every attempt has failed: the display gets time, and people are told. */
  #leaveAlone(kind: "refused" | "silent", trouble: Trouble): void {
    const { onTrouble, onSettled } = this.#deps;
    onTrouble(kind, trouble);
    onTrouble(kind === "silent" ? "refused" : "silent", null);
    onTrouble("behind", null);
    // Most displays fall silent because they lost their power, and what they showed with it.
    if (kind === "silent") this.#known.forget("everything");
    if (this.#phase === "last") onSettled();
  }

  #silence(heard: Uint8Array): Trouble {
    if (heard.length === 0) return troubles.mute;
    return this.#noise.isEcho(heard) ? troubles.echo : troubles.garbled;
  }

  #stopWaiting(): void {
    this.#cancelWait?.();
    this.#cancelWait = null;
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#phase === "ended") return;
    this.end();
    this.#deps.onFailed(error);
  }

  #hear(bytes: Uint8Array): void {
    const { metrics, id } = this.#deps;
    const window = this.#sending?.window;
    if (window?.isOpen) this.#guarded(() => window.hear(bytes));
    else if (this.#pace.isDeaf) metrics.count("display_late_bytes_total", { display: id }, bytes.length);
    else {
      metrics.count("display_unexpected_bytes_total", { display: id }, bytes.length);
      this.#noise.heard(bytes);
    }
  }

  /** A refresh is forgetting: what is in doubt is sent again. */
  #refresh(doubt: Doubt, seconds: number | null): (() => void)[] {
    if (seconds === null) return [];
    const forget = (): void => {
      this.#known.forget(doubt);
      this.turn();
    };
    return [every(seconds * 1_000, forget)];
  }
}
