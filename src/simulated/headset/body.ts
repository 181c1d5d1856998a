import type { HeadsetConduct } from "./conduct.ts";
import type { TwinFaults } from "./faults.ts";
import { HookTwin } from "./hookTwin.ts";
import { InputImage, OutputImage } from "./images.ts";
import type { TwinLayout } from "./layout.ts";
import { MuteTwin } from "./muteTwin.ts";
import { Timers } from "./timers.ts";
import { Voice } from "./voice.ts";

/** What somebody can do with a headset. */
export const headsetKeys = ["answer", "hangup", "mute", "flash", "redial", "reject"] as const;
export type HeadsetKey = (typeof headsetKeys)[number];

export interface BodyOptions {
  readonly layout: TwinLayout;
  readonly conduct: HeadsetConduct;
  readonly faults: TwinFaults;
  readonly say: (report: Uint8Array) => void;
}

/** The headset itself: keys, LEDs and the maker's behaviour, whatever hangs between it and a host. */
export class HeadsetBody {
  readonly #conduct: HeadsetConduct;
  readonly #timers = new Timers();
  readonly #voice: Voice;
  readonly #written: OutputImage;
  readonly #hook: HookTwin;
  readonly #mute: MuteTwin;

  constructor({ layout, conduct, faults, say }: BodyOptions) {
    this.#conduct = conduct;
    this.#voice = new Voice(new InputImage(layout), this.#timers, say);
    this.#written = new OutputImage(layout);
    const parts = { voice: this.#voice, timers: this.#timers, conduct, faults };
    this.#hook = new HookTwin(parts);
    this.#mute = new MuteTwin(parts, () => this.#hook.offHook);
  }

  /** The LEDs as they were written. */
  get lit(): ReadonlySet<string> {
    return this.#written.lit;
  }

  get offHook(): boolean {
    return this.#hook.offHook;
  }

  /** Whether the wearer sees the mute LED lit. */
  get muted(): boolean {
    return this.#mute.muted;
  }

  /** Takes an output report behind its number; false when the headset does not know it. */
  take(report: Uint8Array): boolean {
    const leds = this.#written.take(report);
    if (leds === null) return false;
    const { lit } = this;
    const said = { offHook: lit.has("OffHook"), ringing: lit.has("Ring"), held: lit.has("Hold") };
    if (leds.includes("OffHook")) this.#hook.written(said);
    else this.#hook.beside(said);
    const muteLed = ["Mute", "Microphone"].find((led) => leds.includes(led));
    if (muteLed !== undefined) this.#mute.written(lit.has(muteLed));
    return true;
  }

  press(key: HeadsetKey): void {
    if (!this.#hook.inRange) return;
    if (key === "answer") this.#hook.pickUp();
    else if (key === "hangup") this.#hook.hangUp();
    else if (key === "mute") this.#mute.press();
    else if (key === "flash") this.pressControl("Flash");
    else if (key === "redial") this.pressControl("Redial");
    else this.#reject();
  }

  /** A key by its name in the descriptor, such as `Key5`; nothing happens where the headset has none. */
  pressControl(name: string): void {
    const control = this.#voice.control(name);
    if (control !== null) this.#voice.press(control, this.#conduct.pressMs);
  }

  walk(inRange: boolean): void {
    this.#hook.walk(inRange);
  }

  arm(up: boolean): void {
    this.#mute.arm(up);
  }

  /** As after its power was gone: no LED, no hook, nothing under way. */
  forget(): void {
    this.#timers.clear();
    this.#voice.forget();
    this.#written.clear();
    this.#hook.forget();
    this.#mute.forget();
  }

  #reject(): void {
    const { reject } = this.#conduct;
    if (reject === "button") this.pressControl("Reject");
    else if (reject === "drop") this.pressControl("Drop");
    else if (!this.#hook.isRinging) return;
    else if (reject === "hook0") this.#hook.repeatDown();
    else if (reject === "pulse") this.#hook.pulse();
  }
}
