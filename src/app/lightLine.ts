import { Subscription, takeWhile } from "rxjs";
import type { Monotonic } from "../domain/instant.ts";
import type { LightLook } from "../domain/light.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import type { LightFrame, LightNews } from "../ports/lightDriver.ts";
import type { LightLink } from "../ports/lightLink.ts";
import type { Metrics } from "../ports/metrics.ts";
import { backoffMs, patient } from "../shared/backoff.ts";
import { after, every, sleep } from "../shared/time.ts";
import type { Contacts } from "./contacts.ts";
import type { Trouble, TroubleKind } from "./deviceHealth.ts";

/** Lights were seen to lose what they are told in their first moment; so it is said once more. */
const SETTLE_MS = 1_000;

/** Faults of a single frame: the link lives on, and the frame is tried again later. */
const refusals: ReadonlyMap<string, TroubleKind> = new Map([
  ["LIGHT_REFUSED", "refused"],
  ["HID_REFUSED", "refused"],
  ["LIGHT_SILENT", "silent"],
]);

export interface LightLineDeps {
  readonly id: string;
  readonly link: LightLink;
  readonly light: BoundLight;
  /** When its contacts were switched, over every loss of the line; null for a light that does not wear. */
  readonly contacts: Contacts | null;
  readonly clock: Pick<Clock, "monotonic">;
  readonly metrics: Metrics;
  readonly random: () => number;
  /** What the light should be at this moment, and can be; null when nothing is wished. */
  readonly target: () => LightLook | null;
  readonly onTrouble: (kind: TroubleKind, trouble: Trouble | null) => void;
  readonly onNews: (news: LightNews) => void;
  /** The light is what it should be, for now; or its last look was tried in vain. */
  readonly onSettled: () => void;
  /** A frame or the driver failed for good. The line has ended itself by then. */
  readonly onFailed: (error: unknown) => void;
}

/**
 * One opened way to a light of which nothing is known at first. The latest wish wins, frames leave one after the other,
 * and what is in doubt is said again: after a refusal, after a silence, and now and then.
 */
export class LightLine {
  readonly #deps: LightLineDeps;
  readonly #ended = new AbortController();
  #words = new Subscription();
  #timers: readonly (() => void)[] = [];
  #held: LightLook | null = null;
  /** What is on its way may be lost, or forgotten. */
  #isInDoubt = false;
  #isSending = false;
  #isAway = false;
  #isLast = false;
  #hasAll = false;
  #owesKeepAlive = false;
  #failures = 0;
  #retryAt: Monotonic = Number.NEGATIVE_INFINITY;
  #freeAt: Monotonic = Number.NEGATIVE_INFINITY;
  #cancelWait: () => void = () => undefined;

  constructor(deps: LightLineDeps) {
    this.#deps = deps;
  }

