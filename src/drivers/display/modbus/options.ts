import { z } from "zod";

/** How characters become registers. */
const encodings = ["u16", "i16", "u32", "ascii1", "ascii2", "dm24"] as const;
export type Encoding = (typeof encodings)[number];

/** What a value of an encoding may be, and how many registers it takes. Text has no such limits. */
export interface NumericRange {
  readonly least: number;
  readonly most: number;
  readonly registers: number;
}
const numericRanges: Readonly<Record<Exclude<Encoding, "ascii1" | "ascii2">, NumericRange>> = {
  u16: { least: 0, most: 0xffff, registers: 1 },
  i16: { least: -0x8000, most: 0x7fff, registers: 1 },
  u32: { least: 0, most: 0xffff_ffff, registers: 2 },
  dm24: { least: -0xff_ffff, most: 0xff_ffff, registers: 2 },
};

/** Null for the encodings that write characters. */
export const rangeOf = (encode: Encoding): NumericRange | null =>
  encode === "ascii1" || encode === "ascii2" ? null : numericRanges[encode];

/** How many registers one row takes. */
export const registersPerRow = (columns: number, encode: Encoding): number =>
  rangeOf(encode)?.registers ?? (encode === "ascii1" ? columns : Math.ceil(columns / 2));

/** What a display of numbers shows instead of dashes: what the options say, else the largest value there is. */
export const unknownOf = (
  { most }: NumericRange,
  { unknown }: Pick<ModbusOptions, "unknown">,
): { readonly value: number; readonly blink: boolean } => unknown ?? { value: most, blink: false };

const register = z.number().int().min(0).max(0xffff);

const form = z.strictObject({
  slave: z.number().int().min(1).max(247).default(1).describe("The display's Modbus address"),
  encode: z
    .enum(encodings)
    .describe(
      "u16, i16, u32: a number; ascii1, ascii2: one or two characters a register; dm24: sign, decimals and 24 bits",
    ),
  register: register.describe("The first register of what is shown, counted from 0"),
  rowStep: z
    .number()
    .int()
    .min(0)
    .max(0xffff)
    .default(0)
    .describe("Registers from one row to the next, on a display of several rows"),
  decimals: z
    .number()
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe(
      "Digits behind the point, which the display itself has to be set to; not for ascii1 and ascii2",
    ),
  onOverflow: z
    .enum(["clamp", "dashes"])
    .default("clamp")
    .describe("What stands for a number that does not fit: the largest one that does, or dashes"),
  unknown: z
    .strictObject({
      value: z
        .number()
        .int()
        .refine((value) => value !== 0, { message: "0 would be taken for a figure" })
        .describe("Best one that the display has no digits for, so that it shows its sign of overflow"),
      blink: z.boolean().default(false).describe("Blink with it: needs blinkRegister"),
    })
    .optional()
    .describe("What stands for dashes, on a display that shows numbers only; the largest value when absent"),
  writeSingle: z
    .boolean()
    .default(true)
    .describe("Write a single register with function 6; false for displays that only know function 16"),
  blinkRegister: register.optional().describe("A mask of the digits that blink, bit 0 for the rightmost"),
  brightness: z
    .strictObject({ register, level: z.number().int().min(0).max(0xffff) })
    .optional()
    .describe("Written once after each start"),
  neverWrite: z
    .array(register)
    .max(32)
    .default([])
    .describe(
      "Registers with the display's address, speed and factory reset, which are stored: no write may touch them",
    ),
});

type Form = z.output<typeof form>;
type Refusal = readonly [path: readonly (keyof Form)[], message: string];

const overlaps = (first: number, count: number, registers: readonly number[]): boolean =>
  registers.some((one) => one >= first && one < first + count);

/** What the options alone show to be wrong; how far the rows reach is seen when pages are planned. */
function refusals({
  encode,
  decimals,
  register: first,
  unknown,
  blinkRegister,
  brightness,
  neverWrite,
}: Form): Refusal[] {
  const range = rangeOf(encode);
  const found: Refusal[] = [];
  if (overlaps(first, range?.registers ?? 1, neverWrite))
    found.push([["register"], `register ${first} is one that must never be written`]);
  if (blinkRegister !== undefined && neverWrite.includes(blinkRegister))
    found.push([["blinkRegister"], `register ${blinkRegister} is one that must never be written`]);
  if (brightness !== undefined && neverWrite.includes(brightness.register))
    found.push([["brightness"], `register ${brightness.register} is one that must never be written`]);
  if (range === null) {
    if (decimals > 0)
      found.push([["decimals"], `${encode} writes the point as a character: leave decimals out`]);
    if (unknown !== undefined) found.push([["unknown"], `${encode} has dashes: leave unknown out`]);
    return found;
  }
  if (unknown !== undefined && (unknown.value < range.least || unknown.value > range.most))
    found.push([["unknown"], `${encode} has no ${unknown.value}: ${range.least} to ${range.most}`]);
  if (unknown?.blink === true && blinkRegister === undefined)
    found.push([["unknown"], "to blink needs a blinkRegister"]);
  return found;
}

/** What a technician may set for a Modbus display: the map of its registers, from its manual. */
export const modbusOptions = form.superRefine((value, context) => {
  for (const [path, message] of refusals(value))
    context.addIssue({ code: "custom", path: [...path], message });
});

export type ModbusOptions = z.output<typeof modbusOptions>;
