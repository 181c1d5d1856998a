import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clockFormatter,
  dashes,
  dateFormatter,
  defaultWidths,
  type FigureFormat,
  figureFormatter,
  leastWidths,
  padTo,
} from "../../src/domain/formats.ts";
import { type Language, languages } from "../../src/domain/vocabulary.ts";

const plain: FigureFormat = {
  kind: "count",
  width: 3,
  align: "right",
  hm: false,
  decimals: 0,
  blankZero: false,
  roundDown: false,
};

const write = (format: Partial<FigureFormat>, value: number | null, language: Language = "en"): string =>
  figureFormatter({ ...plain, ...format }, language)(value);

describe("unknown and zero", () => {
  it.each(["count", "duration", "percent"] as const)("are never the same: %s", (kind) => {
    expect(write({ kind, width: 4 }, null)).toBe("  --");
    expect(write({ kind, width: 4 }, 0)).not.toContain("-");
    expect(write({ kind, width: 4 }, 0)).toContain("0");
  });

  it("may show a zero as nothing, but never something unknown", () => {
    expect(write({ blankZero: true }, 0)).toBe("   ");
    expect(write({ blankZero: true }, null)).toBe(" --");
    expect(write({ kind: "duration", width: 5, blankZero: true }, 0)).toBe("     ");
    expect(write({ blankZero: true }, 1)).toBe("  1");
  });

  it("shows dashes for what cannot be", () => {
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e12])
      expect(write({}, value)).toBe(" --");
  });

  it("cuts dashes to a place of one column", () => {
    expect(dashes(1, "right")).toBe("-");
    expect(dashes(4, "left")).toBe("--  ");
  });
});

describe("counts", () => {
  it.each([
    [0, 3, "  0"],
    [7, 3, "  7"],
    [999, 3, "999"],
    [1000, 3, "99+"],
    [100, 2, "9+"],
    [10, 1, "+"],
    [9999, 4, "9999"],
    [10000, 4, "999+"],
    [10000, 5, "10000"],
    [10000, 6, "10 000"],
    [150000, 7, "150 000"],
    [1234567, 9, "1 234 567"],
    [2.5, 3, "  3"],
    [2.4, 3, "  2"],
  ])("%d in %i columns is '%s'", (value, width, text) => {
    expect(write({ width }, value)).toBe(text);
  });

  it("may stand on the left", () => {
    expect(write({ align: "left" }, 7)).toBe("7  ");
    expect(write({ align: "left" }, null)).toBe("-- ");
  });
});

describe("waiting times", () => {
  const time = (seconds: number | null, hm = false, width = 5): string =>
    write({ kind: "duration", width, hm }, seconds).trim();

  it.each([
    [0, "0:00", "0"],
    [42, "0:42", "42s"],
    [64, "1:04", "1m04"],
    [725, "12:05", "12m05"],
    [3599, "59:59", "59m59"],
    [3600, "1h00", "1h00"],
    [3665, "1h01", "1h01"],
    [36_000, "10h00", "10h00"],
    [359_999, "99h59", "99h59"],
    [360_000, "--", "--"],
    [null, "--", "--"],
  ])("%s seconds", (seconds, colon, hm) => {
    expect(time(seconds)).toBe(colon);
    expect(time(seconds, true)).toBe(hm);
  });

  it("take a colon in every language, also in Danish", () => {
    for (const language of languages)
      expect(write({ kind: "duration", width: 5 }, 64, language)).toBe(" 1:04");
  });

  it("leave out seconds, then minutes, when there is no room", () => {
    expect(time(725, false, 4)).toBe("12m");
    expect(time(725, true, 4)).toBe("12m");
    expect(time(42, false, 3)).toBe("42s");
    expect(time(36_000, false, 4)).toBe("10h");
    expect(time(36_000, true, 3)).toBe("10h");
  });

  it("round once, half up", () => {
    expect(time(59.5)).toBe("1:00");
    expect(time(59.4)).toBe("0:59");
  });
});

describe("percentages", () => {
  it.each([
    ["en", "92.5%", "92.5%"],
    ["fr", "92,5%", "92,5 %"],
    ["da", "92,5%", "92,5 %"],
    ["sv", "92,5%", "92,5 %"],
    ["it", "92,5%", "92,5%"],
    ["es", "92,5%", "92,5 %"],
    ["pt", "92,5%", "92,5%"],
    ["ro", "92,5%", "92,5 %"],
  ] as const)("look like %s when the line has room", (language, tight, wide) => {
    expect(write({ kind: "percent", decimals: 1, width: 6 }, 92.5, language).trim()).toBe(tight);
    expect(write({ kind: "percent", decimals: 1, width: 7 }, 92.5, language).trim()).toBe(wide);
  });

  it.each([
    [92.5, 4, 0, " 93%"],
    [100, 4, 0, "100%"],
    [0, 4, 0, "  0%"],
    [100, 3, 0, "100"],
    [99, 3, 0, "99%"],
    [1000, 4, 0, "1000"],
    [12345, 4, 0, "999+"],
    [100, 5, 1, " 100%"],
    [99.96, 6, 1, "100.0%"],
    [56.99999999999999, 4, 0, " 57%"],
  ])("%d in %i columns with %i decimals is '%s'", (value, width, decimals, text) => {
    expect(write({ kind: "percent", width, decimals: decimals === 1 ? 1 : 0 }, value)).toBe(text);
  });

  it("never look like a met goal when rounded down", () => {
    expect(write({ kind: "percent", width: 4, roundDown: true }, 79.6)).toBe(" 79%");
    expect(write({ kind: "percent", width: 6, decimals: 1, roundDown: true }, 79.96)).toBe(" 79.9%");
    expect(write({ kind: "percent", width: 4, roundDown: true }, 100 * (57 / 100))).toBe(" 57%");
    expect(write({ kind: "percent", width: 4 }, 79.6)).toBe(" 80%");
  });
});

