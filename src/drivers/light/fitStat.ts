import { z } from "zod";
import {
  darkLamp,
  isDark,
  type Lamp,
  type LightLook,
  lampAt,
  MOST_FLASH_HZ,
  type Rgb,
  sameLook,
} from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { rgbWord } from "./byteWords.ts";
import { textLineLength } from "./commandLine.ts";
import { bytesText, onLine, textBytes, unknownCommand } from "./frameBytes.ts";
import type { Understood } from "./lampTwin.ts";
import { dimIntoColour, lampByLamp } from "./mixedColours.ts";
import { onALine } from "./onALine.ts";
import type { FlashRhythm } from "./ownFlash.ts";

/** Lines of text end so (wiki of the maker, Fit-statUSB). */
const LF = "\n";

const hz = z.number().min(0.1).max(MOST_FLASH_HZ);

const options = z.strictObject({
  flashHz: z
    .strictObject({ slow: hz.default(0.5), fast: hz.default(1) })
    .refine(({ slow, fast }) => slow < fast, "slow has to be slower than fast")
    .default({ slow: 0.5, fast: 1 })
    .describe("What its own sequences are told to be, in Hz"),
  fadeMs: z
    .number()
    .int()
    .min(1)
    .max(9_999)
    .optional()
    .describe("How long it takes from one colour to the next; the light keeps it for good, 1 is at once"),
});

type Options = z.output<typeof options>;

const fourDigits = (number: number): string => String(number).padStart(4, "0");
const word = (rgb: Rgb): string => rgbWord(rgb).toUpperCase();

const halfMs = (rhythm: FlashRhythm, { flashHz }: Options): number => Math.round(500 / flashHz[rhythm]);

function textOf({ rgb, rhythm }: Lamp, settings: Options): string {
  if (rhythm === "steady" || isDark({ rgb })) return word(rgb);
  const half = fourDigits(halfMs(rhythm, settings));
  return `B${word(rgb)}-${half}#000000-${half}`;
}

function frames(
  held: LightLook | null,
  wanted: LightLook,
  _: LightModel,
  settings: Options,
): readonly LightFrame[] {
  if (held !== null && sameLook(held, wanted)) return [];
  const { fadeMs } = settings;
  const fade = held === null && fadeMs !== undefined ? [`F${fourDigits(fadeMs)}`] : [];
  const texts = [...fade, textOf(lampAt(wanted, 0), settings)];
  return texts.map((text) => onLine(textBytes(text + LF), null));
}

/** One step of a sequence, or a colour alone: its text, and how long it lasts. */
const step = /#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})(?:-(\d{1,4}))?/g;
const form = /^(?:#[0-9A-Fa-f]{6}|B(?:#[0-9A-Fa-f]{6}(?:-\d{1,4})?)+|F\d{4}|\?|G|P)$/;

const names: Readonly<Record<string, string>> = {
  "#": "colour",
  B: "sequence",
  F: "fadeTime",
  "?": "identify",
  G: "readColour",
};

const stepsIn = (text: string): readonly { readonly rgb: Rgb; readonly ms: number }[] =>
  Array.from(text.matchAll(step), ([, red = "0", green = "0", blue = "0", ms = "0"]) => ({
    rgb: {
      red: Number.parseInt(red, 16),
      green: Number.parseInt(green, 16),
      blue: Number.parseInt(blue, 16),
    },
    ms: Number(ms),
  }));

/** What a person sees of a colour or a sequence: lit and dark in turn is a rhythm, everything else its first colour. */
function lampOf(text: string, { flashHz }: Options): Lamp {
  const steps = stepsIn(text);
  const lit = steps.find(({ rgb }) => !isDark({ rgb }));
  if (lit === undefined) return darkLamp;
  const isFlashing = steps.some(({ rgb }) => isDark({ rgb }));
  const seenHz =
    1_000 /
    Math.max(
      1,
      steps.reduce((sum, { ms }) => sum + ms, 0),
    );
  const flashing = Math.abs(seenHz - flashHz.slow) <= Math.abs(seenHz - flashHz.fast) ? "slow" : "fast";
  return { ...darkLamp, rgb: lit.rgb, rhythm: isFlashing ? flashing : "steady" };
}

/** What is too fast to be looked at. */
function strobe(text: string): readonly string[] {
  const steps = stepsIn(text);
  const ms = steps.reduce((sum, one) => sum + one.ms, 0);
  const isTooFast = steps.length > 1 && ms < 1_000 / MOST_FLASH_HZ;
  return isTooFast ? [`it flashes faster than ${MOST_FLASH_HZ} times a second`] : [];
}

function understand(frame: LightFrame, settings: Options): Understood {
  const line = frame.kind === "bytes" ? bytesText(frame.bytes) : "";
  const text = line.replace(/\r?\n$/, "");
  if (!line.endsWith(LF) || !form.test(text))
    return { command: unknownCommand(frame, "a line of text such as #FF8000"), event: "dropped" };
  const [letter = ""] = text;
  const name = names[letter];
  if (name === undefined) {
    const problem = "never send this: P waits for new firmware";
    return { command: unknownCommand(frame, problem), breaks: "P: it waits for new firmware" };
  }
  const isColour = letter === "#" || letter === "B";
  const command = { name, facts: { text }, problems: isColour ? strobe(text) : [] };
  return isColour ? { command, sets: new Map([[0, lampOf(text, settings)]]) } : { command };
}

/** CompuLab's fit-statUSB: text over a serial line of its own on USB. */
export const driver = defineLightDriver<Options>({
  ...onALine<Options>({
    rhythms: (_, { flashHz }) => ({ slow: { hz: flashHz.slow }, fast: { hz: flashHz.fast } }),
    lengthOf: textLineLength,
    understand: (frame, _, settings) => understand(frame, settings),
  }),
  kind: "fit-statusb",
  options,
  problems: ({ lamps }) => (lamps.length > 1 ? ["a fit-statUSB has one lamp"] : []),
  nearest: (wanted, model) => lampByLamp(wanted, model, dimIntoColour),
  frames,
});
