import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noDataId, noDataLayout, textLayout } from "../../src/domain/builtInPages.ts";
import { type CellSource, fillCells } from "../../src/domain/fillCells.ts";
import { glassOf, type Layout } from "../../src/domain/glass.ts";
import type { PageContext } from "../../src/domain/pageContext.ts";
import { languages } from "../../src/domain/vocabulary.ts";
import { twoByTwenty } from "./pageFixtures.ts";

const source: CellSource = {
  options: { serviceLevel: "computed" },
  reading: () => ({
    statistics: null,
    stale: true,
    partlyStale: false,
    lastGood: Date.UTC(2026, 0, 5, 9, 18),
  }),
  level: () => null,
  clock: () => Date.UTC(2026, 0, 5, 9, 30),
};

/** The rows with every figure filled in, blanks at the end included. */
function rows({ layout, cells }: ReturnType<typeof noDataLayout>): string[] {
  const values = fillCells(cells, source);
  return glassOf({ layouts: [layout], alarms: [], page: layout.id, alarm: null, values }).map((row) =>
    row.map((run) => run.text).join(""),
  );
}

const noData = (context: Partial<PageContext>): string[] =>
  rows(noDataLayout({ ...twoByTwenty, ...context }, ["sales"]));

const text = (words: string, context: Partial<PageContext> = {}): string[] =>
  rows({ layout: textLayout("@stop", words, { ...twoByTwenty, ...context }), cells: [] });

describe("the page that says that nothing is known", () => {
  it("has the words in the middle and the time of the last good figure below", () => {
    expect(noData({})).toEqual(["    SANS DONNEES    ", "       @10:18       "]);
    expect(noData({ rows: 4, language: "da" })).toEqual([
      " ".repeat(20),
      "     INGEN DATA     ",
      "       @10.18       ",
      " ".repeat(20),
    ]);
  });

  it("has the time beside the words on a display of one row", () => {
    expect(noData({ rows: 1 })).toEqual(["SANS DONNEES  @10:18"]);
    expect(noData({ rows: 1, columns: 19 })).toEqual(["SANS DONNEES @10:18"]);
  });

  it("has the words alone where there is no room for the time", () => {
    expect(noData({ rows: 1, columns: 18 })).toEqual(["   SANS DONNEES   "]);
    expect(noData({ rows: 2, columns: 5, language: "en" })).toEqual(["NO DA", "     "]);
  });

  it("takes the site's own words and a name no page of a site can have", () => {
    expect(noData({ labels: { noData: "PANNE ACD" } })[0]).toBe("     PANNE ACD      ");
    expect(noDataLayout(twoByTwenty, ["sales"]).layout.id).toBe(noDataId);
  });
});

describe("a plain text", () => {
  it("is broken between words and stands in the middle", () => {
    expect(text("Fermé pour cause de grève")).toEqual(["Ferme pour cause de ", "       greve        "]);
    expect(text("Fermé", { rows: 3 })).toEqual([" ".repeat(20), "       Ferme        ", " ".repeat(20)]);
  });

  it("goes on in the next row where a word is too long, and is cut at the last row", () => {
    expect(text("anticonstitutionnellement")).toEqual(["anticonstitutionnell", "       ement        "]);
    expect(text("un deux trois", { columns: 5 })).toEqual([" un  ", "deux "]);
  });

  it("may be empty: a blank display", () => {
    expect(text("")).toEqual([" ".repeat(20), " ".repeat(20)]);
    expect(text(" \n ")).toEqual([" ".repeat(20), " ".repeat(20)]);
  });

  it("is never read as a template", () => {
    expect(text("{sales.waiting}")[0]).toBe("  {sales.waiting}   ");
  });
});

it("built-in pages fill every display exactly", () => {
  const sizes = fc.record({
    rows: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 30 }),
    language: fc.constantFrom(...languages),
  });
  const fits = (
    shown: readonly string[],
    { rows: count, columns }: { rows: number; columns: number },
  ): void => {
    expect(shown).toHaveLength(count);
    for (const row of shown) expect(row).toMatch(new RegExp(`^[ -~]{${columns}}$`));
  };
  fc.assert(
    fc.property(sizes, fc.string({ unit: "grapheme" }), (size, words) => {
      fits(noData(size), size);
      fits(text(words, size), size);
    }),
  );
});

it("two displays of a kind get the same layout", () => {
  const once: Layout = noDataLayout(twoByTwenty, ["sales"]).layout;
  expect(noDataLayout(twoByTwenty, ["sales"]).layout).toEqual(once);
});
