import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/config/problem.ts";
import { LONGEST_FILE_BYTES, readYaml } from "../../src/config/readYaml.ts";
import { brief } from "./siteBench.ts";

const problemsOf = (text: string): readonly Problem[] => {
  const result = readYaml(text, "site.yaml");
  return result.ok ? [] : result.problems;
};

const contentOf = (text: string): unknown => {
  const result = readYaml(text, "site.yaml");
  return result.ok ? result.yaml.value : brief(result.problems);
};

describe("reading YAML", () => {
  it("is YAML 1.2: no, on and 010 are what they look like", () => {
    expect(contentOf("a: no\nb: on\nc: 2020-01-01\nd: 010\n")).toEqual({
      a: "no",
      b: "on",
      c: "2020-01-01",
      d: 10,
    });
  });

  it("takes the mark of a Windows editor and its line ends", () => {
    expect(contentOf("\uFEFFa: 1\r\nb: 2\r\n")).toEqual({ a: 1, b: 2 });
  });

  it("takes aliases", () => {
    expect(contentOf("a: &x [1]\nb: *x\n")).toEqual({ a: [1], b: [1] });
  });

  it.each<[string, string, string]>([
    ["a tab", "a:\n\tb: 1\n", "2:1 : this line is indented with a tab"],
    [
      "a missing bracket",
      "a: [1\nb: 2\n",
      "2:1 : this line is indented differently from its neighbours, or a bracket is not closed above it",
    ],
    [
      "a missing quote",
      "a: 'x\nb: 1",
      "2:4 : something is not closed here: a quote, a bracket or a comma is missing",
    ],
    [
      "a forgotten blank",
      "a:1\nb: 2",
      "1:1 : this line is neither 'key: value' nor the rest of the line above",
    ],
    ["a second colon", "a: b: c", "1:4 : a second colon on one line"],
    ["a sign that YAML keeps", "a: @x", "1:4 : text cannot begin with this character here"],
    ["a second document", "a: 1\n---\nb: 2", "2:1 : a second document begins here"],
    ["a tag", "a: !foo x", "1:4 : ! begins a tag, and tags mean nothing here"],
    ["binary", "a: !!binary aGk=", "1:4 : ! begins a tag, and tags mean nothing here"],
    ["a key that is a list", "? [a]\n: 1", "1:3 : a key must be plain text"],
    ["a bracket too many", "a: {b: 1}}", "1:10 : this does not belong here"],
    ["a wrong code", 'a: "\\q"', "1:5 : \\ in double quotes begins a code, and this is none"],
    [
      "a figure without quotes",
      "lines:\n  - {sales.waiting} {fill}\n",
      "2:21 : text that begins with { must be in quotes",
    ],
    ["something rare", "a: &x &y 1", "1:7 : A node can have at most one anchor"],
  ])("explains %s", (_, text, expected) => {
    expect(brief(problemsOf(text))).toEqual([expected]);
  });

  it.each<[string, string, string]>([
    ["a key given twice", "a: 1\nb:\n  c: 1\n  c: 2\n", "4:3 b: 'c' is already given in line 3"],
    ["a key given three times", "a: 1\na: 2\na: 3\n", "2:1 : 'a' is already given in line 1"],
    [
      "an alias without an anchor",
      "a: *waiting\n",
      "1:4 a: *waiting repeats something, and nothing above is called &waiting",
    ],
    ["an alias in itself", "a: &x [*x]\n", "1:8 a.0: *x stands inside what it repeats"],
    ["a key with a meaning in JavaScript", "a:\n  __proto__: {}\n", "2:3 a: this key is not possible"],
    ["YAML 1.1", "%YAML 1.1\n---\na: no\n", "1:1 : this header asks for YAML 1.1, where 'no' means false"],
  ])("refuses %s", (_, text, expected) => {
    expect(brief(problemsOf(text))[0]).toBe(expected);
  });

  it("takes the header of YAML 1.2", () => {
    expect(contentOf("%YAML 1.2\n---\na: no\n")).toEqual({ a: "no" });
  });

  it("says where a control character hides", () => {
    expect(brief(problemsOf("a: 1\nb: x\u0007y\n"))).toEqual(["2:5 : holds the control character U+0007"]);
  });

  it("refuses what is too long to be a configuration", () => {
    expect(brief(problemsOf(`a: ${"x".repeat(LONGEST_FILE_BYTES)}`))).toEqual([
      "null:null : is longer than 1024 KiB",
    ]);
  });

  it("survives brackets without an end", () => {
    for (const text of ["[".repeat(20_000), "a: {".repeat(5_000), "- ".repeat(20_000)])
      expect(problemsOf(text).length).toBeGreaterThan(0);
    expect(brief(problemsOf(`${"[".repeat(70)}${"]".repeat(70)}`))).toEqual([
      "1:66 : this is nested too deeply",
    ]);
  });

  it("survives aliases that multiply", () => {
    const bomb = Array.from({ length: 9 }, (_, index) =>
      index === 0
        ? "a0: &a0 [x]"
        : `a${index}: &a${index} [${Array.from({ length: 9 }, () => `*a${index - 1}`).join(", ")}]`,
    ).join("\n");
    expect(brief(problemsOf(bomb))).toEqual(["null:null : this is too entangled to be read"]);
    const many = `a: &a 1\nb: [${Array.from({ length: 102 }, () => "*a").join(", ")}]\n`;
    expect(brief(problemsOf(many))).toEqual(["2:405 b.100: more than 100 aliases"]);
  });

  it("tells of each line once, and no more than twenty", () => {
    const text = Array.from({ length: 30 }, (_, index) => `k${index}: @x`).join("\n");
    expect(problemsOf(text)).toHaveLength(20);
  });

  it("never throws, and points into the text, whatever the text", () => {
    const bits = fc.constantFrom(
      "a: ",
      "- ",
      "\n",
      "  ",
      "{",
      "}",
      "[",
      "]",
      "&x ",
      "*x",
      "!t ",
      "'",
      '"',
      "\t",
      "|\n",
      ">\n",
      "? ",
      "#",
      "---\n",
      "%YAML 1.1\n",
      "<<: ",
      "1",
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(bits).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const lines = text.split("\n");
        for (const { line, column } of problemsOf(text)) {
          expect(line ?? 1).toBeGreaterThanOrEqual(1);
          expect(line ?? 1).toBeLessThanOrEqual(lines.length + 1);
          expect(column ?? 1).toBeGreaterThanOrEqual(1);
          expect(column ?? 1).toBeLessThanOrEqual((lines[(line ?? 1) - 1]?.length ?? 0) + 2);
        }
      }),
      { numRuns: 400 },
    );
  });
});
