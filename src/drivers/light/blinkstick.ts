import { z } from "zod";
import { darkLamp, type Lamp, type LightLook, lampAt, type Rgb, sameLamp } from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { changedLamps } from "./bus/fitLamp.ts";
import { rgbWord } from "./byteWords.ts";
import { unknownCommand } from "./frameBytes.ts";
import { LampTwin, type Understood } from "./lampTwin.ts";
import { dimIntoColour, lampByLamp } from "./mixedColours.ts";

/** Feature reports (blinkstick-node and blinkstick-python, the maker's libraries). */
const FIRST_LED = 0x01;
const ONE_LED = 0x05;

/** Reports that carry a whole row of LEDs, by how many LEDs they carry. */
const rowReports = { 8: 0x06, 16: 0x07, 32: 0x08, 64: 0x09 } as const;

/** Reports that write to the stick's flash, or ask: none of them has any business in a running light. */
const forbidden: ReadonlyMap<number, string> = new Map([
  [0x02, "it writes the first info block to flash"],
  [0x03, "it writes the second info block to flash"],
  [0x04, "it changes the mode of the outputs in flash"],
  [0x81, "it changes the number of LEDs in flash"],
]);

const options = z.strictObject({
  row: z
    .union([z.literal(1), z.literal(8), z.literal(16), z.literal(32), z.literal(64)])
    .default(8)
    .describe("How many LEDs one report carries: 1 for a single LED, 32 for the Flex, else 8"),
  channel: z.number().int().min(0).max(2).default(0).describe("On the Pro: 0, 1, 2 for its headers R, G, B"),
});

type Options = z.output<typeof options>;

const feature = (...bytes: readonly number[]): LightFrame => ({
  kind: "feature",
  bytes: Uint8Array.from(bytes),
});

/** Green comes first on the strip's own wire. */
const greenFirst = ({ red, green, blue }: Rgb): readonly number[] => [green, red, blue];

/** Every LED at once, with dark ones behind them up to the report's end. */
function rowOf(look: LightLook, row: keyof typeof rowReports, channel: number): LightFrame {
  const leds = Array.from({ length: row }, (_, index) => greenFirst(lampAt(look, index).rgb));
  return feature(rowReports[row], channel, ...leds.flat());
}

function frames(
  held: LightLook | null,
  wanted: LightLook,
  _: LightModel,
  { row, channel }: Options,
): readonly LightFrame[] {
  const changed = changedLamps(held, wanted, sameLamp);
  const [first] = changed;
  if (first === undefined) return [];
  const [index, { rgb }] = first;
  if (row === 1) return [feature(FIRST_LED, rgb.red, rgb.green, rgb.blue)];
  if (held !== null && changed.length === 1)
    return [feature(ONE_LED, channel, index, rgb.red, rgb.green, rgb.blue)];
  return [rowOf(wanted, row, channel)];
}

/** What a report sets: LEDs from `first` on. */
interface Setting {
  readonly name: "first" | "one" | "row";
  readonly channel: number;
  readonly first: number;
  readonly leds: readonly Rgb[];
}

function settingOf(bytes: Uint8Array): Setting | null {
  const [id, a = 0, b = 0, c = 0, d = 0, e = 0] = bytes;
  if (id === FIRST_LED && bytes.length === 4)
    return { name: "first", channel: 0, first: 0, leds: [{ red: a, green: b, blue: c }] };
  if (id === ONE_LED && bytes.length === 6)
    return { name: "one", channel: a, first: b, leds: [{ red: c, green: d, blue: e }] };
  const row = Object.entries(rowReports).find(([, report]) => report === id);
  if (row === undefined || bytes.length !== 2 + 3 * Number(row[0])) return null;
  const leds = Array.from({ length: Number(row[0]) }, (_, index) => {
    const [green = 0, red = 0, blue = 0] = bytes.subarray(2 + 3 * index);
    return { red, green, blue };
  });
  return { name: "row", channel: a, first: 0, leds };
}

function understand(frame: LightFrame, { lamps }: LightModel, { channel }: Options): Understood {
  if (frame.kind !== "feature")
    return { command: unknownCommand(frame, "a BlinkStick takes feature reports only"), event: "dropped" };
  const danger = forbidden.get(frame.bytes[0] ?? 0);
  if (danger !== undefined)
    return { command: unknownCommand(frame, `never send this: ${danger}`), breaks: danger };
  const setting = settingOf(frame.bytes);
  if (setting === null) {
    const problem = "no report of a BlinkStick has this number and length";
    return { command: unknownCommand(frame, problem), event: "dropped" };
  }
  const { name, first, leds } = setting;
  const facts = { channel: setting.channel, first, leds: leds.map(rgbWord) };
  const command = { name, facts, problems: [] };
  if (name !== "first" && setting.channel !== channel) return { command, event: "otherChannel" };
  const sets = leds.map((rgb, at): [number, Lamp] => [first + at, { ...darkLamp, rgb }]);
  return { command, sets: new Map(sets.filter(([index]) => index < lamps.length)) };
}

/** BlinkStick: feature reports with one colour, or with a row of LEDs whose wire has green first. */
export const driver = defineLightDriver<Options>({
  kind: "blinkstick",
  wire: "hid",
  options,
  problems: ({ lamps }, { row }) =>
    lamps.length > row ? [`one report carries ${row} LEDs, and the model has ${lamps.length} lamps`] : [],
  rhythms: () => ({}),
  nearest: (wanted, model) => lampByLamp(wanted, model, dimIntoColour),
  frames,
  keepAlive: () => null,
  read: (frame, model, settings) => understand(frame, model, settings).command,
  twin: (model, settings) =>
    new LampTwin({
      lamps: model.lamps.length,
      rhythms: {},
      staysMs: null,
      understand: (frame) => understand(frame, model, settings),
    }),
});
