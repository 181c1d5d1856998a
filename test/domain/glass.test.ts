import { describe, expect, it } from "vitest";
import { glassOf, linesOf, type Show } from "../../src/domain/glass.ts";

const run = { text: "WAITING ", colour: "green", blink: false } as const;

const show: Show = {
  layouts: [
    {
      id: "page",
      rows: [
        [
          { kind: "fixed", run },
          { kind: "cell", cell: { key: "w", width: 2 } },
        ],
      ],
    },
  ],
  alarms: [{ id: "alarm", rows: [[{ kind: "fixed", run: { ...run, text: "ALERT" } }]] }],
  page: "page",
  alarm: null,
  values: new Map([["w", { text: " 7", colour: "red", blink: true }]]),
};

describe("glassOf", () => {
  it("puts the values into the cells of the page that is on", () => {
    expect(glassOf(show)).toEqual([[run, { text: " 7", colour: "red", blink: true }]]);
  });

  it("shows the alarm in place of the page", () => {
    expect(linesOf(glassOf({ ...show, alarm: "alarm" }))).toEqual(["ALERT"]);
  });

  it("leaves a cell without a value blank, as wide as it is", () => {
    expect(glassOf({ ...show, values: new Map() })[0]?.[1]?.text).toBe("  ");
  });

  it("is empty when no such page or alarm is known", () => {
    expect(glassOf({ ...show, page: "other" })).toEqual([]);
    expect(glassOf({ ...show, alarm: "other" })).toEqual([]);
  });
});
