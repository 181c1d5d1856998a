import { describe, expect, it } from "vitest";
import {
  type GlyphRules,
  glyphsOf,
  sevenBitGlyphs,
} from "../../../../src/drivers/display/template/glyphs.ts";

const rules = (change: Partial<GlyphRules>): GlyphRules => ({
  encode: "ascii",
  map: new Map(),
  reject: "",
  marks: new Set(),
  ...change,
});

describe("the characters of a display", () => {
  it("are printable ASCII when nothing else is said", () => {
    const glyphs = glyphsOf(rules({}));
    expect(glyphs.size).toBe(95);
    expect(glyphs.get("A")).toEqual([0x41]);
    expect(glyphs.has("é")).toBe(false);
    expect(glyphs.has("\x1b")).toBe(false);
  });

  it.each([
    // Code page 850 as IBM published it: the same letters stand elsewhere than in 437 or Latin 1.
    ["cp850", "é", 0x82],
    ["cp850", "Ø", 0x9d],
    ["cp850", "À", 0xb7],
    ["cp850", "õ", 0xe4],
    ["cp850", "ß", 0xe1],
    ["cp850", "²", 0xfd],
    ["latin1", "é", 0xe9],
    ["latin1", "Ø", 0xd8],
    ["latin1", "ÿ", 0xff],
  ] as const)("have in %s the number of %s", (encode, letter, code) => {
    expect(glyphsOf(rules({ encode })).get(letter)).toEqual([code]);
  });

  it("have no invisible ones among them", () => {
    for (const encode of ["ascii", "latin1", "cp850"] as const)
      for (const letter of glyphsOf(rules({ encode })).keys())
        expect(letter).toMatch(/^(?:[\p{L}\p{N}\p{P}\p{S}]| )$/u);
  });

  it("may have bytes of their own, which win", () => {
    const glyphs = glyphsOf(rules({ encode: "latin1", map: new Map([["é", [0x1b, 0x65]]]) }));
    expect(glyphs.get("é")).toEqual([0x1b, 0x65]);
    expect(glyphs.get("è")).toEqual([0xe8]);
  });

  it("lose what is rejected and what the display would obey, but never the blank", () => {
    const glyphs = glyphsOf(rules({ encode: "latin1", reject: "<> ", marks: new Set([0x24, 0xff, 0x20]) }));
    expect(["<", ">", "$", "ÿ"].filter((letter) => glyphs.has(letter))).toEqual([]);
    expect(glyphs.get(" ")).toEqual([0x20]);
  });

  it("are fewer on a line of seven bits", () => {
    const glyphs = sevenBitGlyphs(glyphsOf(rules({ encode: "cp850", map: new Map([["é", [0x1b, 0x65]]]) })));
    expect(glyphs.has("è")).toBe(false);
    expect(glyphs.has("é")).toBe(true);
    expect(glyphs.has("e")).toBe(true);
  });
});
