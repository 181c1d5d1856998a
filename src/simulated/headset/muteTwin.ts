import type { HookParts } from "./hookTwin.ts";
import type { TwinControl } from "./layout.ts";

/** A headset's mute key and its mute LED: the host keeps the state, unless the key is a switch. */
export class MuteTwin {
  readonly #parts: HookParts;
  readonly #control: TwinControl | null;
  readonly #isOffHook: () => boolean;
  #muted = false;
  #isArmUp = false;
  /** The key was pressed and its LED has not followed. */
  #isUnanswered = false;

  constructor(parts: HookParts, isOffHook: () => boolean) {
    this.#parts = parts;
    this.#control = parts.voice.control("PhoneMute");
    this.#isOffHook = isOffHook;
  }

  /** Whether its mute LED is lit: a headset that needs a call for it leaves it dark without one, whatever was written. */
  get muted(): boolean {
    return this.#muted && !this.#isDead;
  }

  /** The report that holds the mute LED was written. */
  written(lit: boolean): void {
    const { conduct, timers } = this.#parts;
    const muted = lit && !this.#isDead;
    if (muted === this.#muted) return;
    this.#muted = muted;
    this.#isUnanswered = false;
    if (!muted && this.#isArmUp) timers.in(conduct.refusalMs, () => this.#refuse());
    else if (conduct.echoesMute) timers.in(conduct.answerMs, () => this.#echo());
  }

  press(): void {
    const { conduct, voice } = this.#parts;
    if (this.#control === null || this.#isDead) return;
    if (this.#isState) voice.tell(this.#control, voice.value(this.#control) === 0 ? 1 : 0);
    else if (this.#isUnanswered && conduct.unansweredMute === "nothing") this.#isUnanswered = false;
    else {
      this.#isUnanswered = true;
      this.#say();
    }
  }

  /** The arm of the microphone goes up, which mutes it whatever the host wants, or down. */
  arm(up: boolean): void {
    this.#isArmUp = up;
    if (this.#control !== null && this.#isState) this.#parts.voice.tell(this.#control, up ? 1 : 0);
    else if (up !== this.#muted) this.press();
  }

  forget(): void {
    this.#muted = false;
    this.#isUnanswered = false;
  }

  get #isState(): boolean {
    return this.#control?.type === "absolute" && !this.#control.isSigned;
  }

  get #isDead(): boolean {
    return this.#parts.conduct.muteNeedsOffHook && !this.#isOffHook();
  }

  #say(): void {
    const { conduct, voice } = this.#parts;
    if (this.#control === null) return;
    const value = this.#control.isSigned && this.#muted ? -1 : 1;
    voice.press(this.#control, conduct.pressMs, value);
  }

  #echo(): void {
    if (this.#control === null) return;
    if (this.#isState) this.#parts.voice.tell(this.#control, this.#muted ? 1 : 0);
    else this.#say();
  }

  #refuse(): void {
    if (this.#control === null || !this.#isArmUp || this.#muted) return;
    if (this.#isState) this.#parts.voice.repeat(this.#control);
    else this.#say();
  }
}
