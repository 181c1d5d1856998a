import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Layout } from "../../../../src/domain/glass.ts";
import { defineDisplayDriver } from "../../../../src/drivers/defineDisplayDriver.ts";
import { filesIn } from "../../../../src/drivers/display/alpha/command.ts";
import { planMemory } from "../../../../src/drivers/display/alpha/memoryPlan.ts";
import { alphaOptions } from "../../../../src/drivers/display/alpha/options.ts";
import { driver } from "../../../../src/drivers/display/alpha.ts";
import { cell, fixed, layout, model4120, twoPages } from "../bench.ts";

const options = (settings: Record<string, unknown> = {}) => alphaOptions.parse(settings);
const problems = (layouts: Layout[], alarms: Layout[] = [], settings: Record<string, unknown> = {}) =>
  driver.plan({ layouts, alarms }, model4120, options(settings));
const many = (count: number): Layout[] =>
  Array.from({ length: count }, (_, index) => layout(`page-${index}`, [fixed("X")]));
/** Pages of five figures each. */
const withCells = (count: number): Layout[] =>
  Array.from({ length: Math.ceil(count / 5) }, (_, page) => {
    const cells = Array.from({ length: Math.min(5, count - page * 5) }, (__, index) =>
      cell(`c${page}-${index}`, 3),
    );
    return layout(`page-${page}`, cells);
  });

describe("the memory plan", () => {
  it("gives pages the labels A, B, C and figures a, b, c, one for each figure of all pages", () => {
    const plan = planMemory(twoPages({}), model4120, options());
    expect([...plan.pages.values()].map((text) => text.label)).toEqual(["A", "B"]);
    expect(
      [...plan.strings.values()].map(({ key, label, width, size }) => [key, label, width, size]),
    ).toEqual([
      ["waiting", "a", 3, 12],
      ["longest", "b", 5, 16],
      ["ready", "c", 3, 12],
    ]);
  });

  it("locks every file against the keyboard and lets texts run always", () => {
    const files = filesIn(planMemory(twoPages({}), model4120, options()).table) ?? [];
    expect(files.map((file) => file.type + file.extra)).toEqual([
      "AFF00",
      "AFF00",
      "B0000",
      "B0000",
      "B0000",
    ]);
    expect(files.every((file) => file.locked)).toBe(true);
  });

  it("needs less room where accented letters take a single byte", () => {
    const eight = { ...model4120, serial: { ...model4120.serial, dataBits: 8 } } as const;
    const sizes = (model: typeof model4120, extended: string) =>
      [...planMemory(twoPages({}), model, options({ extended })).strings.values()].map(
        (string) => string.size,
      );
    expect(sizes(eight, "raw")).toEqual([9, 11, 9]);
    expect(sizes(model4120, "none")).toEqual([9, 11, 9]);
    expect(sizes(model4120, "raw")).toEqual([12, 16, 12]);
  });

  it("never takes a label that is forbidden, or taken", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 26 }), fc.integer({ min: 0, max: 100 }), (pages, cells) => {
        const layouts = [...withCells(cells), ...many(26)].slice(0, pages);
        const plan = planMemory({ layouts, alarms: [] }, model4120, options());
        const files = filesIn(plan.table) ?? [];
        const labels = files.map((file) => file.label);
        expect(new Set(labels).size).toBe(labels.length);
        expect(labels.filter((label) => "0?12345^~_]".includes(label))).toEqual([]);
      }),
    );
  });

  it("leaves out what does not fit instead of damaging the rest", () => {
    const plan = planMemory({ layouts: many(30), alarms: [] }, model4120, options());
    expect(plan.pages.size).toBe(26);
    const crowded = planMemory({ layouts: withCells(90), alarms: [] }, model4120, options());
    expect([...crowded.strings.values()].every((string) => string.label !== "")).toBe(true);
    expect([...crowded.pages.values()].at(-1)?.content).toContain("   ");
  });
});

describe("what is said of a plan that does not fit", () => {
  it("is nothing when it does", () => {
    expect(driver.plan(twoPages({}), model4120, options())).toEqual([]);
    expect(defineDisplayDriver(driver).bind(model4120, {}).plan(twoPages({}))).toEqual([]);
  });

  it.each([
    ["too many pages", many(27), "27 pages, an Alpha sign takes 26"],
    ["too many figures", withCells(90), "90 different figures on all pages together"],
    ["a row too wide", [layout("p", [fixed("x".repeat(18)), cell("a", 3)])], "row 1 is 21 characters wide"],
    ["too many rows", [layout("p", [], [], [])], "has 3 rows, the display has 2"],
  ])("names %s", (_, layouts, message) => {
    expect(problems(layouts)[0]?.message).toContain(message);
  });

  it("names a figure that no STRING file can hold", () => {
    const wide = driver.plan(
      { layouts: [layout("p", [cell("wide", 60)])], alarms: [] },
      { ...model4120, columns: 80 },
      options(),
    );
    expect(wide).toMatchObject([
      { layout: "p", message: "a figure is 60 characters wide, a STRING file holds 59 at most" },
    ]);
  });

  it("names an alarm that the priority file cannot hold", () => {
    const loud = layout(
      "loud",
      Array.from({ length: 20 }, (_, index) => fixed("!", index % 2 === 0 ? "red" : "green", true)),
    );
    expect(problems([], [loud])).toMatchObject([
      { layout: "loud", message: "takes 145 bytes, an alarm may take 125" },
    ]);
  });

  it("names the memory that is missing", () => {
    const rich = Array.from({ length: 26 }, (_, index) =>
      layout(`p${index}`, [fixed("x".repeat(20))], [fixed("y".repeat(20), "red")]),
    );
    expect(problems(rich, [], { memoryBytes: 1_000 })).toMatchObject([
      { layout: null, message: "the pages take 1586 bytes, the display has 1000" },
    ]);
  });

  it("says that a sign whose figures are never refreshed is never asked for errors", () => {
    const silent = { ...model4120, refresh: { ...model4120.refresh, valuesSeconds: null } };
    const asked = options({ verify: { everySeconds: 600 } });
    expect(driver.plan({ layouts: many(1), alarms: [] }, silent, asked)).toMatchObject([
      { layout: null, advice: expect.stringContaining("refresh.valuesSeconds") },
    ]);
    expect(driver.plan({ layouts: many(1), alarms: [] }, model4120, asked)).toEqual([]);
  });
});
