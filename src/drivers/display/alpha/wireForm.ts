import { z } from "zod";
import { byName, defineWireCodec, type WireLanguage } from "../../defineWireCodec.ts";
import { type Mode, modes, type Position, positions } from "./codes.ts";
import { readNames } from "./command.ts";
import { type AlphaFrame, decodeAlpha, encodeAlpha } from "./decodeAlpha.ts";
import { glyphOf } from "./letters.ts";
import { specialForms } from "./specialForms.ts";
import { textOfRuns } from "./textRuns.ts";

/** Letters beyond one byte that a sign has a code for; the others would become some other letter. */
const wideLetters = new Set(
  Array.from({ length: 0x42 }, (_, index) => glyphOf(0x80 + index)).filter((letter) => letter > "\xff"),
);

/** The first character that cannot travel inside a command: 02H to 04H frame it, and a letter must have a code. */
const stranger = (text: string): string | undefined =>
  Array.from(text).find(
    (letter) => /[\x02-\x04]/.test(letter) || (letter > "\xff" && !wideLetters.has(letter)),
  );

const mostText = 32_768;

const text = z
  .string()
  .max(mostText)
  .superRefine((value, ctx) => {
    const found = stranger(value);
    if (found !== undefined)
      ctx.addIssue({ code: "custom", message: `${JSON.stringify(found)} cannot be sent in a command` });
  });
const one = z.string().regex(/^[\0\x01\x05-\xff]$/, "one character");
const hex = z
  .string()
  .regex(/^((?!0[234])[0-9a-fA-F]{2})*$/, "pairs of hexadecimal digits, without 02, 03 and 04");
const given = z.string().regex(/^[\0\x01\x03\x05-\xff]{1,5}$/, "the checksum as it was sent, such as 01FB");

const framing = {
  checksum: z.enum(["ok", "bad", "none"]).default("none"),
  applied: z.boolean().default(true),
  given: given.exactOptional(),
  etx: z.literal(true).exactOptional(),
  hex: hex.exactOptional(),
};

const nameOf = <Name extends string>(table: Readonly<Record<Name, number>>) =>
  z.enum(Object.keys(table).filter((name): name is Name => name in table));

const runs = z.array(
  z
    .union([
      z.strictObject({ text: z.string() }),
      z.strictObject({ code: z.string(), value: z.string().exactOptional() }),
    ])
    .refine((run) => "text" in textOfRuns([run]), { message: "no control code of that name and value" }),
);

/** A text may be told in pieces instead: the pieces then give the text. */
function withText(command: unknown): unknown {
  const told = z.looseObject({ text: z.undefined().exactOptional(), runs }).safeParse(command);
  const whole = told.success ? textOfRuns(told.data.runs) : { unknown: null };
  return "text" in whole ? { ...told.data, text: whole.text } : command;
}

/** Whether a text and its pieces say the same. */
const agrees = (command: {
  readonly text: string;
  readonly runs?: z.output<typeof runs> | undefined;
}): boolean => {
  if (command.runs === undefined) return true;
  const told = textOfRuns(command.runs);
  return "text" in told && told.text === command.text;
};
const disagreement = { message: "text and runs say different things: leave one of them out", path: ["runs"] };

const writeText = z
  .strictObject({
    name: z.literal("writeText"),
    label: one.default("A"),
    position: nameOf<Position>(positions).exactOptional(),
    mode: nameOf<Mode>(modes).exactOptional(),
    special: one.exactOptional(),
    text,
    runs: runs.exactOptional(),
    ...framing,
  })
  .refine(({ position, mode }) => (position === undefined) === (mode === undefined), {
    message: "position and mode stand together, or neither does",
  })
  .refine(({ mode, special }) => special === undefined || mode === "special", {
    message: "special needs mode: special",
  })
  .refine(agrees, disagreement);

const writeString = z
  .strictObject({ name: z.literal("writeString"), label: one, text, runs: runs.exactOptional(), ...framing })
  .refine(agrees, disagreement);

const row = z
  .string()
  .max(4_096)
  .regex(/^[\0\x01\x05-\x0c\x0e-\xff]*$/, "a digit for each dot");
