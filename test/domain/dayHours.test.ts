import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coversHours, type DayHours, isWithin } from "../../src/domain/dayHours.ts";
import { type LocalDay, laterDay, type Weekday, weekdays } from "../../src/domain/localDay.ts";

/** A moment of the week that begins on Monday, 16 February 2026. */
function moment(weekday: Weekday, time: string): LocalDay {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const day = laterDay({ date: "2026-02-16", weekday: "mon", minutes: 0 }, weekdays.indexOf(weekday));
  return { ...day, minutes: hours * 60 + minutes };
}

describe("hours of the day", () => {
  it("begin at their first minute and end before their last", () => {
    const hours: DayHours = { from: "08:00", to: "18:00" };
    const seen = ["07:59", "08:00", "17:59", "18:00"].map((time) => isWithin(hours, moment("sun", time)));
    expect(seen).toEqual([false, true, true, false]);
  });

  it("are those of their days only", () => {
    const hours: DayHours = { days: ["mon", "fri"], from: "08:00", to: "24:00" };
    expect(isWithin(hours, moment("fri", "23:59"))).toBe(true);
    expect(isWithin(hours, moment("sat", "00:00"))).toBe(false);
    expect(isWithin(hours, moment("tue", "12:00"))).toBe(false);
  });

  it("last over midnight into a day that is not theirs", () => {
    const hours: DayHours = { days: ["sun"], from: "22:00", to: "06:00" };
    expect(isWithin(hours, moment("sun", "05:59"))).toBe(false);
    expect(isWithin(hours, moment("sun", "22:00"))).toBe(true);
    expect(isWithin(hours, moment("mon", "05:59"))).toBe(true);
    expect(isWithin(hours, moment("mon", "06:00"))).toBe(false);
    expect(isWithin(hours, moment("mon", "22:00"))).toBe(false);
  });

  it("cover others only if they hold at every minute of theirs", () => {
    const time = fc.integer({ min: 0, max: 24 }).map((hour) => `${String(hour).padStart(2, "0")}:00`);
    const hours = fc.record({
      from: time,
      to: time,
      days: fc.option(fc.subarray([...weekdays], { minLength: 1 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(hours, hours, (wide, narrow) => {
        const all = weekdays.flatMap((weekday) =>
          Array.from({ length: 48 }, (_, half) =>
            moment(weekday, `${Math.floor(half / 2)}:${(half % 2) * 30}`),
          ),
        );
        const covered = all.every((at) => !isWithin(narrow, at) || isWithin(wide, at));
        expect(coversHours(wide, narrow)).toBe(covered);
      }),
    );
  });
});
