import { type ModbusOptions, rangeOf } from "./options.ts";

/** What a display of digits says when a number has more of them than it. */
const overflowSign = "OvL";

const drawn = (code: number): string => (code >= 0x20 && code <= 0x7e ? String.fromCharCode(code) : " ");

function numberIn(
  words: readonly number[],
  { encode, decimals }: ModbusOptions,
): { value: number; decimals: number } {
  const [first = 0, second = 0] = words;
  if (encode === "u32") return { value: first * 0x1_0000 + second, decimals };
  if (encode === "i16") return { value: first >= 0x8000 ? first - 0x1_0000 : first, decimals };
  if (encode === "u16") return { value: first, decimals };
  const size = (first & 0xff) * 0x1_0000 + second;
  return { value: first >> 12 === 1 ? -size : size, decimals: (first >> 8) & 0xf };
}

/** A number digit by digit; the point belongs to the digit before it and takes no place of its own. */
function digitsOf(words: readonly number[], columns: number, options: ModbusOptions): string[] {
  const { value, decimals } = numberIn(words, options);
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  const text = (value < 0 ? "-" : "") + digits;
  if (text.length > columns) return [...overflowSign.slice(0, columns).padStart(columns)];
  const point = columns - 1 - decimals;
  return Array.from(text.padStart(columns), (letter, at) =>
    at === point && decimals > 0 ? `${letter}.` : letter,
  );
}

/** What each digit of a row shows for the row's registers, as the makers' manuals describe it. */
export function shownDigits(words: readonly number[], columns: number, options: ModbusOptions): string[] {
  if (rangeOf(options.encode) !== null) return digitsOf(words, columns, options);
  const codes =
    options.encode === "ascii1"
      ? words.map((word) => word & 0xff)
      : words.flatMap((word) => [word >> 8, word & 0xff]);
  return codes.slice(0, columns).map(drawn);
}
