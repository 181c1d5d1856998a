import { z } from "zod";
import {
  darkLamp,
  isDark,
  type Lamp,
  type LightLook,
  lampAt,
  lightColours,
  sameLamp,
} from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import type { LampModel, LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { onLine, unknownCommand } from "./frameBytes.ts";
import type { Understood } from "./lampTwin.ts";
import { onALine } from "./onALine.ts";
import { colourlessLamps, inOwnColours } from "./ownColours.ts";
import { atOneRate, flashHzOption, measuredRhythms, onlyRhythm } from "./ownFlash.ts";

/** The high half of a byte says what to do, the low half with what (the code that users of product 5125 share). */
const ON = 0x10;
const OFF = 0x20;
const BLINK = 0x40;
const actions: ReadonlyMap<number, string> = new Map([
  [ON, "on"],
  [OFF, "off"],
  [BLINK, "blink"],
]);

/** The low half of a byte, by the lamp's colour. */
const lampBits: Readonly<Partial<Record<LampModel["colour"], number>>> = {
  red: 0x1,
  amber: 0x2,
  yellow: 0x2,
  green: 0x4,
};
const BUZZER_BIT = 0x8;

const options = z.strictObject({ flashHz: flashHzOption });

type Options = z.output<typeof options>;

const bitOf = ({ colour }: LampModel): number => lampBits[colour] ?? 0;

const say = (...bytes: readonly number[]): readonly LightFrame[] => bytes.map((byte) => onLine([byte], null));

/** Blinking ends with the lamp's own off only, so that comes first. */
function lampFrames(bit: number, held: Lamp | null, wanted: Lamp): readonly LightFrame[] {
  if (held !== null && sameLamp(held, wanted)) return [];
  if (isDark(wanted)) return held === null ? [] : say(OFF | bit);
  const wasBlinking = held !== null && !isDark(held) && held.rhythm !== "steady";
  const action = wanted.rhythm === "steady" ? ON : BLINK;
  return wasBlinking ? say(OFF | bit, action | bit) : say(action | bit);
}

/** What nobody knows is switched off first, the buzzer before all: the tower remembers, and cannot be asked. */
function frames(held: LightLook | null, wanted: LightLook, { lamps }: LightModel): readonly LightFrame[] {
  const bits = lamps.map(bitOf);
  const allOff = held === null ? say(...[BUZZER_BIT, ...bits].map((bit) => OFF | bit)) : [];
  const buzzer =
    wanted.buzzer === (held?.buzzer ?? false) ? [] : say((wanted.buzzer ? ON : OFF) | BUZZER_BIT);
  return [
    ...allOff,
    ...bits.flatMap((bit, index) => lampFrames(bit, held && lampAt(held, index), lampAt(wanted, index))),
    ...buzzer,
  ];
}

const bitName = new Map([
  [0x1, "red"],
  [0x2, "yellow"],
  [0x4, "green"],
  [BUZZER_BIT, "buzzer"],
]);

function understand(frame: LightFrame, { lamps }: LightModel, { flashHz }: Options): Understood {
  const [byte = 0, ...more] = frame.kind === "bytes" ? frame.bytes : [];
  const action = byte & 0xf0;
  const bit = byte & 0x0f;
  const name = actions.get(action);
  const part = bitName.get(bit);
  if (name === undefined || part === undefined || more.length > 0) {
    const problem = "one byte: 1 on, 2 off, 4 blink, then 1 red, 2 yellow, 4 green, 8 buzzer";
    return { command: unknownCommand(frame, problem), event: "dropped" };
  }
  const command = { name, facts: { part }, problems: [] };
  if (bit === BUZZER_BIT) return { command, buzzer: action !== OFF };
  const rhythm = action === BLINK ? (onlyRhythm(flashHz) ?? "fast") : "steady";
  const set = lamps.flatMap((lamp, index): [number, Lamp][] =>
    bitOf(lamp) !== bit || lamp.colour === "any"
      ? []
      : [[index, action === OFF ? darkLamp : { ...darkLamp, rgb: lightColours[lamp.colour], rhythm }]],
  );
  return { command, sets: new Map(set) };
}

function problems(model: LightModel): readonly string[] {
  const bits = model.lamps.map(bitOf);
  const isTwice = new Set(bits).size < bits.length;
  return [
    ...colourlessLamps(model),
    ...(bits.includes(0) || isTwice ? ["this tower has one red, one yellow and one green lamp"] : []),
  ];
}

/** Adafruit's tower of three lamps and a buzzer (product 5125): one byte for each lamp, and no answer. */
export const driver = defineLightDriver<Options>({
  ...onALine<Options>({
    rhythms: (_, { flashHz }) => measuredRhythms(flashHz),
    lengthOf: () => 1,
    understand,
  }),
  kind: "adafruit-tower",
  options,
  problems,
  nearest: (wanted, model, { flashHz }) => atOneRate(inOwnColours(wanted, model), flashHz),
  frames,
});
