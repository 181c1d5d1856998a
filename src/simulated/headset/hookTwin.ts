import type { HeadsetConduct } from "./conduct.ts";
import type { TwinFaults } from "./faults.ts";
import type { TwinControl } from "./layout.ts";
import type { Timers } from "./timers.ts";
import type { Voice } from "./voice.ts";

/** A contact that bounces opens and closes once more within this time each. */
const BOUNCE_MS = 10;
/** A headset that drops its hook after a call was answered at the PC does it so soon after its line was busy. */
const OWN_DROP_MS = 5;

/** What the LEDs beside Off-Hook say when it is written. */
export interface HookLeds {
  readonly offHook: boolean;
  readonly ringing: boolean;
  readonly held: boolean;
}

export interface HookParts {
  readonly voice: Voice;
  readonly timers: Timers;
  readonly conduct: HeadsetConduct;
  readonly faults: TwinFaults;
}

/** A headset's hook: it asks the host, answers it, and takes back what nobody confirms. */
export class HookTwin {
  readonly #parts: HookParts;
  readonly #control: TwinControl | null;
  readonly #line: TwinControl | null;
  #offHook = false;
  #leds: HookLeds = { offHook: false, ringing: false, held: false };
  /** The last value that was said, or is on its way as an answer. */
  #meant = false;
  #isBusy = false;
  #inRange = true;
  #answeredByHost = false;
  /** Answers on their way. */
  #pending = 0;
  /** A person's doing makes the answers that are on their way void. */
  #turn = 0;
  #undo: (() => void) | null = null;

  constructor(parts: HookParts) {
    this.#parts = parts;
    this.#control = parts.voice.control("HookSwitch");
    this.#line = parts.voice.control("LineBusyTone");
  }

  get offHook(): boolean {
    return this.#offHook;
  }

  get inRange(): boolean {
    return this.#inRange;
  }

  get isRinging(): boolean {
    return this.#leds.ringing && !this.#leds.offHook;
  }

  /** The report that holds the Off-Hook LED was written. */
  written(leds: HookLeds): void {
    const before = this.#leds;
    this.#leds = leds;
    if (leds.offHook && !before.offHook) this.#answeredByHost = before.ringing && !this.#offHook;
    // A key has no state of its own: it does what the LED says.
    if (!this.#tellsState) this.#offHook = leds.offHook;
    if (this.#undo === null) this.#answer(leds.offHook);
    else if (leds.offHook === this.#offHook) this.#confirmed();
    this.#parts.timers.in(this.#parts.conduct.answerMs, () => this.#settleLine());
  }

  /** Ring and Hold may stand in reports of their own. */
  beside(leds: HookLeds): void {
    this.#leds = { ...leds, offHook: this.#leds.offHook };
  }

  pickUp(): void {
    if (!this.#offHook) this.#moveByHand(true);
  }

  hangUp(): void {
    if (this.#offHook) this.#moveByHand(false);
  }

  /** The hook says once more that it is down. */
  repeatDown(): void {
    if (this.#control !== null && !this.#offHook) this.#parts.voice.repeat(this.#control);
  }

  /** Up and down again at once. */
  pulse(): void {
    if (this.#offHook) return;
    this.#turn += 1;
    this.#pending = 0;
    this.#move(true);
    this.#parts.timers.in(this.#parts.conduct.pressMs, () => this.#move(false));
  }

  /** The wearer walks away, or comes back. */
  walk(inRange: boolean): void {
    this.#inRange = inRange;
    if (inRange || !this.#offHook) return;
    this.#touched();
    this.#parts.timers.in(this.#parts.conduct.answerMs, () => this.#move(false));
  }

  forget(): void {
    this.#offHook = false;
    this.#meant = false;
    this.#pending = 0;
    this.#isBusy = false;
    this.#undo = null;
    this.#answeredByHost = false;
    this.#leds = { offHook: false, ringing: false, held: false };
  }

  get #tellsState(): boolean {
    const isKey = this.#control?.type === "relative" && !this.#control.isSigned;
    return !isKey && !this.#parts.conduct.hookIsKey;
  }

  #moveByHand(offHook: boolean): void {
    if (!this.#inRange || this.#control === null) return;
    this.#touched();
    this.#move(offHook);
    this.#bounce();
    const isConfirmed = this.#leds.offHook === offHook;
    if (isConfirmed || !this.#parts.conduct.answersHook || !this.#tellsState) return;
    this.#undo = this.#parts.timers.in(this.#parts.conduct.unconfirmedMs, () => {
      this.#undo = null;
      this.#move(this.#leds.offHook);
    });
  }

  #touched(): void {
    this.#turn += 1;
    this.#pending = 0;
    this.#confirmed();
  }

  #confirmed(): void {
    this.#undo?.();
    this.#undo = null;
  }

  #answer(offHook: boolean): void {
    const { conduct, timers, faults } = this.#parts;
    if (!conduct.answersHook || !this.#tellsState || offHook === this.#meant) return;
    this.#meant = offHook;
    this.#pending += 1;
    const turn = this.#turn;
    timers.in(conduct.answerMs, () => {
      if (turn !== this.#turn) return;
      this.#pending -= 1;
      const isLost = faults.lostAnswers > 0;
      if (isLost) faults.lostAnswers -= 1;
      if (isLost || (offHook && !this.#inRange)) {
        if (this.#pending === 0) this.#meant = this.#offHook;
        if (!isLost) this.repeatDown();
      } else this.#move(offHook);
    });
  }

  #move(offHook: boolean): void {
    this.#offHook = offHook;
    // What it was told since is answered still.
    if (this.#pending === 0) this.#meant = offHook;
    if (this.#control === null) return;
    if (!this.#tellsState) {
      this.#parts.voice.press(this.#control, this.#parts.conduct.pressMs);
      return;
    }
    this.#tell(offHook);
  }

  #bounce(): void {
    if (!this.#parts.faults.bouncing || !this.#tellsState) return;
    this.#parts.timers.in(BOUNCE_MS, () => this.#tell(!this.#offHook));
    this.#parts.timers.in(2 * BOUNCE_MS, () => this.#tell(this.#offHook));
  }

  #tell(offHook: boolean): void {
    if (this.#control === null) return;
    const off = this.#control.isSigned ? -1 : 0;
    this.#parts.voice.tell(this.#control, offHook ? 1 : off);
  }

  /** The line is busy when the hook is confirmed, and free when hook and LED are both down; a parked call keeps it. */
  #settleLine(): void {
    const { conduct, voice, timers } = this.#parts;
    const isUp = this.#offHook || !conduct.answersHook;
    const isParked = this.#leds.held && conduct.hold === "clear";
    const isBusy = this.#leds.offHook ? isUp || this.#isBusy : this.#isBusy && (this.#offHook || isParked);
    if (isBusy === this.#isBusy) return;
    this.#isBusy = isBusy;
    if (this.#line?.type === "absolute") voice.tell(this.#line, isBusy ? 1 : 0);
    else if (this.#line !== null) voice.press(this.#line, conduct.pressMs);
    if (!isBusy || !conduct.dropsAfterAnswer || !this.#answeredByHost) return;
    this.#answeredByHost = false;
    timers.in(OWN_DROP_MS, () => this.#move(false));
  }
}