  /** Listens from now on. What the bus has kept of a light is heard before this returns. */
  begin(): void {
    const { link, light } = this.#deps;
    const { refreshSeconds } = light.model;
    const { keepAlive } = light;
    this.#timers = [
      after(SETTLE_MS, () => this.#doubt()),
      ...(refreshSeconds === null ? [] : [every(refreshSeconds * 1_000, () => this.#doubt())]),
      ...(keepAlive === null ? [] : [every(keepAlive.everyMs, () => this.#keepAlive())]),
    ];
    // A word may fail the line before we know how to let go of the words.
    const words$ = link.words$.pipe(takeWhile(() => !this.#ended.signal.aborted));
    this.#words = words$.subscribe((word) => this.#guarded(() => this.#hear(light.hear(word))));
  }

  /** Whether nothing is on its way and nothing can be done. */
  get isSettled(): boolean {
    return !this.#isSending && (this.#hasAll || this.#isAway);
  }

  /** Something may have changed: says what the light does not know yet, or rests. */
  turn(): void {
    this.#hasAll = false;
    if (this.#isSending || this.#isAway || this.#ended.signal.aborted) return;
    this.#cancelWait();
    this.#guarded(() => this.#next());
  }

  /** The wish of now is the last one: it is tried at once, and given up if it fails. */
  tryLast(): void {
    this.#isLast = true;
    this.#retryAt = Number.NEGATIVE_INFINITY;
    this.turn();
  }

  /** Lets go of timers and listeners; the link is closed by whoever opened it. */
  end(): void {
    this.#ended.abort();
    this.#cancelWait();
    this.#words.unsubscribe();
    for (const cancel of this.#timers) cancel();
  }

  #next(): void {
    const keepAlive = this.#owesKeepAlive ? this.#deps.light.keepAlive : null;
    this.#owesKeepAlive = false;
    if (keepAlive === null) this.#approach();
    else this.#send([keepAlive.frame], this.#held);
  }

  #approach(): void {
    const wanted = this.#deps.target();
    if (wanted === null) this.#rest();
    else this.#become(wanted);
  }

  #become(wanted: LightLook): void {
    const { light, clock, contacts } = this.#deps;
    const now = clock.monotonic();
    const { look, freeAt } = contacts?.spare(wanted, now) ?? { look: wanted, freeAt: null };
    const frames = light.frames(this.#held, look);
    if (frames.length > 0 && now < this.#retryAt) this.#wait(this.#retryAt);
    else if (frames.length > 0) {
      contacts?.switched(look, now);
      this.#send(frames, look);
    } else {
      this.#held = look;
      if (freeAt === null) this.#rest();
      else this.#wait(freeAt);
    }
  }

  #rest(): void {
    this.#hasAll = true;
    this.#deps.onSettled();
  }

  #wait(until: Monotonic): void {
    this.#cancelWait = after(Math.max(0, Math.ceil(until - this.#deps.clock.monotonic())), () => this.turn());
  }

  /** `look` is what the light is once it has them all. */
  #send(frames: readonly LightFrame[], look: LightLook | null): void {
    this.#isSending = true;
    this.#isInDoubt = false;
    this.#sendAll(frames).then(
      () => this.#sent(look),
      (error: unknown) => this.#refused(error),
    );
  }

  async #sendAll(frames: readonly LightFrame[]): Promise<void> {
    const { id, link, light, clock, metrics } = this.#deps;
    for (const frame of frames) {
      const waitMs = this.#freeAt - clock.monotonic();
      if (waitMs > 0) await sleep(Math.ceil(waitMs), this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      await link.send(frame);
      this.#freeAt = clock.monotonic() + light.model.betweenFramesMs;
      metrics.count("light_writes_total", { light: id });
    }
  }

  #sent(look: LightLook | null): void {
    if (this.#ended.signal.aborted) return;
    const { onTrouble } = this.#deps;
    this.#isSending = false;
    this.#held = this.#isInDoubt ? null : look;
    this.#failures = 0;
    this.#retryAt = Number.NEGATIVE_INFINITY;
    onTrouble("refused", null);
    onTrouble("silent", null);
    this.turn();
  }

  #refused(error: unknown): void {
    if (this.#ended.signal.aborted) return;
    if (!(error instanceof Fault)) {
      this.#fail(error);
      return;
    }
    const kind = refusals.get(error.code);
    if (kind === undefined) this.#fail(error);
    else this.#leaveAlone(kind, error);
  }

  #leaveAlone(kind: TroubleKind, { message: reason, advice }: Fault): void {
    const { clock, random, onTrouble, onSettled } = this.#deps;
    this.#isSending = false;
    this.#held = null;
    this.#retryAt = clock.monotonic() + backoffMs(this.#failures++, patient, random);
    onTrouble(kind, { reason, advice });
    onTrouble(kind === "silent" ? "refused" : "silent", null);
    this.turn();
    if (this.#isLast) onSettled();
  }

  #hear(news: LightNews | null): void {
    if (news === null) return;
    this.#deps.onNews(news);
    if (news === "away") {
      this.#isAway = true;
      this.#cancelWait();
      this.#deps.onSettled();
    }
    if (news !== "back") return;
    this.#isAway = false;
    this.#retryAt = Number.NEGATIVE_INFINITY;
    this.#doubt();
  }

  /** The light may be otherwise than we believe. */
  #doubt(): void {
    this.#held = null;
    this.#isInDoubt = true;
    this.turn();
  }

  #keepAlive(): void {
    this.#owesKeepAlive = true;
    this.turn();
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.end();
    this.#deps.onFailed(error);
  }
}
