import { type ModbusOptions, type NumericRange, rangeOf, unknownOf } from "./options.ts";
import type { RowMeaning, ShownNumber } from "./rowMeaning.ts";

/** What a row's registers should hold. */
export interface RowRegisters {
  readonly words: readonly number[];
  /** Which digits blink, bit 0 for the rightmost. */
  readonly blinkMask: number;
}

/** Beyond sixteen digits a mask has no bits; no such display is known. */
const mostMaskBits = 16;

const nines = (digits: number): string => "9".repeat(Math.max(0, digits));

/** A number as characters; null when not even its whole part fits. Digits behind the point that do not fit are cut off. */
function fitted({ negative, whole, fraction }: ShownNumber, columns: number): string | null {
  const integer = (negative ? "-" : "") + whole;
  if (integer.length > columns) return null;
  const room = columns - integer.length - 1;
  const shown = fraction.slice(0, Math.max(0, room));
  return shown === "" ? integer : `${integer}.${shown}`;
}

function asText(meaning: RowMeaning, columns: number, { onOverflow }: ModbusOptions): string {
  if (meaning.kind === "blank") return " ".repeat(columns);
  const dashes = "-".repeat(columns);
  if (meaning.kind === "unknown") return dashes;
  const { number } = meaning;
  if (number.orMore && onOverflow === "dashes") return dashes;
  const text = fitted(number, columns);
  if (text !== null) return text.padStart(columns);
  if (onOverflow === "dashes") return dashes;
  return number.negative ? `-${nines(columns - 1)}` : nines(columns);
}

/** Two characters a register; an odd last one is followed by 00H, as in the example of Ditel's manual. */
function inPairs(text: string): number[] {
  const even = text.length % 2 === 0 ? text : `${text}\0`;
  return Array.from(
    { length: even.length / 2 },
    (_, index) => (even.charCodeAt(index * 2) << 8) | even.charCodeAt(index * 2 + 1),
  );
}

const oneByOne = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));

/** The numbers that both the digits and the encoding have room for. */
export function limitsOf(
  columns: number,
  { least, most }: NumericRange,
): { readonly least: number; readonly most: number } {
  return {
    least: Math.max(least, -Number(nines(columns - 1))),
    most: Math.min(most, Number(nines(columns))),
  };
}

/** A number in units of the last digit shown; null stands for unknown. Digits that are too many are cut off, not rounded. */
function scaled(
  meaning: RowMeaning,
  columns: number,
  range: NumericRange,
  options: ModbusOptions,
): number | null {
  if (meaning.kind !== "number") return null;
  const { negative, whole, fraction, orMore } = meaning.number;
  const { decimals, onOverflow } = options;
  const size = Number(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  const value = negative && size !== 0 ? -size : size;
  const { least, most } = limitsOf(columns, range);
  if (orMore && onOverflow === "dashes") return null;
  if (value >= least && value <= most) return value;
  // A display without a minus has no nearest number: anything it could show would be wrong.
  if (onOverflow === "dashes" || (value < 0 && least === 0)) return null;
  return value < 0 ? least : most;
}

function wordsOf(value: number, { encode, decimals }: ModbusOptions): number[] {
  if (encode === "u32") return [Math.floor(value / 0x1_0000), value & 0xffff];
  if (encode !== "dm24") return [value & 0xffff];
  const size = Math.abs(value);
  return [((value < 0 ? 1 : 0) << 12) | (decimals << 8) | (size >> 16), size & 0xffff];
}

/**
 * What a row's registers should hold for what it says. A display that shows numbers only can neither show dashes nor go
 * dark: the value that stands for unknown takes the place of both.
 */
export function rowRegisters(meaning: RowMeaning, columns: number, options: ModbusOptions): RowRegisters {
  const { encode } = options;
  const all = 2 ** Math.min(columns, mostMaskBits) - 1;
  const blinkMask = meaning.blink ? all : 0;
  const range = rangeOf(encode);
  if (range === null) {
    const text = asText(meaning, columns, options);
    return { words: encode === "ascii1" ? oneByOne(text) : inPairs(text), blinkMask };
  }
  const value = scaled(meaning, columns, range, options);
  if (value !== null) return { words: wordsOf(value, options), blinkMask };
  const unknown = unknownOf(range, options);
  return { words: wordsOf(unknown.value, options), blinkMask: unknown.blink ? all : blinkMask };
}
