import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearestWord, wordAdvice } from "../../src/domain/nearestWord.ts";

describe("the nearest word", () => {
  it.each([
    ["waitng", "waiting"],
    ["wiating", "waiting"],
    ["WAITING", "waiting"],
    ["longstWait", "longestWait"],
    ["redy", "ready"],
  ])("to %s is %s", (typed, word) => {
    expect(nearestWord(typed, ["waiting", "longestWait", "ready", "reserved"])).toBe(word);
  });

  it("is none when nothing is near", () => {
    expect(nearestWord("telephone", ["waiting", "ready"])).toBeNull();
    expect(nearestWord("x", ["waiting"])).toBeNull();
  });

  it("is the first of several that are as near", () => {
    expect(nearestWord("hat", ["cat", "bat"])).toBe("cat");
  });
});

describe("the edit distance", () => {
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["abc", "abd", 1],
    ["abcd", "acbd", 1],
    ["kitten", "sitting", 3],
  ])("from '%s' to '%s' is %i", (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it("is the same both ways, zero only for the same word, and never more than the longer word", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (from, to) => {
        const distance = editDistance(from, to);
        expect(distance).toBe(editDistance(to, from));
        expect(distance === 0).toBe(from === to);
        expect(distance).toBeLessThanOrEqual(Math.max(from.length, to.length));
      }),
    );
  });
});

describe("advice about an unknown word", () => {
  it("offers the nearest one", () => {
    expect(wordAdvice("redy", ["waiting", "ready"])).toBe("did you mean 'ready'?");
  });

  it("else names some of those there are", () => {
    expect(wordAdvice("telephone", ["waiting", "ready"])).toBe("use one of: waiting, ready");
    const many = Array.from({ length: 13 }, (_, index) => `queue${index}`);
    expect(wordAdvice("x", many)).toMatch(/queue11 …$/);
    expect(wordAdvice("x", [])).toBe("there is none");
  });
});
