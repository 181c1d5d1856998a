import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isZone, localClock, parseLocal } from "../../../src/drivers/acd/localTime.ts";
import { parseInstant } from "../../../src/drivers/acd/timestamp.ts";

const instantIn = (zone: string, text: string, near: number | null = null) => {
  const fields = parseLocal(text);
  return fields === null ? null : localClock(zone)(fields, near);
};

const at = (text: string) => ({ ok: true, instant: Date.parse(text) });

describe("local times", () => {
  it.each([
    ["Europe/Paris", "2026-01-12 10:00:05.0", "2026-01-12T09:00:05Z"],
    ["Europe/Paris", "2026-07-12T10:00:05", "2026-07-12T08:00:05Z"],
    ["Europe/Lisbon", "2026-01-12 10:00", "2026-01-12T10:00:00Z"],
    ["America/New_York", "2026-01-12 10:00:05", "2026-01-12T15:00:05Z"],
    ["Asia/Kathmandu", "2026-01-12 10:00:05", "2026-01-12T04:15:05Z"],
    ["Pacific/Kiritimati", "2026-01-01 00:30:00", "2025-12-31T10:30:00Z"],
    ["UTC", "1970-01-01 00:00:00,250", "1970-01-01T00:00:00.250Z"],
  ])("of %s at %s are %s", (zone, text, instant) => {
    expect(instantIn(zone, text)).toEqual(at(instant));
  });

  it.each(["2026-01-12", "12/01/2026 10:00", "2026-01-12 10:00:05Z", "2026-1-12 10:00", ""])(
    "are not written %j",
    (text) => {
      expect(parseLocal(text)).toBeNull();
    },
  );

  it.each(["2026-02-30 10:00", "2026-13-01 10:00", "2026-01-12 24:00", "1969-12-31 10:00"])(
    "do not exist at %s in any zone",
    (text) => {
      expect(instantIn("UTC", text)).toEqual({ ok: false, message: "is not a date" });
    },
  );

  // In Paris the clocks skip 02:00 to 03:00 on 29 March 2026.
  it("do not exist in the hour that the clocks skip", () => {
    expect(instantIn("Europe/Paris", "2026-03-29 02:30:00")).toMatchObject({ ok: false });
    expect(instantIn("Europe/Paris", "2026-03-29 01:59:59")).toEqual(at("2026-03-29T00:59:59Z"));
    expect(instantIn("Europe/Paris", "2026-03-29 03:00:00")).toEqual(at("2026-03-29T01:00:00Z"));
  });

  // In Paris 02:00 to 03:00 comes twice on 25 October 2026.
  it("of the hour that comes twice are the ones nearer to reception, and none without it", () => {
    const text = "2026-10-25 02:30:00";
    const [first, second] = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"];
    expect(instantIn("Europe/Paris", text, Date.parse(first) + 5_000)).toEqual(at(first));
    expect(instantIn("Europe/Paris", text, Date.parse(second) + 5_000)).toEqual(at(second));
    expect(instantIn("Europe/Paris", text)).toMatchObject({ ok: false });
  });

  it("are what a clock on the wall of that zone shows", () => {
    const zones = ["Europe/Paris", "Europe/Bucharest", "America/St_Johns", "Australia/Lord_Howe"] as const;
    const clocks = new Map(zones.map((zone) => [zone, localClock(zone)]));
    const instant = fc.integer({ min: Date.UTC(2012, 0) / 1_000, max: Date.UTC(2100, 0) / 1_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (zone, seconds) => {
        const shown = new Intl.DateTimeFormat("sv-SE", {
          timeZone: zone,
          dateStyle: "short",
          timeStyle: "medium",
        }).format(seconds * 1_000);
        const fields = parseLocal(shown);
        if (fields === null) throw new Error(`cannot read ${shown}`);
        expect(clocks.get(zone)?.(fields, seconds * 1_000)).toEqual({ ok: true, instant: seconds * 1_000 });
      }),
      { numRuns: 500 },
    );
  });

  it("tell zones from other words", () => {
    expect(isZone("Europe/Paris")).toBe(true);
    expect(isZone("Europe/Atlantis")).toBe(false);
  });
});

describe("instants", () => {
  it.each([
    ["2026-02-14T10:18:00Z", "2026-02-14T10:18:00.000Z"],
    ["2026-02-14t10:18z", "2026-02-14T10:18:00.000Z"],
    ["2026-02-14T10:18:00.123456+02:00", "2026-02-14T08:18:00.123Z"],
    ["2026-02-14T10:18:00,5-0530", "2026-02-14T15:48:00.500Z"],
  ])("are read from %s", (text, instant) => {
    expect(parseInstant(text)).toBe(Date.parse(instant));
  });

  it.each(["2026-02-14T10:18:00", "2026-02-14", "2026-02-31T10:18:00Z", "2026-02-14T10:60:00Z", "now"])(
    "are not read from %s",
    (text) => {
      expect(parseInstant(text)).toBeNull();
    },
  );

  it("survive being written and read", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (instant) => {
        expect(parseInstant(new Date(instant).toISOString())).toBe(instant);
      }),
    );
  });
});
