import type { InputImage } from "./images.ts";
import type { TwinControl } from "./layout.ts";
import type { Timers } from "./timers.ts";

/** How a headset tells of its keys: each change is one report with everything that it says in it. */
export class Voice {
  readonly #image: InputImage;
  readonly #timers: Timers;
  readonly #say: (report: Uint8Array) => void;
  /** Keys that are held, and what cancels their release. */
  readonly #held = new Map<TwinControl, () => void>();

  constructor(image: InputImage, timers: Timers, say: (report: Uint8Array) => void) {
    this.#image = image;
    this.#timers = timers;
    this.#say = say;
  }

  control(name: string): TwinControl | null {
    return this.#image.control(name);
  }

  value(control: TwinControl): number {
    return this.#image.value(control);
  }

  /** The same report again. */
  repeat(control: TwinControl): void {
    this.#say(this.#image.report(control.reportId));
  }

  tell(control: TwinControl, value: number): void {
    this.#image.set(control, value);
    this.repeat(control);
  }

  /** A key that is held for a while; when it is still held it is let go first. */
  press(control: TwinControl, ms: number, value = 1): void {
    const cancel = this.#held.get(control);
    if (cancel !== undefined) {
      cancel();
      this.tell(control, 0);
    }
    this.tell(control, value);
    const release = (): void => {
      this.#held.delete(control);
      this.tell(control, 0);
    };
    this.#held.set(control, this.#timers.in(ms, release));
  }

  /** As after its power was gone. */
  forget(): void {
    this.#held.clear();
    this.#image.clear();
  }
}
