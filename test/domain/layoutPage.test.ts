import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figureNames } from "../../src/domain/figures.ts";
import { fillCells } from "../../src/domain/fillCells.ts";
import { glassOf, type Layout, linesOf } from "../../src/domain/glass.ts";
import { type LaidOutPage, layoutPage } from "../../src/domain/layoutPage.ts";
import type { PageContext, PageLine } from "../../src/domain/pageContext.ts";
import { languages } from "../../src/domain/vocabulary.ts";
import { line, twoByTwenty } from "./pageFixtures.ts";

const lay = (lines: readonly PageLine[], context: Partial<PageContext> = {}): LaidOutPage =>
  layoutPage({ id: "page-1", lines, blink: false }, { ...twoByTwenty, ...context });

/** The rows of a layout with every place for a figure drawn as its key in a box of the same width. */
const drawn = (layout: Layout): string[] =>
  layout.rows.map((row) =>
    row
      .map((part) =>
        part.kind === "fixed"
          ? part.run.text
          : `[${part.cell.key}]`.padEnd(part.cell.width).slice(0, part.cell.width),
      )
      .join(""),
  );

const keys = (page: LaidOutPage): string[] => page.cells.map((cell) => cell.key);

describe("a page on a display", () => {
  it("has labels in the display's language, folded, and places of fixed width for figures", () => {
    const page = lay([line("{label.waiting}{fill}{sales.waiting}"), line("{short.ready} {sales.ready}")]);
    expect(page.problems).toEqual([]);
    expect(page.layout.rows[0]).toEqual([
      { kind: "fixed", run: { text: "EN ATTENTE       ", colour: "green", blink: false } },
      { kind: "cell", cell: { key: "sales.waiting:3", width: 3 } },
    ]);
    expect(drawn(page.layout)[1]).toMatch(/^DISPO \[sa {5}/);
  });

  it("uses letters that the display has", () => {
    const page = lay([line("{label.refused}")], { charset: { letters: "É", missing: "" } });
    expect(drawn(page.layout)[0]).toBe("DISSUADÉS           ");
  });

  it("folds before it measures: Danish grows", () => {
    const page = lay([line("ÅÅÅÅÅÅÅÅÅÅÅ")], { language: "da" });
    expect(page.problems).toMatchObject([
      { line: 0, column: null, message: expect.stringMatching("22 columns wide") },
    ]);
  });

  it("takes the site's own words, and the names of queues", () => {
    const page = lay([line("{label.notReady}"), line("{service.name}:{sales.name | width 4}.")], {
      labels: { notReady: "EN RETRAIT" },
    });
    expect(drawn(page.layout)).toEqual(["EN RETRAIT          ", "Apres-vente:Tele.   "]);
  });

  it("has a clock and a date", () => {
    const page = lay([line("{clock} {date | left}"), line("{clock | width 6}")]);
    expect(page.problems).toEqual([]);
    expect(keys(page)).toEqual(["clock:5", "date:5<", "clock:6"]);
    expect(page.cells.map((cell) => cell.width)).toEqual([5, 5, 6]);
  });

  it("aligns left, in the middle and right", () => {
    const lines = [line("abc"), line("abc", { align: "centre" }), line("abc", { align: "right" })];
    expect(drawn(lay(lines, { rows: 3, columns: 8 }).layout)).toEqual(["abc     ", "  abc   ", "     abc"]);
  });

  it("lets several fills share the room, the left ones first", () => {
    expect(drawn(lay([line("a{fill}b{fill}c")], { columns: 8 }).layout)[0]).toBe("a   b  c");
    expect(drawn(lay([line("{fill}a{fill}")], { columns: 8 }).layout)[0]).toBe("    a   ");
    expect(drawn(lay([line("a{fill}{fill}b")], { columns: 8 }).layout)[0]).toBe("a      b");
  });

  it("colours a line, and blinks as an alarm", () => {
    const lines = [line("{sales.waiting}", { colour: "red" }), line("{sales.waiting}")];
    const page = layoutPage({ id: "alarm", lines, blink: true }, { ...twoByTwenty, columns: 4 });
    expect(page.layout.rows[0]?.[1]).toEqual({
      kind: "fixed",
      run: { text: " ", colour: "red", blink: true },
    });
    expect(keys(page)).toEqual(["sales.waiting:3/red!", "sales.waiting:3!"]);
    expect(page.cells[0]).toMatchObject({ colour: "red", blink: true });
  });

  it("blanks the rows that the page does not use", () => {
    expect(drawn(lay([line("abc")], { rows: 3 }).layout).slice(1)).toEqual([" ".repeat(20), " ".repeat(20)]);
  });
});

describe("cells that show the same", () => {
  it("are one cell, also on another page", () => {
    const page = lay([line("{sales.waiting} {sales.waiting}"), line("{sales.waiting | width 3 | right}")]);
    expect(keys(page)).toEqual(["sales.waiting:3", "mark.sales:6"]);
    expect(keys(lay([line("{sales.waiting}")]))).toEqual(keys(page));
  });

  it.each([
    "{sales.waiting}",
    "{all.waiting}",
    "{sales.ready}",
    "{sales.waiting | width 2}",
    "{sales.waiting | left}",
    "{sales.waiting | blank}",
    "{sales.longestWait}",
    "{sales.longestWait | hm}",
    "{sales.serviceLevel}",
    "{sales.serviceLevel | decimals 1}",
    "{sales.serviceLevel | decimals 1 | width 4}",
    "{clock}",
    "{date}",
  ])("are told from others: %s", (field) => {
    const all = [
      "{sales.waiting}{all.waiting}{sales.ready}{sales.waiting | width 2}{sales.waiting | left}{sales.waiting | blank}",
      "{sales.longestWait}{sales.longestWait | hm}{sales.serviceLevel}{sales.serviceLevel | decimals 1}",
      "{sales.serviceLevel | decimals 1 | width 4}{clock}{date}",
    ];
    const page = lay(
      all.map((text) => line(text)),
      { rows: 3 },
    );
    expect(page.problems).toEqual([]);
    expect(new Set(keys(page)).size).toBe(13);
    expect(keys(page)).toContain(keys(lay([line(field)]))[0]);
  });
});

describe("the mark of stale figures", () => {
  it("takes the right end of the first row with seven free columns", () => {
    const page = lay([
      line("{label.waiting} {sales.waiting}"),
      line("{label.target} {sales.ready | width 2}"),
    ]);
    expect(page.mark).toBe(true);
    expect(drawn(page.layout)).toEqual(["EN ATTENTE [sa      ", "OBJECTIF [s   [mark."]);
  });

  it("stands in the fill, with a blank towards both neighbours", () => {
    const page = lay([line("{label.waiting}{fill}{sales.waiting | width 2}")]);
    expect(drawn(page.layout)[0]).toBe("EN ATTENTE [mark. [s");
  });

  it("stands on the left of a line that is on the right", () => {
    expect(drawn(lay([line("{sales.waiting}", { align: "right" })]).layout)[0]).toBe("[mark.           [sa");
  });

  it("needs seven columns, or eight in the middle", () => {
    expect(lay([line("{sales.waiting}")], { rows: 1, columns: 10 }).mark).toBe(true);
    expect(lay([line("{sales.waiting}")], { rows: 1, columns: 9 }).mark).toBe(false);
    expect(lay([line("{sales.waiting}", { align: "right" })], { rows: 1, columns: 10 }).mark).toBe(true);
    expect(lay([line("{sales.waiting}", { align: "right" })], { rows: 1, columns: 9 }).mark).toBe(false);
    expect(lay([line("a{fill}{sales.waiting}")], { rows: 1, columns: 12 }).mark).toBe(true);
    expect(lay([line("a{fill}{sales.waiting}")], { rows: 1, columns: 11 }).mark).toBe(false);
  });

  it("takes a row that is empty", () => {
    expect(lay([line("{sales.waiting}")], { columns: 6 }).mark).toBe(true);
    expect(lay([line("{sales.waiting}")], { columns: 5 }).mark).toBe(false);
  });

  it("is not there when there is no figure", () => {
    const page = lay([line("{clock}")]);
    expect(page.mark).toBe(false);
    expect(page.subjects).toEqual([]);
  });

  it("is about every queue on the page", () => {
    const page = lay([line("{sales.waiting} {all.ready}")]);
    expect(page.subjects).toEqual(["sales", "all"]);
    expect(page.cells.at(-1)).toMatchObject({
      key: "mark.sales,all:6",
      shows: { subjects: ["sales", "all"] },
    });
  });
});

describe("what is wrong with a page", () => {
  it.each([
    ["{salez.waiting}", 1, "there is no queue or group 'salez'", "did you mean 'sales'?"],
    ["a {sales.waitng}", 3, "there is no figure 'waitng'", "did you mean 'waiting'?"],
    ["{sales}", 1, "there is nothing called 'sales'", "write for example {sales.waiting}"],
    ["{clok}", 1, "there is nothing called 'clok'", "did you mean 'clock'?"],
    ["{label.wating}", 1, "there is no label 'wating'", "did you mean 'waiting'?"],
    [
      "{short.offered}",
      1,
      "there is no short word 'offered'",
      expect.stringMatching(/^use one of: waiting, longestWait/),
    ],
    ["{labl.waiting}", 1, "there is no queue or group 'labl'", "did you mean 'label'?"],
    [
      "{sales.waiting | hm}",
      1,
      "'hm' does not fit {sales.waiting | hm}",
      "only width, left, right, blank can stand behind its bar",
    ],
    [
      "{sales.longestWait | decimals 1}",
      1,
      "'decimals' does not fit {sales.longestWait | decimals 1}",
      "only width, left, right, blank, hm can stand behind its bar",
    ],
    [
      "{sales.name | blank}",
      1,
      "'blank' does not fit {sales.name | blank}",
      "only width, left, right can stand behind its bar",
    ],
    ["{clock | hm}", 1, "'hm' does not fit {clock | hm}", "only width, left, right can stand behind its bar"],
    ["{fill | width 2}", 1, "'width' does not fit {fill | width 2}", "nothing can stand behind its bar"],
    ["{fill | left}", 1, "'left' does not fit {fill | left}", "nothing can stand behind its bar"],
    ["{clock | width 4}", 1, "{clock | width 4} needs 5 columns", "leave out the width"],
    [
      "{sales.serviceLevel | width 2}",
      1,
      "{sales.serviceLevel | width 2} is too narrow to be read",
      "write at least: | width 3",
    ],
    ["{sales.waiting | widht 2}", 18, "there is no 'widht' to write behind a bar", "did you mean 'width'?"],
  ])("%s", (text, column, message, advice) => {
    expect(lay([line("ok"), line(text)]).problems).toEqual([{ line: 1, column, message, advice }]);
  });

  it("says how wide each part is when a line is too wide", () => {
    const page = lay([line("{label.waiting} {sales.waiting}{fill}{sales.longestWait} {sales.ready}")]);
    expect(page.problems).toEqual([
      {
        line: 0,
        column: null,
        message:
          'line is 23 columns wide, the display has 20: {label.waiting} 10, " " 1, {sales.waiting} 3, {sales.longestWait} 5, " " 1, {sales.ready} 3',
        advice: 'shorten the text, or give a figure less room: "| width 2"',
      },
    ]);
    expect(drawn(page.layout)[0]).toHaveLength(20);
  });

  it("says when there are more lines than rows", () => {
    expect(lay([line("a"), line("b"), line("c")]).problems).toEqual([
      {
        line: 2,
        column: null,
        message: "the page has 3 lines, the display has 2 rows",
        advice: "put some lines on another page",
      },
    ]);
    expect(lay([line("a"), line("b")], { rows: 1 }).problems).toMatchObject([
      { message: "the page has 2 lines, the display has 1 row" },
    ]);
  });

  it("is all told at once, in the order of the text", () => {
    const page = lay([line("{salez.waiting} {sales.wating} {sales.waiting | x}"), line("}")]);
    expect(page.problems.map(({ line: index, column }) => [index, column])).toEqual([
      [0, 1],
      [0, 17],
      [0, 49],
      [1, 1],
    ]);
  });

  it("leaves letters out that the display has not, and warns", () => {
    const page = lay([line("☎ {sales.waiting}\u200b☎"), line("{sales.name}")]);
    expect(page.problems).toEqual([]);
    expect(page.warnings).toEqual([
      {
        line: 0,
        column: null,
        message: "the display cannot show ☎ (U+260E), U+200B",
        advice: "it is left out; write it otherwise",
      },
    ]);
  });

  it("warns of the letters in a queue's name", () => {
    const subjects = new Map([["sales", { displayName: "日本", kind: "queue" as const }]]);
    expect(lay([line("{sales.name}")], { subjects }).warnings).toMatchObject([{ line: 0 }]);
  });
});

describe("any page", () => {
  const field = fc.oneof(
    fc
      .tuple(
        fc.constantFrom("sales", "service", "all", "label", "short", "nobody"),
        fc.constantFrom(...figureNames, "name"),
      )
      .map((names) => names.join(".")),
    fc.constantFrom("fill", "clock", "date", "sales"),
  );
  const filter = fc.constantFrom(
    "",
    " | width 2",
    " | width 7",
    " | hm",
    " | decimals 1",
    " | blank",
    " | left",
  );
  const text = fc
    .array(
      fc.oneof(
        fc.string({ maxLength: 6 }),
        fc.tuple(field, filter).map(([name, bar]) => `{${name}${bar}}`),
      ),
      { maxLength: 5 },
    )
    .map((parts) => parts.join(""));
  const pageLine = fc.record({
    text,
    colour: fc.constantFrom(null, "red" as const),
    align: fc.constantFrom("left" as const, "centre" as const, "right" as const),
  });
  const size = fc.record({
    rows: fc.integer({ min: 1, max: 4 }),
    columns: fc.integer({ min: 1, max: 40 }),
    language: fc.constantFrom(...languages),
  });

  it("fills the display exactly, whatever its cells show", () => {
    fc.assert(
      fc.property(
        fc.array(pageLine, { minLength: 1, maxLength: 5 }),
        size,
        fc.boolean(),
        (lines, context, stale) => {
          const page = lay(lines, context);
          const values = fillCells(page.cells, {
            options: { serviceLevel: "computed" },
            reading: () => ({ statistics: null, stale, partlyStale: false, lastGood: stale ? 0 : null }),
            level: () => null,
            clock: () => 0,
          });
          const show = { layouts: [page.layout], alarms: [], page: "page-1", alarm: null, values };
          const glass = glassOf(show);
          expect(glass).toHaveLength(context.rows);
          for (const row of glass)
            expect(row.map((run) => run.text).join("")).toMatch(new RegExp(`^[ -~]{${context.columns}}$`));
          for (const cell of page.cells) expect(values.get(cell.key)?.text).toHaveLength(cell.width);
          expect(linesOf(glassOf({ ...show, values: new Map() }))).toHaveLength(context.rows);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("has a plan for each of its cells, each once, and says what is wrong inside the lines it has", () => {
    fc.assert(
      fc.property(fc.array(pageLine, { minLength: 1, maxLength: 5 }), size, (lines, context) => {
        const page = lay(lines, context);
        const used = page.layout.rows.flatMap((row) =>
          row.flatMap((part) => (part.kind === "cell" ? [part.cell.key] : [])),
        );
        expect(new Set(keys(page)).size).toBe(page.cells.length);
        for (const key of used) expect(keys(page)).toContain(key);
        for (const { line: index, column } of [...page.problems, ...page.warnings]) {
          const source = lines[index]?.text ?? "";
          expect(index).toBeLessThan(lines.length);
          expect(column === null || (column >= 1 && column <= source.length)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
