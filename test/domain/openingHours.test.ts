import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { laterDay, localDayReader, minutesOf, weekdays } from "../../src/domain/localDay.ts";
import { type HoursRule, isOpen, nextOpening } from "../../src/domain/openingHours.ts";

const paris = localDayReader("Europe/Paris");
const at = (text: string) => paris(Date.parse(text));

const rules: readonly HoursRule[] = [
  { days: ["mon", "tue", "wed", "thu", "fri"], from: "08:30", to: "12:00" },
  { days: ["mon", "tue", "wed", "thu", "fri"], from: "13:00", to: "19:00" },
  { days: ["sat"], from: "09:00", to: "13:00" },
  { date: "2026-12-25", closed: true },
  { date: "2026-12-24", from: "08:30", to: "10:00" },
];

describe("localDayReader", () => {
  it.each([
    ["2026-02-14T22:59:00Z", { date: "2026-02-14", weekday: "sat", minutes: 1439 }],
    ["2026-02-14T23:00:00Z", { date: "2026-02-15", weekday: "sun", minutes: 0 }],
    ["2026-03-29T00:59:00Z", { date: "2026-03-29", weekday: "sun", minutes: 119 }],
    ["2026-03-29T01:00:00Z", { date: "2026-03-29", weekday: "sun", minutes: 180 }],
  ])("reads %s as people in Paris do, over the change of the clocks too", (utc, day) => {
    expect(at(utc)).toEqual(day);
  });

  it("knows the machine's own zone", () => {
    expect(localDayReader(null)(0).date).toMatch(/^19(69|70)-/);
  });

  it("counts days over the end of months and years", () => {
    const day = at("2027-12-30T12:00:00Z");
    expect(laterDay(day, 2)).toEqual({ date: "2028-01-01", weekday: "sat", minutes: 0 });
    expect(laterDay(at("2028-02-28T12:00:00Z"), 1).date).toBe("2028-02-29");
  });

  it("agrees with the calendar for every day of two centuries", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 73_000 }), (days) => {
        const day = new Date(days * 86_400_000 + 43_200_000);
        const { date, weekday } = localDayReader("UTC")(day.getTime());
        expect(date).toBe(day.toISOString().slice(0, 10));
        expect(weekdays.indexOf(weekday)).toBe((day.getUTCDay() + 6) % 7);
      }),
    );
  });

  it("reads times of day", () => {
    expect([minutesOf("00:00"), minutesOf("08:30"), minutesOf("24:00")]).toEqual([0, 510, 1440]);
  });
});

describe("isOpen", () => {
  it.each([
    ["2026-02-16T08:29:00+01:00", false],
    ["2026-02-16T08:30:00+01:00", true],
    ["2026-02-16T12:00:00+01:00", false],
    ["2026-02-16T13:00:00+01:00", true],
    ["2026-02-14T12:59:00+01:00", true],
    ["2026-02-15T12:00:00+01:00", false],
    ["2026-12-25T10:00:00+01:00", false],
    ["2026-12-24T09:59:00+01:00", true],
    ["2026-12-24T14:00:00+01:00", false],
  ])("at %s: %s", (text, open) => {
    expect(isOpen(rules, at(text))).toBe(open);
  });

  it("is always so without rules", () => {
    expect(isOpen([], at("2026-02-15T03:00:00Z"))).toBe(true);
  });
});

describe("nextOpening", () => {
  it.each([
    ["before work", "2026-02-16T06:00:00+01:00", "08:30"],
    ["at lunch", "2026-02-16T12:30:00+01:00", "13:00"],
    ["on Saturday night", "2026-02-14T20:00:00+01:00", "08:30"],
    ["on Friday night", "2026-02-13T20:00:00+01:00", "09:00"],
    ["at Christmas, which is a Friday", "2026-12-25T10:00:00+01:00", "09:00"],
  ])("%s", (_, text, opening) => {
    expect(nextOpening(rules, at(text))).toBe(opening);
  });

  it("is not known when the centre stays closed", () => {
    expect(nextOpening([{ date: "2026-02-16", closed: true }], at("2026-02-16T10:00:00Z"))).toBeNull();
  });

  it("is a moment at which the centre is open", () => {
    const time = fc.integer({ min: 0, max: 1439 });
    const rule = fc
      .tuple(fc.subarray([...weekdays], { minLength: 1 }), time, time)
      .filter(([, a, b]) => a !== b)
      .map(([days, a, b]): HoursRule => ({ days, from: text(Math.min(a, b)), to: text(Math.max(a, b)) }));
    const text = (minutes: number): string =>
      `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 20_000 }),
        (hours, day) => {
          const now = { ...laterDay(at("2026-01-01T12:00:00Z"), day), minutes: 720 };
          const opening = nextOpening(hours, now);
          expect(opening).not.toBeNull();
          const open = Array.from({ length: 9 }, (_, ahead) => ({
            ...laterDay(now, ahead),
            minutes: minutesOf(opening ?? ""),
          })).some((later) => isOpen(hours, later));
          expect(open).toBe(true);
        },
      ),
    );
  });
});
