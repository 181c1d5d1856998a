import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostFields, mostWidth, parseTemplate } from "../../src/domain/template.ts";

const none = { width: null, align: null, hm: false, decimals: null, blank: false };

describe("the text of a line", () => {
  it("is plain text and fields", () => {
    expect(parseTemplate("EN ATTENTE {sales.waiting}!")).toEqual({
      parts: [
        { kind: "text", text: "EN ATTENTE " },
        { kind: "field", path: ["sales", "waiting"], filters: none, source: "{sales.waiting}", column: 12 },
        { kind: "text", text: "!" },
      ],
      problems: [],
    });
  });

  it("may have fields of one word, with spaces around it", () => {
    expect(parseTemplate("{ clock }{fill}").parts).toMatchObject([
      { path: ["clock"], source: "{ clock }", column: 1 },
      { path: ["fill"], column: 10 },
    ]);
  });

  it("shows braces that are doubled", () => {
    expect(parseTemplate("{{a}} {{{sales.waiting}}}")).toMatchObject({
      parts: [{ text: "{a} {" }, { path: ["sales", "waiting"] }, { text: "}" }],
      problems: [],
    });
  });

  it("may be empty", () => {
    expect(parseTemplate("")).toEqual({ parts: [], problems: [] });
  });
});

describe("what stands behind a bar", () => {
  it.each([
    ["width 2", { width: 2 }],
    ["left", { align: "left" }],
    ["right", { align: "right" }],
    ["hm", { hm: true }],
    ["decimals 0", { decimals: 0 }],
    ["decimals 1", { decimals: 1 }],
    ["blank", { blank: true }],
    ["width 4 | hm|left", { width: 4, hm: true, align: "left" }],
  ])("%s", (filters, expected) => {
    const { parts, problems } = parseTemplate(`{a.b | ${filters}}`);
    expect(problems).toEqual([]);
    expect(parts).toMatchObject([{ path: ["a", "b"], filters: { ...none, ...expected } }]);
  });
});

describe("what is wrong", () => {
  it.each([
    ["a {sales.waiting", 3, "this { is never closed", "close it with }, or write {{ to show a brace"],
    ["a } b", 3, "this } closes nothing", "write }} to show a brace"],
    [
      "ab {}",
      5,
      "nothing stands between the braces",
      "write for example {sales.waiting}, or {{ and }} for braces that are to be shown",
    ],
    [
      "{ 5 > 3 }",
      3,
      "'5 > 3' is not a figure's name",
      "write for example {sales.waiting}, or {{ and }} for braces that are to be shown",
    ],
    [
      "{a.b.c}",
      2,
      "'a.b.c' is not a figure's name",
      "write for example {sales.waiting}, or {{ and }} for braces that are to be shown",
    ],
    ["{a.b | widht 3}", 8, "there is no 'widht' to write behind a bar", "did you mean 'width'?"],
    [
      "{a.b | constructor}",
      8,
      "there is no 'constructor' to write behind a bar",
      "use one of: width, decimals, left, right, hm, blank",
    ],
    ["{a.b |}", 7, "nothing stands behind the bar", "write one of: width, decimals, left, right, hm, blank"],
    ["{a.b | width}", 8, "'width' needs a number from 1 to 40", "write for example: | width 2"],
    ["{a.b | width 0}", 8, "'width' needs a number from 1 to 40", "write for example: | width 2"],
    ["{a.b | width 41}", 8, "'width' needs a number from 1 to 40", "write for example: | width 2"],
    ["{a.b | width two}", 8, "'width' needs a number from 1 to 40", "write for example: | width 2"],
    ["{a.b|hm|decimals 2}", 9, "'decimals' needs 0 or 1", "write for example: | decimals 1"],
    ["{a.b | hm 2}", 8, "'hm' takes nothing behind it", "write only: | hm"],
  ])("%s", (text, column, message, advice) => {
    expect(parseTemplate(text).problems).toEqual([{ column, message, advice }]);
  });

  it("is all told at once", () => {
    expect(parseTemplate("{a.b | x | width} } {").problems.map((problem) => problem.column)).toEqual([
      8, 12, 19, 21,
    ]);
  });

  it("includes too many fields, once", () => {
    const { parts, problems } = parseTemplate("{a.b}".repeat(mostFields + 2));
    expect(parts).toHaveLength(mostFields);
    expect(problems).toMatchObject([
      { column: mostFields * 5 + 1, message: "more than 32 fields in one line" },
    ]);
  });
});

describe("any text", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("{", "}", "{{", "}}", "|", "width 3", "sales.waiting", " "),
  );

  it("never throws, and every problem lies inside the text", () => {
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        (text) => {
          const { problems } = parseTemplate(text);
          for (const { column } of problems) {
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("without braces is itself, and so is any text with its braces doubled", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const doubled = text.replaceAll("{", "{{").replaceAll("}", "}}");
        expect(parseTemplate(doubled)).toEqual({ parts: [{ kind: "text", text }], problems: [] });
      }),
    );
  });

  it("has fields exactly where they were written", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: mostWidth }),
        fc.string({ unit: fc.constantFrom("a", " ", "é") }),
        (width, before) => {
          const source = `{sales.ready | width ${width}}`;
          const { parts, problems } = parseTemplate(`${before}${source}`);
          expect(problems).toEqual([]);
          expect(parts.at(-1)).toMatchObject({ source, column: before.length + 1, filters: { width } });
        },
      ),
    );
  });
});
