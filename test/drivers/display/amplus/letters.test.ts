import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  glyphOf,
  letters,
  letterText,
  readLetters,
  writeLetters,
} from "../../../../src/drivers/display/amplus/letters.ts";

const parts = (text: string): string =>
  Array.from(text, (letter) => letterText(letter, "parentheses")).join("");

describe("letters", () => {
  it.each([
    ["é", "<U69>"],
    ["À", "<U40>"],
    ["ç", "<U67>"],
    ["Œ", "<U2F>"],
    ["œ", "<U37>"],
    ["€", "<U00>"],
    ["°", "<U3A>"],
    ["º", "<U3A>"],
    ["Ž", "<U57>"],
    ["…", "<U77>"],
    ["ÿ", "<U7F>"],
    ["→", "<U26>"],
    ["¿", "<U3F>"],
  ])("%s is sent as %s", (letter, tag) => {
    expect(letterText(letter, "parentheses")).toBe(tag);
  });

  it("has every letter of French", () => {
    for (const letter of "ÀÂÇÈÉÊËÎÏÔÙÛÜŒàâçèéêëîïôùûüœ") expect(letters).toContain(letter);
  });

  it("follows Latin-1 from 40 to 7F, but for two", () => {
    for (let code = 0x40; code < 0x80; code++) {
      const latin = String.fromCharCode(code + 0x80);
      expect(glyphOf(code)).toBe(code === 0x57 ? "Ž" : code === 0x77 ? "…" : latin);
    }
  });

  it("draws what was sent, for each letter that we say the sign has", () => {
    for (const letter of letters) {
      const code = Number.parseInt(letterText(letter, "parentheses").slice(2, 4), 16);
      expect(glyphOf(code)).toBe(letter === "°" ? "º" : letter);
    }
  });

  it("loses accents that the sign lacks, and what has no plain letter becomes a blank", () => {
    expect(parts("ăș ł«»’\u0001\u007f😀\ud800")).toBe("as".padEnd(11));
  });

  it("never sends an angle bracket, not even one that hides in another sign", () => {
    expect(parts("<>\u226e\u226f")).toBe("()()");
    expect(letterText("<", "extended")).toBe("<UBC>");
    expect(letterText("\u226f", "extended")).toBe("<UBE>");
  });

  it("are one place each, whatever they are", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        for (const letter of text)
          expect(letterText(letter, "parentheses")).toMatch(/^(?:[ -;=?-~]|<U[0-7][0-9A-F]>)$/);
      }),
    );
  });

  it("are read and written the same, and doubtful codes are left alone", () => {
    expect(readLetters("<U69><U28><U69x<UBC><u69>")).toBe("é<U28><U69x<UBC><u69>");
    expect(writeLetters("é<U28>")).toBe("<U69><U28>");
  });
});
