import { z } from "zod";
import { darkLamp, type Lamp, type LightLook, sameLook } from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { rgbWord } from "./byteWords.ts";
import { onLine, unknownCommand } from "./frameBytes.ts";
import type { Understood } from "./lampTwin.ts";
import { dimIntoColour, lampByLamp } from "./mixedColours.ts";
import { onALine } from "./onALine.ts";

/** A letter A and the colours of four LEDs (busylight-core; the maker publishes nothing). */
const HEAD = 0x41;
const LEDS = 4;
const LENGTH = 1 + 3 * LEDS;
/** A command that stays incomplete so long was cut off. */
const SILENCE_MS = 200;

function frames(held: LightLook | null, wanted: LightLook): readonly LightFrame[] {
  if (held !== null && sameLook(held, wanted)) return [];
  const parts = wanted.lamps.flatMap(({ rgb: { red, green, blue } }) => [red, green, blue]);
  return [onLine([HEAD, ...parts], null)];
}

const lengthOf = ([first]: Uint8Array): number => (first === HEAD ? LENGTH : 1);

function understand(frame: LightFrame): Understood {
  if (frame.kind !== "bytes" || frame.bytes.length !== LENGTH || frame.bytes[0] !== HEAD)
    return { command: unknownCommand(frame, "41 and four colours"), event: "dropped" };
  const { bytes } = frame;
  const colours = Array.from({ length: LEDS }, (_, led) => {
    const [red = 0, green = 0, blue = 0] = bytes.subarray(1 + 3 * led);
    return { red, green, blue };
  });
  return {
    command: { name: "colours", facts: { leds: colours.map(rgbWord) }, problems: [] },
    sets: new Map(colours.map((rgb, led): [number, Lamp] => [led, { ...darkLamp, rgb }])),
  };
}

/** The MuteSync button: four LEDs over a serial adapter on USB. */
export const driver = defineLightDriver<Record<string, never>>({
  ...onALine<Record<string, never>>({ lengthOf, silenceMs: SILENCE_MS, understand }),
  kind: "mutesync",
  options: z.strictObject({}),
  problems: ({ lamps }) => (lamps.length === LEDS ? [] : [`a MuteSync button has ${LEDS} lamps`]),
  nearest: (wanted, model) => lampByLamp(wanted, model, dimIntoColour),
  frames,
});
