import { describe, expect, it } from "vitest";
import { yamlOf } from "./siteBench.ts";

const text = `a:
  b: [x, "y"]
  empty:
base: &base { port: 1 }
copy: *base
plain: when sales
single: 'it''s here'
double: "a\\tb c"
quoted: "plain"
folded: >
  one
  two
id: 0012
`;
const { positions } = yamlOf(text);

describe("places in a file", () => {
  it("finds values, keys and entries of lists", () => {
    expect(positions.ofValue(["a", "b"])).toEqual({ line: 2, column: 6 });
    expect(positions.ofKey(["a", "b"])).toEqual({ line: 2, column: 3 });
    expect(positions.ofValue(["a", "b", 1])).toEqual({ line: 2, column: 10 });
    expect(positions.ofKey(["a", "b", 1])).toEqual({ line: 2, column: 10 });
  });

  it("points at the key of an empty value, and at the parent of a missing one", () => {
    expect(positions.ofValue(["a", "empty"])).toEqual({ line: 3, column: 3 });
    expect(positions.ofValue(["a", "none", 3])).toEqual({ line: 2, column: 3 });
    expect(positions.ofValue(["a", "b", 7])).toEqual({ line: 2, column: 6 });
    expect(positions.ofValue(["nothing"])).toEqual({ line: 1, column: 1 });
    expect(positions.isEmptyAt(["a", "empty"])).toBe(true);
    expect(positions.isEmptyAt(["a", "b"])).toBe(false);
    expect(positions.isEmptyAt(["a", "none"])).toBe(false);
  });

  it("follows an alias to what it repeats", () => {
    expect(positions.ofValue(["copy", "port"])).toEqual({ line: 4, column: 21 });
  });

  it("counts characters inside a text on one line", () => {
    expect(positions.insideText(["plain"], 6)).toEqual({ line: 6, column: 13 });
    expect(positions.insideText(["quoted"], 3)).toEqual({ line: 9, column: 12 });
    expect(positions.insideText(["single"], 6)).toEqual({ line: 7, column: 9 + 1 + 6 });
    expect(positions.insideText(["plain"], 99)).toEqual({ line: 6, column: 18 });
  });

  it("points at the beginning where characters are written otherwise", () => {
    expect(positions.insideText(["double"], 5)).toEqual({ line: 8, column: 9 });
    expect(positions.insideText(["folded"], 2)).toEqual({ line: 10, column: 9 });
    expect(positions.insideText(["none"], 2)).toEqual({ line: 1, column: 1 });
    expect(positions.insideText(["a"], 2)).toEqual({ line: 2, column: 3 });
  });

  it("knows how an unquoted number was written", () => {
    expect(positions.writtenAs(["id"])).toBe("0012");
    expect(positions.writtenAs(["quoted"])).toBeNull();
    expect(positions.writtenAs(["a"])).toBeNull();
    expect(positions.writtenAs(["none"])).toBeNull();
  });

  it("finds its way in an empty file", () => {
    expect(yamlOf("").positions.ofValue(["a"])).toEqual({ line: 1, column: 1 });
  });
});
