import { describe, expect, it } from "vitest";
import { type CellReading, type CellSource, fillCells } from "../../src/domain/fillCells.ts";
import type { Run } from "../../src/domain/glass.ts";
import { layoutPage } from "../../src/domain/layoutPage.ts";
import { line, statistics, twoByTwenty } from "./pageFixtures.ts";

const fresh = (known: Parameters<typeof statistics>[0]): CellReading => ({
  statistics: statistics(known),
  stale: false,
  partlyStale: false,
  lastGood: null,
});

const noon = Date.UTC(2026, 0, 5, 11, 0);

const cellsOf = (text: string, options: { blink?: boolean; colour?: "red" } = {}) =>
  layoutPage(
    { id: "page", lines: [line(text, { colour: options.colour ?? null })], blink: options.blink ?? false },
    { ...twoByTwenty, columns: 40 },
  ).cells;

function fill(
  text: string,
  readings: Readonly<Record<string, CellReading>>,
  options: { blink?: boolean; colour?: "red" } & Partial<CellSource> = {},
): ReadonlyMap<string, Run> {
  return fillCells(cellsOf(text, options), {
    options: { serviceLevel: "computed" },
    reading: (subject) => readings[subject] ?? null,
    level: () => null,
    clock: () => noon,
    ...options,
  });
}

describe("a figure", () => {
  it("is shown in its width", () => {
    const values = fill("{sales.waiting} {sales.longestWait}", {
      sales: fresh({ now: { waiting: 12, longestWaitSeconds: 64 } }),
    });
    expect(values.get("sales.waiting:3")).toEqual({ text: " 12", colour: "green", blink: false });
    expect(values.get("sales.longestWait:5")?.text).toBe(" 1:04");
  });

  it("keeps unknown, stale and zero apart", () => {
    const text = (reading: CellReading): string | undefined =>
      fill("{sales.waiting}", { sales: reading }).get("sales.waiting:3")?.text;
    expect(text(fresh({ now: { waiting: 0 } }))).toBe("  0");
    expect(text(fresh({ now: { waiting: null } }))).toBe(" --");
    expect(text({ ...fresh({ now: { waiting: 7 } }), stale: true })).toBe(" --");
    expect(text({ statistics: null, stale: false, partlyStale: false, lastGood: null })).toBe(" --");
    expect(fill("{sales.waiting}", {}).get("sales.waiting:3")?.text).toBe(" --");
  });

  it("takes the service level that the site chose", () => {
    const sales = fresh({ serviceLevel: { percent: 79.6, vendorPercent: 82 } });
    const level = (serviceLevel: "computed" | "vendor"): string | undefined =>
      fill("{sales.serviceLevel}", { sales }, { options: { serviceLevel } }).get("sales.serviceLevel:4")
        ?.text;
    expect(level("computed")).toBe(" 79%");
    expect(level("vendor")).toBe(" 82%");
  });

  it("takes the colour of its threshold", () => {
    const level: CellSource["level"] = (subject, figure) =>
      subject === "sales" && figure === "waiting" ? { colour: "red", blink: true } : null;
    const readings = { sales: fresh({ now: { waiting: 12 }, agents: { ready: 1 } }) };
    const values = fill("{sales.waiting} {sales.ready}", readings, { level });
    expect(values.get("sales.waiting:3")).toEqual({ text: " 12", colour: "red", blink: true });
    expect(values.get("sales.ready:3")).toEqual({ text: "  1", colour: "green", blink: false });
  });

  it("has its line's colour and does not blink while it is unknown or stale, whatever a threshold says", () => {
    const level: CellSource["level"] = () => ({ colour: "amber", blink: true });
    const stale = { ...fresh({ now: { waiting: 12 } }), stale: true };
    for (const reading of [stale, fresh({})]) {
      const values = fill("{sales.waiting}", { sales: reading }, { level, colour: "red" });
      expect(values.get("sales.waiting:3/red")).toEqual({ text: " --", colour: "red", blink: false });
    }
  });

  it("blinks on an alarm that blinks", () => {
    const values = fill("{sales.waiting}", { sales: fresh({ now: { waiting: 1 } }) }, { blink: true });
    expect(values.get("sales.waiting:3!")).toEqual({ text: "  1", colour: "green", blink: true });
  });
});

describe("the clock", () => {
  it("is the wall clock in the site's zone", () => {
    const values = fill("{clock} {date}", {});
    expect(values.get("clock:5")?.text).toBe("12:00");
    expect(values.get("date:5")?.text).toBe("05/01");
  });

  it("is dashes while nobody knows the time", () => {
    expect(fill("{clock}", {}, { clock: () => null }).get("clock:5")?.text).toBe("--:--");
  });
});

describe("the mark of stale figures", () => {
  const stale = (lastGood: number | null): CellReading => ({
    statistics: statistics({}),
    stale: true,
    partlyStale: false,
    lastGood,
  });
  const mark = (
    readings: Readonly<Record<string, CellReading>>,
    clock: number | null = noon,
  ): string | undefined =>
    fill("{sales.waiting} {service.waiting}", readings, { clock: () => clock }).get("mark.sales,service:6")
      ?.text;
  const minutesAgo = (minutes: number): number => noon - minutes * 60_000;

  it("is blank while everything is fresh", () => {
    expect(mark({ sales: fresh({}), service: fresh({}) })).toBe("      ");
  });

  it("names the time of the last good figure", () => {
    expect(mark({ sales: fresh({}), service: stale(minutesAgo(102)) })).toBe("@10:18");
  });

  it("says that a part of a group is missing, though the rest is shown", () => {
    const group = { ...fresh({ now: { waiting: 3 } }), partlyStale: true, lastGood: minutesAgo(102) };
    expect(mark({ sales: group, service: fresh({}) })).toBe("@10:18");
  });

  it("names the oldest of several", () => {
    expect(mark({ sales: stale(minutesAgo(5)), service: stale(minutesAgo(102)) })).toBe("@10:18");
  });

  it("names the day when that was not today", () => {
    expect(mark({ sales: fresh({}), service: stale(minutesAgo(24 * 60)) })).toBe("@04/01");
    expect(mark({ sales: fresh({}), service: stale(minutesAgo(11 * 60)) })).toBe("@01:00");
  });

  it("is dashes when the time is not known", () => {
    expect(mark({ sales: fresh({}), service: stale(null) })).toBe("@--:--");
    expect(mark({ sales: stale(minutesAgo(5)), service: stale(null) })).toBe("@--:--");
    expect(mark({ sales: fresh({}) })).toBe("@--:--");
    expect(
      mark({
        sales: fresh({}),
        service: { statistics: null, stale: false, partlyStale: false, lastGood: null },
      }),
    ).toBe("@--:--");
  });

  it("still tells the time of day when the present time is not known", () => {
    expect(mark({ sales: fresh({}), service: stale(minutesAgo(102)) }, null)).toBe("@10:18");
  });
});
