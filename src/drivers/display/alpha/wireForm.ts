import { z } from "zod";
import { byName, defineWireCodec, type WireLanguage } from "../../defineWireCodec.ts";
import { type Mode, modes, type Position, positions } from "./codes.ts";
import { type AlphaFrame, decodeAlpha, encodeAlpha } from "./decodeAlpha.ts";
import { glyphOf } from "./letters.ts";

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

const writeText = z
  .strictObject({
    name: z.literal("writeText"),
    label: one.default("A"),
    position: nameOf<Position>(positions).exactOptional(),
    mode: nameOf<Mode>(modes).exactOptional(),
    special: one.exactOptional(),
    text,
    ...framing,
  })
  .refine(({ position, mode }) => (position === undefined) === (mode === undefined), {
    message: "position and mode stand together, or neither does",
  })
  .refine(({ mode, special }) => special === undefined || mode === "special", {
    message: "special needs mode: special",
  });

const file = z.strictObject({
  label: z.string().regex(/^[ -~]$/, "one printable character"),
  type: z.enum(["A", "B", "D"]),
  locked: z.boolean(),
  size: z.number().int().min(0).max(0xffff),
  extra: z.string().regex(/^[0-9A-Fa-f]{4}$/, "four hexadecimal digits"),
});

const command = z.discriminatedUnion("name", [
  writeText,
  z.strictObject({ name: z.literal("writeString"), label: one, text, ...framing }),
  z.strictObject({ name: z.literal("readText"), label: one, ...framing }),
  z.strictObject({ name: z.literal("readString"), label: one, ...framing }),
  z.strictObject({ name: z.literal("readDots"), label: one, ...framing }),
  z.strictObject({ name: z.literal("clearMemory"), ...framing }),
  z.strictObject({ name: z.literal("softReset"), ...framing }),
  z.strictObject({ name: z.literal("clearErrors"), ...framing }),
  z.strictObject({ name: z.literal("configureMemory"), files: z.array(file).min(1).max(256), ...framing }),
  z.strictObject({ name: z.literal("runSequence"), order: one, lock: one, labels: text, ...framing }),
  z.strictObject({ name: z.literal("writeSpecial"), label: one, text, ...framing }),
  z.strictObject({ name: z.literal("readSpecial"), label: one, ...framing }),
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
          command,
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
const slow: Readonly<Record<string, number>> = { clearMemory: 2_500, softReset: 15_000, writeSpecial: 3_500 };
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
