import type { DisplayModel } from "../../../ports/displayModel.ts";
import { textCode } from "./codes.ts";

/** Codes 80H to A8H are those of IBM code page 437, in this order. */
const page437 = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿";

/** The rest of the extended set, as far as its drawings can be told apart. */
const beyond437: readonly (readonly [number, string])[] = [
  [0xa9, "°"],
  [0xaa, "¡"],
  [0xab, " "],
  [0xac, "θ"],
  [0xad, "Θ"],
  [0xb3, "Đ"],
  [0xb4, "š"],
  [0xb7, "β"],
  [0xb8, "Š"],
  [0xba, "Á"],
  [0xbb, "À"],
  [0xbe, "Ê"],
  [0xbf, "Í"],
  [0xc0, "Õ"],
  [0xc1, "õ"],
];

/** What a sign draws for a character code of 80H and more; codes that are not listed are drawn as a question mark. */
const glyphs: ReadonlyMap<number, string> = new Map([
  ...Array.from(page437, (letter, index) => [0x80 + index, letter] as const),
  ...beyond437,
]);

/** The letters we send: those whose code is beyond doubt. À is drawn alike on three codes, and left out. */
export const letters = "éèêëàâçîïôùûüÿæÉÇÊÜÄÖÆ°åÅñÑäöáíóúìòÁÍõÕšŠ£¥¢¿¡";

/** 5EH is drawn as a cent sign and 7EH as half a space. */
export const missing = "^~";

const codeOf: ReadonlyMap<string, number> = new Map(
  [...glyphs].filter(([, glyph]) => letters.includes(glyph)).map(([code, glyph]) => [glyph, code]),
);

/** How letters beyond ASCII go over the line: after 08H, as one byte of 80H and more, or not at all. */
export type Extended = "escape" | "raw" | "none";

/** The form a line can carry: seven data bits have no room for a byte of 80H and more. */
export function extendedOn(model: DisplayModel, wanted: Extended): Extended {
  return wanted === "raw" && model.serial.dataBits === 7 ? "escape" : wanted;
}

/** The bytes that one character may take at most. */
export const mostBytesPerLetter: Readonly<Record<Extended, number>> = { escape: 2, raw: 1, none: 1 };

const space = 0x20;

/** The byte of a printable ASCII character that the sign has; a blank for all else. */
function asciiByte(letter: string): number {
  const code = letter.charCodeAt(0);
  return code < 0x20 || code > 0x7e || missing.includes(letter) ? space : code;
}

function letterBytes(letter: string, extended: Extended): readonly number[] {
  const glyph = extended === "none" ? undefined : codeOf.get(letter);
  // A letter that the sign lacks loses its accent; what has no plain letter under it becomes a blank.
  if (glyph === undefined) return [asciiByte(letter.normalize("NFD").charAt(0))];
  return extended === "raw" ? [glyph] : escaped(glyph);
}

/** The 7-bit form of a character code from 80H to DFH, which is where all our letters are. */
export const escaped = (code: number): readonly number[] => [textCode.extended, code - 0x60];

/**
 * Text as the sign takes it, one place for each character: whatever it cannot show, control bytes above all, becomes
 * a blank, so that text from outside can never carry a command. Two braces begin one in the maker's PrintPak language,
 * which the same signs read.
 */
export function textBytes(text: string, extended: Extended): number[] {
  return Array.from(text.replaceAll("{{", "{ ")).flatMap((letter) => letterBytes(letter, extended));
}

/** What the sign draws for one character code, 20H to FFH. */
export function glyphOf(code: number): string {
  if (code === 0x5e) return "¢";
  if (code === 0x7e || code === 0x7f) return " ";
  return code < 0x80 ? String.fromCharCode(code) : (glyphs.get(code) ?? "?");
}
