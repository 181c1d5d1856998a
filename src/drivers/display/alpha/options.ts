import { z } from "zod";

/** What a technician may set for an Alpha sign, in a model file or under a display's `settings`. */
export const alphaOptions = z.strictObject({
  type: z
    .string()
    .regex(/^[\x21-\x7e]$/, "one character of the type code table, such as Z for every sign")
    .refine((type) => type !== "z" && type !== "!" && type !== ",", {
      message:
        "z erases the sign's memory, ! shows transmission messages and , separates signs: use another type",
    })
    .default("Z")
    .describe("Type code: Z for every sign, ^ BetaBrite, a 4120C and so on"),
  address: z
    .string()
    .regex(/^[0-9A-F?]{2}$/, 'two hexadecimal digits in quotes, such as "01"; ? stands for any digit')
    .default("00")
    .describe("Serial address of the sign; 00 for all"),
  syncByte: z
    .number()
    .int()
    .min(0)
    .max(0x7f)
    .refine((byte) => byte < 1 || byte > 4, { message: "1 to 4 have a meaning of their own in a frame" })
    .default(0)
    .describe("The byte by which the sign measures the speed: 0, or 0x30 for Spectrum boards"),
  syncCount: z.number().int().min(5).max(30).default(5).describe("How many of them, 5 at least"),
  checksum: z
    .boolean()
    .default(false)
    .describe("Send a checksum: a damaged frame is dropped instead of shown"),
  needsClear: z
    .boolean()
    .default(true)
    .describe(
      "Wipe the memory and wait two seconds before it is laid out anew; BetaBrite signs show nothing else",
    ),
  extended: z
    .enum(["escape", "raw", "none"])
    .default("escape")
    .describe("Accented letters: in the 7-bit form, as single bytes (8-bit lines only), or not at all"),
  rows: z
    .enum(["lines", "split"])
    .default("lines")
    .describe("How two rows are written: one text with a line feed, or a top and a bottom text"),
  verify: z
    .strictObject({ everySeconds: z.number().int().min(1).max(86_400).nullable() })
    .default({ everySeconds: null })
    .describe(
      "How often the sign is asked whether it got everything, rounded up to the refresh of the figures; null for " +
        "never. A sign pauses or goes blank for each question, and its TXD line must be wired",
    ),
  dimming: z
    .string()
    .regex(/^[0-9A-F]{4}$/, 'two codes of two hexadecimal digits in quotes, such as "0A8F"')
    .nullable()
    .default(null)
    .describe("Start and stop code of dimming, for signs that have it; ordinary LED signs take no notice"),
  memoryBytes: z
    .number()
    .int()
    .min(1_000)
    .max(65_535)
    .default(7_000)
    .describe("Memory pool. 7,000 is our choice: small enough for every sign of the family"),
});

export type AlphaOptions = z.output<typeof alphaOptions>;
