import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localDayReader } from "../../src/domain/localDay.ts";
import { type ScheduleEntry, scheduledMessage } from "../../src/domain/schedule.ts";

const entry: ScheduleEntry = {
  id: "lunch",
  days: ["sat"],
  date: null,
  from: "12:00",
  to: "13:30",
  priority: 2,
  text: { any: "LUNCH" },
};

const paris = localDayReader("Europe/Paris");

describe("scheduledMessage", () => {
  it("begins and ends at its times of day, on the site's clock", () => {
    const now = Date.parse("2026-02-14T12:20:34+01:00");
    expect(scheduledMessage("all", entry, paris(now), now)).toMatchObject({
      zone: "all",
      id: "lunch",
      priority: 2,
      text: { any: "LUNCH" },
      from: Date.parse("2026-02-14T12:00:00+01:00"),
      until: Date.parse("2026-02-14T13:30:00+01:00"),
    });
  });

  it("is nothing on other days and at other times", () => {
    const sunday = Date.parse("2026-02-15T12:20:00+01:00");
    const early = Date.parse("2026-02-14T11:59:59+01:00");
    expect(scheduledMessage("all", entry, paris(sunday), sunday)).toBeNull();
    expect(scheduledMessage("all", entry, paris(early), early)).toBeNull();
    expect(scheduledMessage("all", { ...entry, days: null }, paris(sunday), sunday)).toBeNull();
  });

  it("is the same message all through its time", () => {
    const begin = Date.parse("2026-02-14T12:00:00+01:00");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 * 60_000 - 1 }), (afterMs) => {
        const now = begin + afterMs;
        expect(scheduledMessage("all", entry, paris(now), now)).toEqual(
          scheduledMessage("all", entry, paris(begin), begin),
        );
      }),
    );
  });
});
