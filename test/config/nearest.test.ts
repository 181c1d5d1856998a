import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, listOf, nearest } from "../../src/config/nearest.ts";

const keys = ["baudRate", "dataBits", "parity", "passwordFile", "urls"];

describe("the nearest known word", () => {
  it.each([
    ["bautRate", "baudRate"],
    ["BAUDRATE", "baudRate"],
    ["praity", "parity"],
    ["password", "passwordFile"],
    ["url", "urls"],
  ])("takes %s for %s", (typed, meant) => {
    expect(nearest(typed, keys)).toBe(meant);
  });

  it.each(["colour", "x", "", "pass word file name"])("knows nothing near '%s'", (typed) => {
    expect(nearest(typed, keys)).toBeNull();
  });

  it("does not compare what is too long to be a slip of the finger", () => {
    expect(nearest("baudRate".repeat(9), ["baudRate".repeat(9)])).toBeNull();
  });

  it("is asked for at the end of a message", () => {
    expect(didYouMean("bautRate", keys)).toBe("; did you mean 'baudRate'?");
    expect(didYouMean("colour", keys)).toBe("");
  });

  it("only ever gives a word that is known", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (typed, known) => {
        const answer = nearest(typed, known);
        expect(answer === null || known.includes(answer)).toBe(true);
      }),
    );
  });
});

describe("the list of known words", () => {
  it("is cut when nobody would read it", () => {
    expect(listOf([])).toBe("there is none yet");
    expect(listOf(["a", "b"])).toBe("known: a, b");
    expect(listOf(Array.from({ length: 14 }, (_, index) => `w${index}`))).toBe(
      "known: w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11 and 2 more",
    );
  });
});
