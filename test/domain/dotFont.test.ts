import { describe, expect, it } from "vitest";
import { type Glyph, glyphFor, glyphOf } from "../../src/domain/dotFont.ts";
import { languages, vocabulary } from "../../src/domain/vocabulary.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index));
/** Letters beyond ASCII of the eight languages, capitals and small. */
const national = [..."ÉÇÀÂÈÊËÎÏÔÙÛŒÅØÆÄÖÁÍÓÑÚÃÕĂȘȚÌÒÜŸ"];
const everyLetter = [
  ...new Set([
    ...ascii,
    ...national,
    ...national.map((letter) => letter.toLowerCase()),
    ..."°£€¥¿¡«»ŞŢşţŠšŽžß",
    ...[...displayDrivers.values()].flatMap(({ letters }) => [...letters]),
  ]),
];
const drawn = (glyph: Glyph | null): string => (glyph ?? []).join("\n");

describe("the dot font", () => {
  it("draws capitals as boards of seven rows do", () => {
    expect(glyphOf("R")).toEqual([
      "####.", //
      "#...#",
      "#...#",
      "####.",
      "#.#..",
      "#..#.",
      "#...#",
    ]);
  });

  it("squeezes a capital into five rows to make room for its accent", () => {
    expect(glyphOf("É")).toEqual([
      "...#.", //
      "..#..",
      "#####",
      "#....",
      "####.",
      "#....",
      "#####",
    ]);
  });

  it("hangs a cedilla below", () => {
    expect(glyphOf("Ç")).toEqual([
      ".###.", //
      "#...#",
      "#....",
      "#...#",
      ".###.",
      "..#..",
      ".##..",
    ]);
  });

  it.each(everyLetter)("has a drawing of %s within five by seven dots", (letter) => {
    const glyph = glyphFor(letter);
    expect(glyph).toHaveLength(7);
    for (const row of glyph ?? []) expect(row).toMatch(/^[.#]{5}$/);
    if (letter !== " ") expect(drawn(glyph)).toContain("#");
  });

  it("draws no two letters alike", () => {
    const seen = new Map<string, string>();
    for (const letter of everyLetter) {
      expect([letter, seen.get(drawn(glyphFor(letter)))]).toEqual([letter, undefined]);
      seen.set(drawn(glyphFor(letter)), letter);
    }
  });

  it.each(languages)("has every letter of every label in %s", (language) => {
    const { labels, short } = vocabulary[language];
    const words = [...Object.values(labels), ...Object.values(short)];
    const missing = words.flatMap((word) => Array.from(word).filter((letter) => glyphFor(letter) === null));
    expect(missing).toEqual([]);
  });

  it("draws a space that must not be broken as a blank", () => {
    expect(glyphFor("\u00a0")).toEqual(glyphFor(" "));
  });

  it.each(["漢", "😀", "\u0301", "B\u0301", "Ǖ", "W\u0330", "A\u0330", "T\u0301\u0302", ""])(
    "has nothing for %j, and draws a box for it",
    (letter) => {
      expect(glyphFor(letter)).toBeNull();
      expect(glyphOf(letter)).toEqual(["#####", "#...#", "#...#", "#...#", "#...#", "#...#", "#####"]);
    },
  );
});
