import { z } from "zod";
import { defineWireCodec, type WireLanguage } from "../../defineWireCodec.ts";
import { charactersPerLine } from "./codes.ts";
import { decodeAlcatel, encodeAlcatel } from "./decodeAlcatel.ts";
import type { AlcatelFrame } from "./lineReader.ts";

const run = z.strictObject({
  colour: z.enum(["red", "orange", "green"]).exactOptional(),
  blink: z.boolean().exactOptional(),
  text: z.string().regex(/^[ -~]*$/, "letters without accents, digits and signs"),
});

const frame = z.strictObject({
  board: z.number().int().min(0).max(7).default(0),
  line: z.number().int().min(1).max(2),
  runs: z
    .array(run)
    .max(256)
    .refine((runs) => isLine(runs), { message: `must have 1 to ${charactersPerLine} characters altogether` }),
});

function isLine(runs: readonly { readonly text: string }[]): boolean {
  const length = runs.reduce((sum, { text }) => sum + text.length, 0);
  return length >= 1 && length <= charactersPerLine;
}

/** A board takes the next line at once. */
const usualPauseMs = 50;

const language: WireLanguage<AlcatelFrame> = {
  decode: decodeAlcatel,
  encode: encodeAlcatel,
  frame,
  addressee: ({ board }) => ({ board }),
  pauseAfterMs: () => usualPauseMs,
};

/** The Alcatel wallboard's lines in words. */
export const codec = defineWireCodec("alcatel", () => language);
