import { darkLamp, type Lamp, type LightLook, MOST_FLASH_HZ } from "../domain/light.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import type { FlashClock } from "./flashClock.ts";

/** A light's own rhythm is taken for the site's when its rate is no further from it. */
const OWN_RATE_TOLERANCE = 0.25;
/** Soft edges are easier on the eye than hard ones; lights that cannot fade leave it out. */
const EDGE_FADE_MS = 100;

/** Who keeps a rhythm: the light itself, we, or nobody: then the lamp burns steadily. */
type RhythmKeeper = "light" | "host" | "nobody";

/** What a light should be at this moment, when rhythms that it does not keep by itself are kept by us. */
export class LightRhythms {
  readonly #light: BoundLight;
  readonly #flash: FlashClock;
  readonly #mayFlash: boolean;
  readonly #edgeMs: number;

  /** `flashRelays`: the site has said that contacts which wear may flash all the same. */
  constructor(light: BoundLight, flash: FlashClock, flashRelays: boolean) {
    this.#light = light;
    this.#flash = flash;
    this.#mayFlash = !light.model.wears || flashRelays;
    this.#edgeMs = edgeMsOf(light);
  }

  /** Whether somebody has to keep a rhythm for the light. */
  isKeptByHost(wanted: LightLook): boolean {
    return wanted.lamps.some((lamp) => this.#keeperOf(lamp) === "host");
  }

  /** The nearest that the light can be now to what is wanted. */
  now(wanted: LightLook): LightLook {
    const lamps = wanted.lamps.map((lamp): Lamp => {
      const { rhythm } = lamp;
      const keeper = this.#keeperOf(lamp);
      if (rhythm === "steady" || keeper === "light") return lamp;
      if (keeper === "nobody") return { ...lamp, rhythm: "steady" };
      const isLit = this.#flash.isLit(rhythm);
      return { ...(isLit ? lamp : darkLamp), rhythm: "steady", fadeMs: EDGE_FADE_MS };
    });
    return this.#light.nearest({ ...wanted, lamps });
  }

  /** What is wanted without rhythms that need us: what a light is left as. */
  alone(wanted: LightLook): LightLook {
    const lamps = wanted.lamps.map(
      (lamp): Lamp => (this.#keeperOf(lamp) === "light" ? lamp : { ...lamp, rhythm: "steady" }),
    );
    return { ...wanted, lamps };
  }

  #keeperOf({ rhythm }: Lamp): RhythmKeeper {
    if (rhythm === "steady" || !this.#mayFlash) return "nobody";
    const hz = this.#light.rhythms[rhythm]?.hz ?? Number.POSITIVE_INFINITY;
    const rate = this.#flash.rates[rhythm];
    if (hz <= MOST_FLASH_HZ && Math.abs(hz - rate) <= rate * OWN_RATE_TOLERANCE) return "light";
    return this.#edgeMs <= this.#flash.halfMs(rhythm) ? "host" : "nobody";
  }
}

/** How long all lamps need for an edge: lights that take a second for it cannot flash by our hand. */
function edgeMsOf(light: BoundLight): number {
  const { lamps, betweenFramesMs } = light.model;
  const all = (lamp: Lamp): LightLook =>
    light.nearest({ lamps: Array.from(lamps, () => lamp), buzzer: false });
  const white: Lamp = { ...darkLamp, rgb: { red: 255, green: 255, blue: 255 } };
  return light.frames(all(white), all(darkLamp)).length * betweenFramesMs;
}