describe("clock and date", () => {
  const morning = Date.UTC(2026, 0, 5, 8, 5);

  it.each([
    ["en", "08:05", "05/01"],
    ["fr", "08:05", "05/01"],
    ["da", "08.05", "05.01"],
    ["sv", "08:05", "05/01"],
    ["it", "08:05", "05/01"],
    ["es", "08:05", "  5/1"],
    ["pt", "08:05", "05/01"],
    ["ro", "08:05", "05.01"],
  ] as const)("in %s", (language, clock, date) => {
    expect(clockFormatter(language, "UTC")(morning)).toBe(clock);
    expect(dateFormatter(language, "UTC")(morning)).toBe(date);
  });

  it("follow the zone of the site, and midnight is 00", () => {
    expect(clockFormatter("fr", "Europe/Paris")(morning)).toBe("09:05");
    expect(clockFormatter("en", "UTC")(Date.UTC(2026, 0, 5, 0, 5))).toBe("00:05");
  });

  it("follow the machine when the site names no zone", () => {
    const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(clockFormatter("fr", null)(morning)).toBe(clockFormatter("fr", here)(morning));
  });

  it("are dashes when the time is not known", () => {
    for (const at of [null, Number.NaN, 9e15]) {
      expect(clockFormatter("en", "UTC")(at)).toBe("--:--");
      expect(dateFormatter("en", "UTC")(at)).toBe("--/--");
    }
  });
});

describe("any value", () => {
  const format = fc
    .record({
      kind: fc.constantFrom("count" as const, "duration" as const, "percent" as const),
      width: fc.integer({ min: 1, max: 12 }),
      align: fc.constantFrom("left" as const, "right" as const),
      hm: fc.boolean(),
      decimals: fc.constantFrom(0 as const, 1 as const),
      blankZero: fc.boolean(),
      roundDown: fc.boolean(),
    })
    .filter(({ kind, width }) => width >= leastWidths[kind]);
  const value = fc.oneof(
    fc.constant(null),
    fc.double(),
    fc.nat(),
    fc.double({ min: 0, max: 400_000, noNaN: true }),
  );

  it("takes exactly its width, in plain ASCII", () => {
    fc.assert(
      fc.property(format, value, fc.constantFrom(...languages), (given, figure, language) => {
        expect(figureFormatter(given, language)(figure)).toMatch(new RegExp(`^[ -~]{${given.width}}$`));
      }),
      { numRuns: 2000 },
    );
  });

  it("shows no digit for something unknown, and only blanks or digits for a zero", () => {
    fc.assert(
      fc.property(format, fc.constantFrom(...languages), (given, language) => {
        const formatted = figureFormatter(given, language);
        expect(formatted(null)).not.toMatch(/\d/);
        expect(formatted(null).trim()).not.toBe("");
        expect(formatted(0)).not.toContain("-");
      }),
    );
  });

  it("has a clock of five columns", () => {
    fc.assert(
      fc.property(fc.double(), fc.constantFrom(...languages), (at, language) => {
        expect(clockFormatter(language, "UTC")(at)).toMatch(/^[ -~]{5}$/);
        expect(dateFormatter(language, "UTC")(at)).toMatch(/^[ -~]{5}$/);
      }),
    );
  });
});

it("has a width for the widest value of each kind", () => {
  expect(write({ width: defaultWidths.count }, 12)).toBe(" 12");
  expect(write({ kind: "duration", width: defaultWidths.duration }, 359_999)).toBe("99h59");
  expect(write({ kind: "percent", width: defaultWidths.percent }, 100)).toBe("100%");
  expect(write({ kind: "percent", decimals: 1, width: defaultWidths.percentWithDecimal }, 100, "fr")).toBe(
    "100,0%",
  );
});

it("cuts what is wider than its place", () => {
  expect(padTo("abcdef", 3, "left")).toBe("abc");
  expect(padTo("ab", 3, "left")).toBe("ab ");
  expect(padTo("ab", 3, "right")).toBe(" ab");
});
