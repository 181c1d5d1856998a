import { z } from "zod";
import { darkLamp, isDark, type LightLook, sameLook } from "../../domain/light.ts";
import type { LightFrame } from "../../ports/lightDriver.ts";
import { defineLightDriver } from "../defineLightDriver.ts";
import { hexByte } from "./byteWords.ts";
import { unknownCommand } from "./frameBytes.ts";
import { LampTwin, type Understood } from "./lampTwin.ts";
import { lampByLamp } from "./mixedColours.ts";
import { nearestOf } from "./nearestOf.ts";
import { onOff, onOffNames } from "./onOffColours.ts";
import { paddedReport, strippedPayload } from "./plainReports.ts";

type Word = keyof typeof onOff | "off";

/** What the older kind is told before its colour: "USBC" and three bytes. */
const usb10Start = [0x55, 0x53, 0x42, 0x43, 0x00, 0x40, 0x02] as const;
const usb10Bytes = 8;

/** Its colours stand in the high half of the last byte. */
const usb10Codes: Readonly<Record<Word, number>> = {
  white: 0x8f,
  cyan: 0x9f,
  magenta: 0xaf,
  blue: 0xbf,
  yellow: 0xcf,
  green: 0xdf,
  red: 0xef,
  off: 0xff,
};

const usb20Bytes = 64;
const usb20Codes: Readonly<Record<Word, number>> = {
  red: 0x60,
  green: 0xd8,
  blue: 0x35,
  yellow: 0x40,
  magenta: 0x20,
  white: 0x07,
  cyan: 0x17,
  off: 0x73,
};

const words: readonly Word[] = [...onOffNames, "off"];

const options = z.strictObject({
  chip: z.enum(["usb10", "usb20"]).describe("What the product string says: BLYNCUSB10 or BLYNCUSB20"),
});

type BlyncOptions = z.output<typeof options>;

const wordFor = ({ lamps: [lamp = darkLamp] }: LightLook): Word =>
  isDark(lamp) ? "off" : nearestOf(lamp.rgb, onOff, onOffNames);

/** The older kind hears its colour at once; the newer one is put out first, as the only known host does. */
function commands(word: Word, { chip }: BlyncOptions): readonly LightFrame[] {
  if (chip === "usb10") return [paddedReport(usb10Bytes, [...usb10Start, usb10Codes[word]])];
  const put = (code: number): LightFrame => paddedReport(usb20Bytes, [code]);
  return word === "off" ? [put(usb20Codes.off)] : [put(usb20Codes.off), put(usb20Codes[word])];
}

/** The byte with the colour, if a report has the form of this kind. */
function colourByte(bytes: Uint8Array, { chip }: BlyncOptions): number | undefined {
  if (chip === "usb20") return bytes.length === usb20Bytes ? bytes[0] : undefined;
  const begins = usb10Start.every((byte, index) => bytes[index] === byte);
  return begins && bytes.length === usb10Bytes ? bytes[usb10Bytes - 1] : undefined;
}

/** One command of an old Blync, in words and as what it does. */
function understand(frame: LightFrame, options: BlyncOptions): Understood {
  const bytes = strippedPayload(frame);
  const code = bytes === null ? undefined : colourByte(bytes, options);
  const codes = options.chip === "usb10" ? usb10Codes : usb20Codes;
  const word = words.find((candidate) => codes[candidate] === code);
  if (code === undefined || word === undefined) {
    const problem = code === undefined ? "not the form of its commands" : `no colour ${hexByte(code)}`;
    return { command: unknownCommand(frame, problem), event: "dropped" };
  }
  const lamp = word === "off" ? darkLamp : { ...darkLamp, rgb: onOff[word] };
  return { command: { name: "colour", facts: { colour: word }, problems: [] }, sets: new Map([[0, lamp]]) };
}

/**
 * The first Blync lights, whose product strings are BLYNCUSB10 and BLYNCUSB20: seven colours and dark, after one public project each.
 */
export const driver = defineLightDriver<BlyncOptions>({
  kind: "blync",
  wire: "hid",
  options,
  problems: ({ lamps }) => (lamps.length === 1 ? [] : ["a Blync has one lamp"]),
  rhythms: () => ({}),
  nearest: (wanted, model) =>
    lampByLamp(wanted, model, (lamp) =>
      isDark(lamp)
        ? darkLamp
        : { ...darkLamp, rgb: onOff[nearestOf(lamp.rgb, onOff, onOffNames)], rhythm: lamp.rhythm },
    ),
  frames: (held, wanted, _model, options) =>
    held !== null && sameLook(held, wanted) ? [] : commands(wordFor(wanted), options),
  keepAlive: () => null,
  read: (frame, _model, options) => understand(frame, options).command,
  twin: (_model, options) =>
    new LampTwin({
      lamps: 1,
      rhythms: {},
      staysMs: null,
      understand: (frame) => understand(frame, options),
    }),
});
