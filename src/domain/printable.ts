import type { Language } from "./vocabulary.ts";

/** What a display can draw: letters beyond ASCII that it has, and ASCII characters that it has not. */
export interface Charset {
  readonly letters: string;
  readonly missing: string;
}

export interface Printable {
  readonly text: string;
  /** Characters for which the display has nothing, each once. They are left out, never shown as `?`. */
  readonly dropped: readonly string[];
}

/** Never sent to a display, whatever its letters: controls, format characters, half pairs, private use, unassigned. */
const unprintable = /\p{C}|\p{Zl}|\p{Zp}/u;
const lineBreak = /[\t\n\v\f\r\u0085\u2028\u2029]/;
const mark = /\p{M}/gu;
const space = /\p{Zs}/u;

/** What stands in for an ASCII character that a display draws as something else. */
const asciiStandIns: Readonly<Record<string, string>> = {
  "^": "'",
  "~": "-",
  "`": "'",
  '"': "'",
  "[": "(",
  "]": ")",
  "{": "(",
  "}": ")",
  "<": "(",
  ">": ")",
  "\\": "/",
  "|": "!",
  _: "-",
  "@": "a",
  "#": "No",
  "&": "+",
};

const stand = (from: string, to: string): [string, readonly string[]][] =>
  [...from].map((letter) => [letter, [to]]);

/** What Intl, office software and keyboards produce beyond letters with accents; NFKD does not know these. */
const commonFolds: ReadonlyMap<string, readonly string[]> = new Map([
  ...stand("\u2018\u2019\u201a\u201b\u2032\u2035\u00b4\u02bc\u2039\u203a", "'"),
  ...stand("\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb", '"'),
  ...stand("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043", "-"),
  ...stand("\u2022\u00b7\u2219", "."),
  ...stand("\u00d7\u2715", "x"),
  ...stand("\u00f7\u2044", "/"),
  ...stand("\u00bf\u00a1\u00b0\u00ad", ""),
  ...stand("\u2192", ">"),
  ...stand("\u2190", "<"),
  ...stand("\u20ac", "EUR"),
  ...stand("\u00a3", "GBP"),
  ...stand("\u0152", "OE"),
  ...stand("\u0153", "oe"),
  ...stand("\u00c6", "AE"),
  ...stand("\u00e6", "ae"),
  ...stand("\u00d8", "O"),
  ...stand("\u00f8", "o"),
  ...stand("\u00df", "ss"),
  ...stand("\u1e9e", "SS"),
  ...stand("\u0141", "L"),
  ...stand("\u0142", "l"),
  ...stand("\u0110\u00d0", "D"),
  ...stand("\u0111\u00f0", "d"),
  ...stand("\u0131", "i"),
]);

/** Where a language folds its own way. Several stand-ins: the first that the display has wins. */
const languageFolds: Readonly<Partial<Record<Language, ReadonlyMap<string, readonly string[]>>>> = {
  da: new Map([
    ["Å", ["AA"]],
    ["å", ["aa"]],
    ["Ø", ["OE"]],
    ["ø", ["oe"]],
  ]),
  // Old fonts have the cedilla forms; Romanian is written with a comma below.
  ro: new Map([
    ["Ş", ["Ș", "S"]],
    ["ş", ["ș", "s"]],
    ["Ţ", ["Ț", "T"]],
    ["ţ", ["ț", "t"]],
  ]),
};

const isPlain = (letter: string): boolean => letter.length === 1 && letter >= " " && letter <= "~";

/** The other case: some displays have capitals only. */
const otherCase = (letter: string): string =>
  letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();

/** What a display without this ASCII character shows for it; null when it has nothing for it either. */
function standInFor(letter: string, missing: string): string | null {
  const candidate = [asciiStandIns[letter], otherCase(letter)].find(
    (text) => text !== undefined && [...text].every((part) => !missing.includes(part)),
  );
  return candidate ?? null;
}

/** Text as a display would draw it one by one; null when it has not every character of it. */
function drawn(text: string, charset: Charset): string | null {
  let result = "";
  for (const letter of text) {
    if (isPlain(letter)) {
      const shown = charset.missing.includes(letter) ? standInFor(letter, charset.missing) : letter;
      if (shown === null) return null;
      result += shown;
    } else if (charset.letters.includes(letter) && !unprintable.test(letter)) result += letter;
    else return null;
  }
  return result;
}

/** One character for a display, or what stands in for it; null when there is nothing. */
function printableLetter(letter: string, charset: Charset, language: Language): string | null {
  if (lineBreak.test(letter)) return drawn(" ", charset);
  const own = drawn(letter, charset);
  if (own !== null) return own;
  const candidates = [
    ...(languageFolds[language]?.get(letter) ?? []),
    ...(commonFolds.get(letter) ?? []),
    ...(space.test(letter) ? [" "] : []),
    ...(unprintable.test(letter) ? [] : [baseOf(letter)]),
  ];
  for (const candidate of candidates) {
    const fold = drawn(candidate, charset);
    if (fold !== null) return fold;
  }
  return null;
}

/** The letter without its marks, compatibility forms undone: é → e, ² → 2, ﬁ → fi, ½ → 1/2. */
const baseOf = (letter: string): string =>
  letter.normalize("NFKD").replace(mark, "").replaceAll("\u2044", "/").normalize("NFC");

/**
 * Text reduced to what a display can draw: first its own letters, then the fold of the language. Fold before
 * measuring, because Danish grows.
 */
export function printable(text: string, charset: Charset, language: Language): Printable {
  const dropped = new Set<string>();
  let result = "";
  for (const letter of text.normalize("NFC")) {
    const shown = printableLetter(letter, charset, language);
    if (shown === null) dropped.add(letter);
    else result += shown;
  }
  return { text: result, dropped: [...dropped] };
}

/**
 * What a live figure needs so that a display without some ASCII characters still shows it: a character becomes its
 * stand-in, or a blank when that has another length, so that the width never changes.
 */
export function sameWidth(charset: Charset): (text: string) => string {
  if (charset.missing === "") return (text) => text;
  return (text) =>
    [...text]
      .map((letter) => {
        const shown = drawn(letter, charset);
        return shown?.length === 1 ? shown : " ";
      })
      .join("");
}
