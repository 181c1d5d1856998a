import type { BoundLight } from "../ports/boundLight.ts";
import { Fault } from "../ports/fault.ts";
import type { LightFrame, LightWord, VirtualLight } from "../ports/lightDriver.ts";
import { monotonicMs, sleep } from "../shared/time.ts";
import type { LightSocket } from "./lightSockets.ts";
import { type Deeds, type Hands, LONGEST_WAIT_MS, obeyLine, typedNumber } from "./typedDeeds.ts";

const owner = { called: "a light", code: "SIM_LIGHT_WORD" } as const;

/** So many things that nobody asked for, at a time. */
const MOST_BABBLE = 1_000;
const FEW_BABBLE = 20;
const MOST_BABBLE_BYTES = 16;

/** A simulated light and what is wrong with it. */
export class LightOnHand {
  readonly twin: VirtualLight;
  readonly #wire: BoundLight["wire"];
  readonly #topics: readonly string[];
  readonly #changed: () => void;
  /** Where it hangs, as soon as it does. */
  socket: LightSocket | null = null;
  /** Says nothing any more. */
  isSilent = false;
  /** Takes nothing any more. */
  isDeaf = false;
  #isIn = true;

  constructor(light: BoundLight, twin: VirtualLight, changed: () => void) {
    this.#wire = light.wire;
    this.#topics = light.listens;
    this.twin = twin;
    this.#changed = changed;
  }

  take(frame: LightFrame): readonly LightWord[] {
    if (!this.#isIn || this.isDeaf) return [];
    const words = this.twin.take(frame, monotonicMs());
    this.#changed();
    return this.isSilent ? [] : words;
  }

  press(isDown: boolean): void {
    if (this.twin.press === undefined)
      throw new Fault(owner.code, "this light has no button", "help tells what it can do");
    if (this.#isIn && !this.isSilent) this.socket?.say(this.twin.press(isDown));
  }

  async plug(isIn: boolean): Promise<void> {
    if (isIn === this.#isIn) return;
    this.#isIn = isIn;
    if (!isIn) this.forget();
    await this.socket?.plug(isIn);
  }

  /** A power cut that nobody hears of. */
  forget(): void {
    this.twin.powerCycle();
    this.#changed();
  }

  babble(count: number, random: () => number): void {
    const byte = (): number => Math.floor(random() * 256);
    const bytes = (): Uint8Array =>
      Uint8Array.from({ length: 1 + Math.floor(random() * MOST_BABBLE_BYTES) }, byte);
    for (let time = 0; time < count; time++) this.socket?.say(this.#anything(bytes()));
  }

  #anything(bytes: Uint8Array): readonly LightWord[] {
    if (this.#wire !== "mqtt") return [{ kind: this.#wire === "serial" ? "bytes" : "report", bytes }];
    const payload = Buffer.from(bytes).toString("latin1");
    return this.#topics.map((topic) => ({ kind: "message", topic, payload, retained: false }));
  }
}

const number = (text: string, usual: number, most: number): number =>
  typedNumber(text, usual, most, owner.code);

/** A state that a word switches on, and the word behind it off. */
const isOn = (argument: string): boolean => argument !== "off";

const deeds: Deeds<LightOnHand> = {
  press: ["press its button", (light) => light.press(true)],
  release: ["let go of it", (light) => light.press(false)],
  unplug: ["pull the plug: it goes dark and forgets", (light) => light.plug(false)],
  replug: ["put it in again", (light) => light.plug(true)],
  forget: ["a power cut that nobody hears of", (light) => light.forget()],
  silent: [
    "say nothing any more; silent off",
    (light, to) => {
      light.isSilent = isOn(to);
    },
  ],
  deaf: [
    "take nothing any more; deaf off",
    (light, to) => {
      light.isDeaf = isOn(to);
    },
  ],
  babble: [
    "say anything, so many times",
    (light, count, { random }) => light.babble(number(count, FEW_BABBLE, MOST_BABBLE), random),
  ],
  wait: [
    "so many milliseconds",
    (_light, ms, { signal }) => sleep(number(ms, 1_000, LONGEST_WAIT_MS), signal),
  ],
  quit: ["end", (_light, _none, { quit }) => quit()],
};

/** Does what a line says to a simulated light; a Fault when nobody knows the word. */
export const obeyLight = (line: string, light: LightOnHand, hands: Hands): Promise<void> =>
  obeyLine(line, deeds, owner, light, hands);
