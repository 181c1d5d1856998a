/** Hexadecimal text as bytes, or the first place where it is none; line and column count from 1. */
export type HexResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly line: number; readonly column: number; readonly message: string };

/** Between bytes people write blanks, line ends, commas, colons and what surrounds a list. */
const separators = /[\s,;:_"'[\]{}()]+/y;
/** How languages write a byte: 0x41, \x41, 41h. */
const group = /(0x|\\x|\$)?([0-9a-f]+)(h(?![0-9a-z]))?/iy;

/** What a text looks like in which somebody wrote bytes down: nothing in it but digits and what stands between. */
export const looksLikeHex = (text: string): boolean => /^[\s,;:_"'[\]{}()\\$0-9a-fxh]+$/i.test(text);

/** Reads bytes as people, logs and programs write them: `00 41`, `0041`, `0x00,0x41`, `\x00\x41`, `00H`. */
export function readHex(text: string): HexResult {
  const bytes: number[] = [];
  for (let at = 0; ; ) {
    separators.lastIndex = at;
    if (separators.test(text)) at = separators.lastIndex;
    if (at >= text.length) return { ok: true, bytes: Uint8Array.from(bytes) };
    group.lastIndex = at;
    const [whole, prefix, digits] = group.exec(text) ?? [];
    if (whole === undefined || digits === undefined) return wrong(text, at, notADigit(text, at));
    const pairs = digits.length === 1 && prefix !== undefined ? `0${digits}` : digits;
    const after = at + whole.length;
    if (pairs.length % 2 === 1)
      return /[a-z]/i.test(text.charAt(after))
        ? wrong(text, after, notADigit(text, after))
        : wrong(text, at, oddDigits(digits));
    for (let pair = 0; pair < pairs.length; pair += 2)
      bytes.push(Number.parseInt(pairs.slice(pair, pair + 2), 16));
    at = after;
  }
}

const notADigit = (text: string, at: number): string => {
  const [letter = ""] = text.slice(at);
  return `${JSON.stringify(letter)} is no hexadecimal digit (0-9, A-F)`;
};

const oddDigits = (digits: string): string =>
  digits.length === 1
    ? `a byte has two digits: write 0${digits}`
    : `${digits.length} digits make no whole bytes: one is missing or one too many`;

function wrong(text: string, at: number, message: string): HexResult {
  const before = text.slice(0, at).split("\n");
  return { ok: false, line: before.length, column: (before.at(-1) ?? "").length + 1, message };
}

/** Bytes as pairs of small hexadecimal digits. */
export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
