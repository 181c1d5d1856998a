import { z } from "zod";
import { byName, defineWireCodec, type WireLanguage } from "../../defineWireCodec.ts";
import { brightness, type Effect, effects, type Speed, type Style, speeds, styles } from "./codes.ts";
import { type AmplusFrame, decodeAmplus, encodeAmplus } from "./decodeAmplus.ts";
import { letters } from "./letters.ts";

/** The longest payload that a sign of ours takes for a frame. */
const mostPayload = 4_096;

const stranger = (text: string): string | undefined =>
  Array.from(text).find((letter) => letter > "\xff" && !letters.includes(letter));

const text = z
  .string()
  .max(mostPayload)
  .superRefine((value, ctx) => {
    const found = stranger(value);
    if (found !== undefined)
      ctx.addIssue({ code: "custom", message: `the sign has no ${JSON.stringify(found)}` });
    if (value.includes("<E>"))
      ctx.addIssue({ code: "custom", message: "must not hold <E>, which ends the frame" });
  });
const other = z
  .string()
  .max(mostPayload)
  .regex(/^[\0-\xff]*$/, "characters of one byte each");

const hexOf = (bytes: number) =>
  z.string().regex(new RegExp(`^([0-9a-fA-F]{2}){${bytes}}$`), `${bytes} bytes as hexadecimal digits`);
const digits = (count: number) => z.string().regex(new RegExp(`^\\d{${count}}$`), `${count} digits`);
const page = z.string().regex(/^[A-Z]$/, "a page from A to Z");
const schedule = z.string().regex(/^[A-E]$/, "a schedule from A to E");
const line = z.number().int().min(1).max(8);
const twoDigits = z.string().regex(/^[0-9A-Fa-f]{2}$/, "two hexadecimal digits");
const percents: readonly number[] = Object.values(brightness);

const nameOf = <Name extends string>(table: Readonly<Record<Name, string>>) =>
  z.enum(Object.keys(table).filter((name): name is Name => name in table));

const command = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("writePage"),
    line,
    page,
    leading: nameOf<Effect>(effects),
    speed: nameOf<Speed>(speeds),
    style: nameOf<Style>(styles),
    waitSeconds: z.union([z.literal(0.5), z.number().int().min(1).max(25)]),
    lagging: nameOf<Effect>(effects),
    together: z.boolean().default(true),
    text,
  }),
  z.strictObject({
    name: z.literal("writeSchedule"),
    schedule,
    from: digits(10),
    until: digits(10),
    pages: z.string().regex(/^[A-Z]{1,31}$/, "pages such as ABC"),
  }),
  z.strictObject({ name: z.literal("setClock"), time: digits(14) }),
  z.strictObject({
    name: z.literal("writeGraphic"),
    page: z.string().regex(/^[A-P]$/, "a picture from A to P"),
    block: line,
    pixels: hexOf(64),
  }),
  z.strictObject({ name: z.literal("deletePage"), line, page }),
  z.strictObject({ name: z.literal("deleteSchedule"), schedule }),
  z.strictObject({ name: z.literal("deleteAll") }),
  z.strictObject({ name: z.literal("beginUpdate") }),
  z.strictObject({ name: z.literal("endUpdate") }),
  z.strictObject({ name: z.literal("factoryGlyphs") }),
  z.strictObject({ name: z.literal("setDefaultPage"), page }),
  z.strictObject({
    name: z.literal("setBrightness"),
    percent: z.number().refine((value) => percents.includes(value), { message: "must be 100, 75, 50 or 25" }),
  }),
  z.strictObject({
    name: z.literal("writeGlyph"),
    font: z.string().regex(/^[A-C]$/, "a font from A to C"),
    code: z.string().regex(/^[0-9A-F]{2}$/, "two hexadecimal digits in capitals"),
    rows: hexOf(8),
  }),
  z.strictObject({ name: z.literal("other"), text: other }),
]);

const applied = z.boolean().default(true);

const frame = z.union([
  z.strictObject({
    id: twoDigits,
    command: byName(
      command.options.flatMap(({ shape }) => [...shape.name.values]),
      command,
    ),
    checksum: z.enum(["ok", "bad", "none"]).default("ok"),
    applied,
    given: twoDigits.exactOptional(),
    hex: z
      .string()
      .regex(/^([0-9a-fA-F]{2})*$/, "pairs of hexadecimal digits")
      .exactOptional(),
  }),
  z.strictObject({
    id: z.null(),
    command: z.strictObject({ name: z.literal("setId"), id: twoDigits, brackets: z.boolean().default(true) }),
    checksum: z.literal("none").default("none"),
    applied,
  }),
]);

const usualPauseMs = 100;

const language: WireLanguage<AmplusFrame> = {
  decode: decodeAmplus,
  encode: encodeAmplus,
  frame,
  addressee({ id }) {
    const number = Number.parseInt(id ?? "0", 16);
    return number === 0 ? {} : { id: number };
  },
  pauseAfterMs: () => usualPauseMs,
};

/** The Amplus protocol in words. */
export const codec = defineWireCodec("amplus", () => language);
