import { z } from "zod";
import type { Colour } from "../../../domain/glass.ts";
import { definitionProblems } from "./definitionProblems.ts";
import { type Definition, type Dialect, dialectOf } from "./dialect.ts";
import type { FrameTemplate } from "./frameTemplate.ts";
import { encodings } from "./glyphs.ts";
import { readBytes, type TextProblem } from "./literalBytes.ts";
import { parseFrame } from "./parseFrame.ts";

const colourNames = [
  "red",
  "green",
  "amber",
  "yellow",
  "orange",
  "white",
  "blue",
] as const satisfies Colour[];

/** No sign takes longer commands, and nobody types them without a mistake. */
const longestFrameText = 500;
const longestCode = 64;
const mostFramesEach = 8;
const mostMapped = 256;

/** Hands a problem with its column to whoever explains it; the advice and the column travel beside the message. */
function complain(ctx: z.core.$RefinementCtx, problems: readonly TextProblem[]): void {
  for (const { message, advice, column } of problems)
    ctx.addIssue({ code: "custom", message, params: { advice, column } });
}

const bytes = z
  .string()
  .min(1)
  .max(longestCode)
  .transform((text, ctx) => {
    const read = readBytes(text);
    complain(ctx, read.problems);
    return read.bytes;
  });

const frame = z
  .string()
  .min(1)
  .max(longestFrameText)
  .transform((text, ctx): FrameTemplate => {
    const { template, problems } = parseFrame(text);
    complain(ctx, problems);
    return template;
  });

const frames = z
  .union([frame, z.array(frame).min(1).max(mostFramesEach)])
  .transform((one): readonly FrameTemplate[] => (isList(one) ? one : [one]));

const isList = (one: FrameTemplate | readonly FrameTemplate[]): one is readonly FrameTemplate[] =>
  Array.isArray(one[0]);

const letter = z
  .string()
  .regex(/^[^\p{C}\p{Z}\p{M}]$/u, "one letter, such as é")
  .transform((one) => one.normalize("NFC"));

const charset = z
  .strictObject({
    encode: z
      .enum(encodings)
      .default("ascii")
      .describe("How letters with accents are numbered: ascii has none, latin1 and cp850 one byte each"),
    map: z
      .record(letter, bytes)
      .refine((map) => Object.keys(map).length <= mostMapped, `at most ${mostMapped} letters`)
      .default({})
      .describe("Letters with bytes of their own: { é: '\\x82' }"),
    reject: z
      .string()
      .max(128)
      .refine((text) => !text.includes(" "), "a blank cannot be left out")
      .default("")
      .describe("Characters that must never reach the sign, such as <> where it has commands in <…>"),
  })
  .prefault({});

/** What a technician writes for a display whose language nobody made a driver for. */
const definition = z.strictObject({
  address: z.number().int().min(0).max(65_535).default(1).describe("The display's own number, for {addr}"),
  charset,
  frames: z
    .strictObject({
      init: frames.optional().describe("Sent once when the line opens"),
      text: frames.describe(
        "what is sent for a line, such as '\\x02{line}{text}\\r'; with {lines} for all lines",
      ),
      alarm: frames.optional().describe("Sent for an alarm; as text when absent"),
      alarmEnd: frames.optional().describe("Sent when the alarm is over, where the sign must be told"),
      clear: frames
        .optional()
        .describe("Sent for a line (or page) of blanks, where text without letters will not do"),
    })
    .describe("what goes over the line"),
  colours: z
    .strictObject({
      red: bytes.optional(),
      green: bytes.optional(),
      amber: bytes.optional(),
      yellow: bytes.optional(),
      orange: bytes.optional(),
      white: bytes.optional(),
      blue: bytes.optional(),
    })
    .prefault({})
    .describe("The code of each colour"),
  blink: z.strictObject({ on: bytes, off: bytes }).optional().describe("The codes around what blinks"),
  reply: z
    .strictObject({
      expect: bytes.describe("what the sign says to a frame that it took, such as {ACK}"),
      nak: bytes.optional().describe("What it says to one that it refused, such as {NAK}"),
      timeoutMs: z.number().int().min(20).max(10_000).default(1_500),
      retries: z.number().int().min(0).max(5).default(1).describe("How often a frame is sent again"),
    })
    .optional()
    .describe("Where the sign answers; nothing is waited for when absent"),
  escapes: z
    .record(z.string(), bytes)
    .default({})
    .describe("What a byte is sent as between {escape} and {plain}: { '\\xFF': '\\xFE\\x01' }"),
  mostBytes: z
    .number()
    .int()
    .min(8)
    .max(4_000)
    .default(1_000)
    .describe("The longest frame that the sign takes"),
});

type Written = z.output<typeof definition>;

function colourCodes(written: Written["colours"]): Map<Colour, readonly number[]> {
  return new Map(
    colourNames.flatMap((name) => {
      const code = written[name];
      return code === undefined ? [] : [[name, code] as const];
    }),
  );
}

function asDefinition(written: Written): Definition {
  const { address, charset: rules, frames: some, colours, blink, reply, escapes, mostBytes } = written;
  return {
    address,
    charset: { ...rules, map: new Map(Object.entries(rules.map)) },
    frames: {
      init: some.init ?? [],
      text: some.text,
      alarm: some.alarm ?? [],
      alarmEnd: some.alarmEnd ?? [],
      clear: some.clear ?? [],
    },
    colours: colourCodes(colours),
    blink: blink ?? null,
    reply: reply === undefined ? null : { ...reply, nak: reply.nak ?? null },
    escapes: new Map(
      Object.entries(escapes).map(([from, to]) => [readBytes(from).bytes[0] ?? 0, to] as const),
    ),
    mostBytes,
  };
}

/** Checks a definition and makes a device language of it, once, when a display is bound to it. */
export const templateOptions: z.ZodType<Dialect> = definition.transform((written, ctx) => {
  const whole = asDefinition(written);
  for (const { path, message, advice } of definitionProblems(whole, written.escapes))
    ctx.addIssue({ code: "custom", path: [...path], message, params: { advice } });
  return dialectOf(whole);
});
