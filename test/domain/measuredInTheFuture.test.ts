import { describe, expect, it } from "vitest";
import type { Arrival } from "../../src/domain/arrival.ts";
import { Floor, queueKey } from "../../src/domain/floor.ts";
import { nothingKnown } from "../../src/domain/queueStatistics.ts";

const noon = Date.UTC(2026, 1, 14, 12);
const year = 365 * 86_400_000;

/** A floor that is told a number of waiting calls, measured at some moment and received at another. */
function floor() {
  const subject = new Floor();
  const tell = (waiting: number, observedAt: number | null, at: number, changes: Partial<Arrival> = {}) => {
    const known = { ...nothingKnown("60100", null), observedAt };
    const arrival = {
      monotonic: at,
      wall: noon + at,
      clockSynced: true,
      retained: false,
      publishedAt: noon + at,
      validForSeconds: null,
      partial: false,
      ...changes,
    };
    return subject.accept("acd", { ...known, now: { ...known.now, waiting } }, arrival);
  };
  const waiting = (at: number): number | null => {
    const options = { agents: "none", staleAfterMs: () => 60_000, name: null } as const;
    const now = { monotonic: at, wall: noon + at, clockSynced: true };
    const reading = subject.subject([queueKey("acd", "60100")], options, now);
    return reading.stale ? null : (reading.statistics?.now.waiting ?? null);
  };
  return { tell, waiting };
}

describe("a message from the future", () => {
  it("does not make the honest ones after it look old", () => {
    const { tell, waiting } = floor();
    expect(tell(20, noon + year, 0)).toBe("accepted");
    expect(tell(21, noon + 1_000, 1_000)).toBe("accepted");
    expect(waiting(1_000)).toBe(21);
    expect(tell(22, noon + 500, 2_000)).toBe("older");
  });

  it("is recognised by its date of publication when it has no other", () => {
    const { tell } = floor();
    expect(tell(20, null, 0, { publishedAt: noon + year })).toBe("accepted");
    expect(tell(21, null, 1_000)).toBe("accepted");
  });

  it("is recognised without a clock of ours by its own two dates", () => {
    const { tell } = floor();
    const unsynced = { clockSynced: false, wall: 0 };
    expect(tell(20, noon + year, 0, unsynced)).toBe("accepted");
    expect(tell(21, noon + 1_000, 1_000, unsynced)).toBe("accepted");
    expect(tell(22, noon + year, 2_000, { ...unsynced, publishedAt: null })).toBe("accepted");
    expect(tell(23, noon + 3_000, 3_000, { ...unsynced, publishedAt: null })).toBe("older");
  });

  it("gives no way to what a broker kept from before", () => {
    const { tell } = floor();
    tell(20, noon + year, 0);
    expect(tell(21, noon - year, 1_000, { retained: true })).toBe("older");
  });

  it("keeps its order where a source's clock is always wrong", () => {
    const { tell } = floor();
    expect(tell(1, noon + year, 0)).toBe("accepted");
    expect(tell(3, noon + year + 2_000, 2_000)).toBe("accepted");
    expect(tell(2, noon + year + 1_000, 3_000)).toBe("older");
  });

  it("is none when the clocks differ by a little", () => {
    const { tell } = floor();
    expect(tell(1, noon + 60_000, 0)).toBe("accepted");
    expect(tell(2, noon + 1_000, 1_000)).toBe("older");
  });
});
