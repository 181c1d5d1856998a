/** How a number stands in a frame: in decimal or hexadecimal digits, or as bytes. */
export interface NumberForm {
  readonly base: "decimal" | "hex" | "raw";
  /** How many digits or bytes it always has. */
  readonly size: number;
  /** Small letters in hexadecimal digits. */
  readonly lower: boolean;
  /** The least byte first, or the least pair of hexadecimal digits. */
  readonly leastFirst: boolean;
}

const bases = { decimal: 10, hex: 16, raw: 256 } as const;

/** The largest number that fits the form. */
export const mostOf = ({ base, size }: NumberForm): number => bases[base] ** size - 1;

const codesOf = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));

/** Groups that trade places when the least comes first: bytes, or pairs of hexadecimal digits. */
function ordered(items: readonly number[], { base, leastFirst }: NumberForm): number[] {
  if (!leastFirst) return [...items];
  const size = base === "hex" ? 2 : 1;
  const groups: (readonly number[])[] = [];
  for (let start = 0; start < items.length; start += size) groups.unshift(items.slice(start, start + size));
  return groups.flat();
}

/** A number as bytes; one that does not fit loses its upper part, as it would in the sign. */
export function writeNumber(value: number, form: NumberForm): number[] {
  const rest = value % (mostOf(form) + 1);
  if (form.base === "raw") {
    const bytes = Array.from({ length: form.size }, (_, index) => Math.floor(rest / 256 ** index) & 0xff);
    return ordered(bytes.toReversed(), form);
  }
  const digits = rest.toString(bases[form.base]).padStart(form.size, "0");
  return ordered(codesOf(form.lower ? digits : digits.toUpperCase()), form);
}

/** The number that stands there; null when it is none in this form. */
export function readNumber(bytes: readonly number[], form: NumberForm): number | null {
  const items = ordered(bytes, form);
  if (form.base === "raw") return items.reduce((value, byte) => value * 256 + byte, 0);
  const digits = String.fromCharCode(...items);
  const isNumber = form.base === "hex" ? /^[0-9A-Fa-f]+$/.test(digits) : /^[0-9]+$/.test(digits);
  return isNumber ? Number.parseInt(digits, bases[form.base]) : null;
}
