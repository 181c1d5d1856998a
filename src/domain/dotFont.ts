import { ascii } from "./dots/ascii.ts";
import { bodies, marksAbove, marksBelow } from "./dots/marks.ts";
import { cutOut } from "./dots/sheet.ts";
import { signs } from "./dots/signs.ts";
import { symbols } from "./dots/symbols.ts";

/** A letter in dots: seven rows of five, `#` where a dot is lit. */
export type Glyph = readonly string[];

const blank: Glyph = Array.from({ length: 7 }, () => ".....");
/** For a letter that has no drawing: a box, so that nobody takes it for a blank. */
const box: Glyph = ["#####", "#...#", "#...#", "#...#", "#...#", "#...#", "#####"];

const whole: ReadonlyMap<string, Glyph> = new Map([
  [" ", blank],
  ["\u00a0", blank],
  ...[...ascii, ...symbols, ...signs].flatMap(cutOut),
]);
const bodyOf: ReadonlyMap<string, Glyph> = new Map(bodies.flatMap(cutOut));
const above: ReadonlyMap<string, Glyph> = new Map(cutOut(marksAbove));
const below: ReadonlyMap<string, Glyph> = new Map(cutOut(marksBelow));

/** The five rows of a letter that are left when a mark takes two; null when it needs all seven. */
function bodyRows(base: string): Glyph | null {
  const drawn = bodyOf.get(base);
  if (drawn) return drawn;
  const [first, second, ...rest] = whole.get(base) ?? box;
  return first === "....." && second === "....." ? rest : null;
}

/** A letter with a mark: squeezed into five rows, with its mark above or below it. */
function marked(letter: string): Glyph | null {
  const [base = "", mark = "", ...more] = letter.normalize("NFD");
  const body = bodyRows(base);
  const top = above.get(mark);
  const bottom = below.get(mark);
  if (body === null || more.length > 0) return null;
  if (top) return [...top, ...body];
  return bottom ? [...body, ...bottom] : null;
}

/** How an LED board of seven rows draws a letter; null when we have no drawing of it. */
export const glyphFor = (letter: string): Glyph | null => whole.get(letter) ?? marked(letter);

/** The drawing of a letter; a box for one that has none. */
export const glyphOf = (letter: string): Glyph => glyphFor(letter) ?? box;
