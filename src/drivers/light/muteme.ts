import { z } from "zod";
import {
  darkLamp,
  isDark,
  type Lamp,
  type LightLook,
  lampAt,
  type Rgb,
  sameLook,
} from "../../domain/light.ts";
import type { LightFrame, LightNews, LightWord } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { rgbWord } from "./byteWords.ts";
import { unknownCommand, unnumbered, unnumberedPayload } from "./frameBytes.ts";
import { LampTwin, type Understood } from "./lampTwin.ts";
import { lampByLamp } from "./mixedColours.ts";
import { nearestOf } from "./nearestOf.ts";
import { onOff, onOffNames } from "./onOffColours.ts";
import { flashHzOption, measuredRhythms } from "./ownFlash.ts";

/** Bits of the only byte (the maker's page of commands): three for the colour, two for how it burns. */
const RED = 0x01;
const GREEN = 0x02;
const BLUE = 0x04;
const DIM = 0x10;
const FAST_PULSE = 0x20;
const SLOW_PULSE = 0x30;
const MANNER = 0x30;
const SLEEP = 0x40;
/** Some batches hang until they are plugged in again when one of these is set. */
const HANGS = 0x88;

/** How bright its dim step is told to be; the maker does not say. */
const DIM_PERCENT = 50;

/** Its button, in the report that it sends. */
const TOUCH_START = 0x04;
const TOUCHED = 0x01;
const TOUCH_END = 0x02;
const REPORT_LENGTH = 8;

const options = z.strictObject({
  flashHz: flashHzOption,
  touchByte: z
    .number()
    .int()
    .min(0)
    .max(REPORT_LENGTH - 1)
    .default(3)
    .describe("Which byte of its reports tells of its button: 3 in one program, 0 in another"),
});

type Options = z.output<typeof options>;

/** One of seven colours; what is less bright than halfway between its two steps becomes the dim one. */
function nearestLamp({ rgb, rhythm, dim }: Lamp, { flashHz }: Options): Lamp {
  if (isDark({ rgb })) return darkLamp;
  const brightness = (Math.max(rgb.red, rgb.green, rgb.blue) * dim) / 255;
  const isOwn = rhythm !== "steady" && flashHz[rhythm] !== undefined;
  const isDim = !isOwn && brightness < (100 + DIM_PERCENT) / 2;
  return {
    rgb: onOff[nearestOf(rgb, onOff, onOffNames)],
    rhythm,
    dim: isDim ? DIM_PERCENT : 100,
    fadeMs: 0,
  };
}

function byteOf({ rgb, rhythm, dim }: Lamp): number {
  const colour = (rgb.red ? RED : 0) | (rgb.green ? GREEN : 0) | (rgb.blue ? BLUE : 0);
  if (colour === 0) return 0;
  if (rhythm !== "steady") return colour | (rhythm === "fast" ? FAST_PULSE : SLOW_PULSE);
  return dim < 100 ? colour | DIM : colour;
}

function lampOf(byte: number): Lamp {
  const part = (bit: number): number => ((byte & bit) === 0 ? 0 : 255);
  const rgb: Rgb = { red: part(RED), green: part(GREEN), blue: part(BLUE) };
  const manner = byte & MANNER;
  if (isDark({ rgb }) || (byte & SLEEP) !== 0) return darkLamp;
  if (manner === FAST_PULSE || manner === SLOW_PULSE)
    return { ...darkLamp, rgb, rhythm: manner === FAST_PULSE ? "fast" : "slow" };
  return { ...darkLamp, rgb, dim: manner === DIM ? DIM_PERCENT : 100 };
}

const frames = (held: LightLook | null, wanted: LightLook): readonly LightFrame[] =>
  held !== null && sameLook(held, wanted) ? [] : [unnumbered(byteOf(lampAt(wanted, 0)))];

function understand(frame: LightFrame): Understood {
  const [byte, ...more] = unnumberedPayload(frame) ?? [];
  if (byte === undefined || more.length > 0)
    return { command: unknownCommand(frame, "a MuteMe takes one byte"), event: "dropped" };
  if ((byte & HANGS) !== 0) {
    const problem = "never send this: bits 3 and 7 hang some lights until they are replugged";
    return { command: unknownCommand(frame, problem), breaks: "a bit was set that hangs it" };
  }
  const lamp = lampOf(byte);
  const name = (byte & SLEEP) === 0 ? "colour" : "sleep";
  const facts = { rgb: rgbWord(lamp.rgb), rhythm: lamp.rhythm, dim: lamp.dim };
  return { command: { name, facts, problems: [] }, sets: new Map([[0, lamp]]) };
}

function hear(word: LightWord, _: LightModel, { touchByte }: Options): LightNews | null {
  const touch = word.kind === "report" ? word.bytes[touchByte] : undefined;
  if (touch === TOUCH_START) return "pressed";
  return touch === TOUCH_END ? "released" : null;
}

/** What its button says when it is touched, and when it is let go. */
function press(isDown: boolean, touchByte: number): readonly LightWord[] {
  const codes = isDown ? [TOUCH_START, TOUCHED] : [TOUCH_END, 0];
  return codes.map((code) => ({
    kind: "report",
    bytes: Uint8Array.from({ length: REPORT_LENGTH }, (_, at) => (at === touchByte ? code : 0)),
  }));
}

/** MuteMe: one byte with a bit for each colour, and a button that can be touched. */
export const driver = defineLightDriver<Options>({
  kind: "muteme",
  wire: "hid",
  options,
  problems: ({ lamps }) => (lamps.length > 1 ? ["a MuteMe has one lamp"] : []),
  rhythms: (_, { flashHz }) => measuredRhythms(flashHz),
  nearest: (wanted, model, settings) => lampByLamp(wanted, model, (lamp) => nearestLamp(lamp, settings)),
  frames,
  keepAlive: () => null,
  hear,
  read: (frame) => understand(frame).command,
  twin: (_, { flashHz, touchByte }) =>
    new LampTwin({
      lamps: 1,
      rhythms: measuredRhythms(flashHz),
      staysMs: null,
      understand,
      press: (isDown) => press(isDown, touchByte),
    }),
});