const picture = z.string().regex(/^[ -~]{9}$/, "nine characters, with blanks in front");

const file = z.strictObject({
  label: z.string().regex(/^[ -~]$/, "one printable character"),
  type: z.enum(["A", "B", "D"]),
  locked: z.boolean(),
  size: z.number().int().min(0).max(0xffff),
  extra: z.string().regex(/^[0-9A-Fa-f]{4}$/, "four hexadecimal digits"),
});

const command = z.discriminatedUnion("name", [
  writeText,
  writeString,
  z.strictObject({ name: z.literal("readText"), label: one, ...framing }),
  z.strictObject({ name: z.literal("readString"), label: one, ...framing }),
  z.strictObject({ name: z.literal("readDots"), label: one, ...framing }),
  z.strictObject({ name: z.literal("clearMemory"), ...framing }),
  z.strictObject({ name: z.literal("configureMemory"), files: z.array(file).min(1).max(256), ...framing }),
  z.strictObject({
    name: z.literal("writeDots"),
    label: one,
    height: z.number().int().min(0).max(0xff),
    width: z.number().int().min(0).max(0xff),
    rows: z.array(row).max(4_096),
    ...framing,
  }),
  z.strictObject({
    name: z.literal("writeLargeDots"),
    picture,
    height: z.number().int().min(0).max(0xffff),
    width: z.number().int().min(0).max(0xffff),
    rows: z.array(row).max(4_096),
    ...framing,
  }),
  z.strictObject({ name: z.literal("readLargeDots"), picture, ...framing }),
  z.strictObject({ name: z.literal("writeRgb"), label: one, text, ...framing }),
  z.strictObject({ name: z.literal("readRgb"), label: one, ...framing }),
  z.strictObject({ name: z.literal(Object.values(readNames)), ...framing }),
  ...specialForms(framing),
  z.strictObject({ name: z.literal("writeSpecial"), label: one, text, ...framing }),
  z.strictObject({ name: z.literal("readSpecial"), label: one, ...framing }),
  z.strictObject({ name: z.literal(["bulletin", "timeoutMessage"]), text, ...framing }),
  z.strictObject({ name: z.literal("other"), text, ...framing }),
]);

const everySign = { type: "Z", address: "00" };

const frame = z
  .strictObject({
    sync: z
      .strictObject({ byte: z.number().int().min(0).max(255), count: z.number().int().min(0).max(2_000_000) })
      .default({ byte: 0, count: 5 }),
    form: z.enum(["binary", "2-byte", "3-byte"]).default("binary"),
    receivers: z
      .array(
        z.strictObject({
          type: z.string().regex(/^[ -~]$/, "one printable character"),
          address: z.string().regex(/^[0-9A-Fa-f?]{2}$/, "two hexadecimal digits or ?"),
        }),
      )
      .min(1)
      .max(64)
      .default([everySign]),
    commands: z
      .array(
        byName(
          command.options.flatMap(({ shape }) => [...shape.name.values]),
          z.preprocess(withText, command),
        ),
      )
      .min(1)
      .max(4_096),
  })
  .refine(({ sync, form }) => form !== "binary" || sync.count >= 5, {
    message: "must have 5 sync characters or more: a sign measures the speed by them",
    path: ["sync", "count"],
  });

/** After a wipe a sign needs two seconds, after a reset its self-test, after a tone three (Alpha protocol, timing). */
const slow: Readonly<Record<string, number>> = {
  clearMemory: 2_500,
  softReset: 15_000,
  tone: 3_500,
  programmedTone: 3_500,
};
const usualPauseMs = 250;

const language: WireLanguage<AlphaFrame> = {
  decode: decodeAlpha,
  encode: encodeAlpha,
  frame,
  addressee({ receivers: [first = everySign] }) {
    return { type: first.type, address: first.address };
  },
  pauseAfterMs: ({ commands }) => Math.max(usualPauseMs, ...commands.map(({ name }) => slow[name] ?? 0)),
};

/** The Alpha protocol in words. */
export const codec = defineWireCodec("alpha", () => language);
