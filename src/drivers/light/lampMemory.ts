import type { Monotonic } from "../../domain/instant.ts";
import { darkLamp, isDark, type Lamp, type LightLook, type Rgb } from "../../domain/light.ts";
import type { LightFrame, LightWord, VirtualLight } from "../../ports/lightDriver.ts";
import { dimmed } from "./mixedColours.ts";
import type { FlashHz } from "./ownFlash.ts";

/** A twin's own flashing has to have some rate, where nobody measured the real one. */
const assumedHz = { slow: 0.5, fast: 1 } as const;

/** What the twin of a light knows: its lamps, its buzzer, and what happened to it since it was plugged in. */
export class LampMemory {
  readonly events = new Map<string, number>();
  buzzer = false;
  bricked: string | null = null;
  #lamps: Lamp[];
  readonly #flashHz: FlashHz;

  constructor(lamps: number, flashHz: FlashHz) {
    this.#lamps = Array.from({ length: lamps }, () => darkLamp);
    this.#flashHz = flashHz;
  }

  count(event: string): void {
    this.events.set(event, (this.events.get(event) ?? 0) + 1);
  }

  lamp(index: number): Lamp {
    return this.#lamps[index] ?? darkLamp;
  }

  /** Lamps beyond the model's are not there to be lit. */
  set(index: number, lamp: Lamp): void {
    if (index < this.#lamps.length) this.#lamps[index] = lamp;
  }

  setRgb(index: number, rgb: Rgb): void {
    this.set(index, isDark({ rgb }) ? darkLamp : { ...darkLamp, rgb });
  }

  look(): LightLook {
    return { lamps: [...this.#lamps], buzzer: this.buzzer };
  }

  burning(at: Monotonic): readonly Rgb[] {
    return this.#lamps.map(({ rgb, rhythm, dim }) => {
      if (isDark({ rgb })) return rgb;
      const hz = rhythm === "steady" ? 0 : (this.#flashHz[rhythm] ?? assumedHz[rhythm]);
      const isLit = Math.floor((at * 2 * hz) / 1_000) % 2 === 0;
      return isLit ? dimmed(rgb, dim) : darkLamp.rgb;
    });
  }

  reset(): void {
    this.#lamps = this.#lamps.map(() => darkLamp);
    this.buzzer = false;
    this.events.clear();
  }
}

/** What sets one twin apart from others. */
interface TwinParts {
  readonly take: (frame: LightFrame, at: Monotonic) => readonly LightWord[];
  readonly press?: (isDown: boolean) => readonly LightWord[];
  /** Beside the lamps: half a command on its line. */
  readonly forget?: () => void;
}

/** The twin of a light that keeps in its memory what it is told; a broken one takes nothing more. */
export function twinOf(memory: LampMemory, { take, press, forget }: TwinParts): VirtualLight {
  return {
    take(frame, at) {
      if (memory.bricked !== null) return [];
      memory.count("frames");
      return take(frame, at);
    },
    look: () => memory.look(),
    burning: (at) => memory.burning(at),
    events: memory.events,
    get bricked() {
      return memory.bricked;
    },
    ...(press === undefined ? {} : { press }),
    powerCycle() {
      memory.reset();
      forget?.();
    },
  };
}
