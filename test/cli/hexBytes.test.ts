import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hexOf, looksLikeHex, readHex } from "../../src/cli/hexBytes.ts";

const bytesOf = (text: string): string => {
  const read = readHex(text);
  return read.ok ? hexOf(read.bytes) : `${read.line}:${read.column} ${read.message}`;
};

describe("hexadecimal text", () => {
  it.each([
    ["", ""],
    ["00 41", "0041"],
    ["0041", "0041"],
    ["0x00,0x41", "0041"],
    ["0x0,0x4", "0004"],
    ["\\x00\\x41", "0041"],
    ["00H 41h", "0041"],
    ["00:41\n4A", "00414a"],
    ["$41 $42", "4142"],
    ["[0x00, '41']", "0041"],
    ["{0x00, 0x41};", "0041"],
  ])("%j is %s", (text, expected) => {
    expect(bytesOf(text)).toBe(expected);
  });

  it.each([
    ["00 4", "1:4 a byte has two digits: write 04"],
    ["00\n41 zz", '2:4 "z" is no hexadecimal digit (0-9, A-F)'],
    ["00 4g", '1:5 "g" is no hexadecimal digit (0-9, A-F)'],
    ["004", "1:1 3 digits make no whole bytes: one is missing or one too many"],
    ["00 é", '1:4 "é" is no hexadecimal digit (0-9, A-F)'],
    ["0x", '1:2 "x" is no hexadecimal digit (0-9, A-F)'],
  ])("%j is told wrong with its place", (text, expected) => {
    expect(bytesOf(text)).toBe(expected);
  });

  it("gives any bytes back, however they were written, and never throws", () => {
    const separator = fc.constantFrom(" ", "\n", ", ", ":", " 0x", "\\x");
    fc.assert(
      fc.property(fc.uint8Array(), separator, (bytes, between) => {
        const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(between);
        expect(bytesOf(text)).toBe(hexOf(bytes));
        if (bytes.length > 0) expect(looksLikeHex(text)).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void readHex(text)));
  });

  it("is not taken for it when a frame begins with letters", () => {
    expect(looksLikeHex("<ID01><E>")).toBe(false);
    expect(looksLikeHex("\0\0\0\0\0\x01Z00")).toBe(false);
  });
});
