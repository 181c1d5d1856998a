import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { convert, type Unit, units } from "../../../src/drivers/acd/units.ts";

const nine = Date.UTC(2026, 0, 12, 9);
const numberIn = (raw: unknown, unit: Unit, reference: number | null = nine) => {
  const converted = convert(raw, unit, reference);
  return converted.ok ? converted.value : null;
};

describe("units", () => {
  it.each<[Unit, unknown, number]>([
    ["number", 7, 7],
    ["number", "0", 0],
    ["number", " 6.0 ", 6],
    ["s", "64", 64],
    ["ms", 31_900, 31.9],
    ["ms", "1", 0.001],
    ["min", 1.5, 90],
    ["percent", "78.5%", 78.5],
    ["ratio", 0.729, 72.9],
    ["hms", "01:02:03", 3_723],
    ["hms", "100:00:00", 360_000],
    ["hms", "0:0:5", 5],
    ["ms-text", "1:04", 64],
    ["ms-text", ":48", 48],
    ["ms-text", "725:05", 43_505],
    ["m-s-text", "10m30", 630],
    ["m-s-text", "10m 30s", 630],
    ["m-s-text", "2 min", 120],
    ["m-s-text", "45s", 45],
    ["m-s-text", "1h05", 3_900],
    ["m-s-text", "1h05m10", 3_910],
    ["m-s-text", "0s", 0],
    ["iso-duration", "PT1M4.5S", 64.5],
    ["iso-duration", "P1DT2H", 93_600],
    ["iso-duration", "PT0S", 0],
    ["start-instant", "2026-01-12T08:59:16Z", 44],
    ["start-instant", "2026-01-12T09:59:00+01:00", 60],
    ["start-epoch-ms", nine - 44_500, 44.5],
    ["start-epoch-ms", String(nine - 1_000), 1],
  ])("read %s %j as %d", (unit, raw, value) => {
    expect(numberIn(raw, unit)).toBeCloseTo(value, 9);
  });

  it.each<[Unit, unknown]>([
    ["number", "seven"],
    ["number", "1,234"],
    ["number", "0x10"],
    ["number", "1e9"],
    ["number", ""],
    ["number", true],
    ["number", undefined],
    ["number", {}],
    ["ms", "fast"],
    ["hms", "01:02"],
    ["hms", "01:61:00"],
    ["hms", 3_723],
    ["ms-text", "1:4"],
    ["ms-text", "1:60"],
    ["m-s-text", ""],
    ["m-s-text", "10"],
    ["m-s-text", "m30"],
    ["m-s-text", "30s10m"],
    ["m-s-text", 10],
    ["iso-duration", "P"],
    ["iso-duration", "PT"],
    ["iso-duration", "1M"],
    ["start-instant", "2026-01-12T08:59:16"],
    ["start-instant", 5],
    ["start-epoch-ms", "now"],
  ])("do not read %s %j", (unit, raw) => {
    expect(convert(raw, unit, nine)).toMatchObject({ ok: false, skewed: false });
  });

  it("take a star after a number as a threshold that was changed", () => {
    expect(convert("70*", "percent", null)).toEqual({ ok: true, value: 70, thresholdChanged: true });
    expect(convert("70", "percent", null)).toMatchObject({ thresholdChanged: false });
  });

  it("forgive clocks that differ by five seconds, and no more", () => {
    expect(numberIn(nine + 5_000, "start-epoch-ms")).toBe(0);
    expect(convert(nine + 5_001, "start-epoch-ms", nine)).toMatchObject({ ok: false, skewed: true });
  });

  it("know no age without a clock", () => {
    expect(convert(nine, "start-epoch-ms", null)).toMatchObject({ ok: false, skewed: true });
  });

  it("never throw", () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...units), (raw, unit) => {
        expect(typeof convert(raw, unit, nine).ok).toBe("boolean");
      }),
    );
  });
});
