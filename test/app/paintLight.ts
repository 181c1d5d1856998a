import { darkLamp, darkLook, type Lamp, type LightLook, type Rgb, sameLamp } from "../../src/domain/light.ts";
import type { BoundLight } from "../../src/ports/boundLight.ts";
import type { LightFrame, VirtualLight } from "../../src/ports/lightDriver.ts";
import type { LightModel } from "../../src/ports/lightModel.ts";

/** A light whose language is plain: a report for each lamp, `[lamp, red, green, blue]`, and `[255]` for being alive. */
export function paintLight(
  changes: Partial<LightModel> = {},
  more: Partial<Pick<BoundLight, "wire" | "rhythms" | "keepAlive" | "hear">> = {},
): BoundLight {
  const model: LightModel = {
    id: "paint",
    name: "Paint",
    driver: "paint",
    lamps: [
      { name: "top", colour: "any" },
      { name: "bottom", colour: "any" },
    ],
    hasBuzzer: false,
    usb: [],
    serial: null,
    tcpPort: null,
    wears: false,
    betweenFramesMs: 0,
    refreshSeconds: null,
    ...changes,
  };
  const painted = (lamp: Lamp, index: number): LightFrame => {
    const { red, green, blue } = lamp.rgb;
    const rhythm = { steady: 0, slow: 1, fast: 2 }[lamp.rhythm];
    return { kind: "report", bytes: Uint8Array.of(index, red, green, blue, rhythm) };
  };
  return {
    model,
    wire: "serial",
    rhythms: {},
    nearest: ({ lamps }) => ({ lamps: lamps.map((lamp) => ({ ...lamp, dim: 100 })), buzzer: false }),
    frames: (held, { lamps }) =>
      lamps.flatMap((lamp, index) =>
        held !== null && sameLamp(held.lamps[index] ?? darkLamp, lamp) ? [] : [painted(lamp, index)],
      ),
    keepAlive: null,
    hear: () => null,
    listens: [],
    read: () => ({ name: "paint", facts: {}, problems: [] }),
    twin: () => new PaintedLight(model.lamps.length),
    ...more,
  };
}

/** What `paintLight` paints. */
class PaintedLight implements VirtualLight {
  readonly events = new Map<string, number>();
  readonly bricked = null;
  readonly #count: number;
  #look: LightLook;

  constructor(lamps: number) {
    this.#count = lamps;
    this.#look = darkLook(lamps);
  }

  take(frame: LightFrame): readonly [] {
    if (frame.kind !== "report") throw new Error("reports only");
    const [index = 0, red = 0, green = 0, blue = 0, rhythm = 0] = frame.bytes;
    const lamp: Lamp = {
      ...darkLamp,
      rgb: { red, green, blue },
      rhythm: (["steady", "slow", "fast"] as const)[rhythm] ?? "steady",
    };
    this.#look = { ...this.#look, lamps: this.#look.lamps.map((old, at) => (at === index ? lamp : old)) };
    return [];
  }

  look(): LightLook {
    return this.#look;
  }

  burning(): readonly Rgb[] {
    return this.#look.lamps.map(({ rgb }) => rgb);
  }

  powerCycle(): void {
    this.#look = darkLook(this.#count);
  }
}
