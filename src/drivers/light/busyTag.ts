import { z } from "zod";
import { darkLamp, type Lamp, type LightLook, type Rgb, sameLamp, sameRgb } from "../../domain/light.ts";
import type { Answer, Verdict } from "../../ports/displayDriver.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { changedLamps } from "./bus/fitLamp.ts";
import { rgbWord } from "./byteWords.ts";
import { textLineLength } from "./commandLine.ts";
import { bytesText, onLine, says, textBytes, unknownCommand } from "./frameBytes.ts";
import type { Understood } from "./lampTwin.ts";
import { dimIntoColour, lampByLamp } from "./mixedColours.ts";
import { onALine } from "./onALine.ts";

const MOST_LEDS = 7;

const withinMs = 500;
const retries = 1;

const options = z.strictObject({
  answers: z.boolean().default(true).describe("false: it is not waited for what it says to commands"),
});

type Options = z.output<typeof options>;

/** Lines that are neither an OK nor about an error tell of something else, and are passed over. */
function judge(bytes: Uint8Array): Verdict {
  const lines = bytesText(bytes).split("\r\n").slice(0, -1);
  const said = lines.find((line) => /^OK$|^\+SC:|ERR/i.test(line));
  if (said === undefined) return { kind: "more" };
  if (!/ERR/i.test(said)) return { kind: "taken" };
  return {
    kind: "refused",
    reason: `the tag refused a command: ${JSON.stringify(said.slice(0, 40))}`,
    advice: "bring its firmware up to date with the maker's program",
  };
}

const answer: Answer = { withinMs, retries, read: judge };

/** One command for each colour among the LEDs that change: a bit for each LED, the first one lowest. */
function frames(
  held: LightLook | null,
  wanted: LightLook,
  _: LightModel,
  { answers }: Options,
): readonly LightFrame[] {
  const groups: { readonly rgb: Rgb; mask: number }[] = [];
  for (const [index, lamp] of changedLamps(held, wanted, sameLamp)) {
    const group = groups.find(({ rgb }) => sameRgb(rgb, lamp.rgb));
    if (group === undefined) groups.push({ rgb: lamp.rgb, mask: 1 << index });
    else group.mask |= 1 << index;
  }
  return groups.map(({ rgb, mask }) => {
    const text = `AT+SC=${mask},${rgbWord(rgb).slice(1).toUpperCase()}\r\n`;
    return onLine(textBytes(text), answers ? answer : null);
  });
}

const form = /^AT\+SC=(\d{1,3}),([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2})\r?\n$/i;

function understand(frame: LightFrame): Understood {
  const text = frame.kind === "bytes" ? bytesText(frame.bytes) : "";
  const [, digits, red = "", green = "", blue = ""] = form.exec(text) ?? [];
  const mask = Number(digits);
  if (digits === undefined || mask >= 1 << MOST_LEDS) {
    const isLine = text.endsWith("\n");
    const command = unknownCommand(frame, "a line such as AT+SC=127,FF8000");
    return { command, event: "refused", says: isLine ? [says(...textBytes("ERROR\r\n"))] : [] };
  }
  const rgb: Rgb = {
    red: Number.parseInt(red, 16),
    green: Number.parseInt(green, 16),
    blue: Number.parseInt(blue, 16),
  };
  const leds = Array.from({ length: MOST_LEDS }, (_, led) => led).filter((led) => (mask & (1 << led)) !== 0);
  return {
    command: {
      name: "solidColour",
      facts: { leds: leds.map((led) => led + 1), rgb: rgbWord(rgb) },
      problems: [],
    },
    sets: new Map(leds.map((led): [number, Lamp] => [led, { ...darkLamp, rgb }])),
    says: [says(...textBytes("OK\r\n"))],
  };
}

/** Luxafor's Busy Tag: commands in text over a serial line of its own on USB, seven LEDs. */
export const driver = defineLightDriver<Options>({
  ...onALine<Options>({ lengthOf: textLineLength, understand }),
  kind: "busy-tag",
  options,
  problems: ({ lamps }) => (lamps.length > MOST_LEDS ? [`a Busy Tag has ${MOST_LEDS} LEDs`] : []),
  nearest: (wanted, model) => lampByLamp(wanted, model, dimIntoColour),
  frames,
});
