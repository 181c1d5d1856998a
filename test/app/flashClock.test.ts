import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FlashClock } from "../../src/app/flashClock.ts";
import { MOST_FLASH_HZ } from "../../src/domain/light.ts";
import { openTimers } from "../../src/shared/time.ts";

/** A wall clock that may be set, beside one that never jumps. */
function clockOf() {
  const state = { isSynced: true, offset: 1_700_000_000_130 };
  const clock = {
    monotonic: () => performance.now(),
    wall: () => performance.now() + state.offset,
    isSynced: () => state.isSynced,
  };
  return { clock, state };
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});

afterEach(() => {
  expect(openTimers()).toBe(0);
  vi.useRealTimers();
});

describe("the flash clock", () => {
  it.each([0, -1, 2.6, Number.NaN])("refuses %d flashes a second", (hz) => {
    const { clock } = clockOf();
    expect(() => new FlashClock(clock, { slow: 0.5, fast: hz })).toThrow(/2\.5 at most/);
    expect(() => new FlashClock(clock, { slow: hz, fast: 1 })).toThrow(RangeError);
  });

  it("has its edges on the seconds of the wall clock, for slow and fast at once", async () => {
    const { clock } = clockOf();
    const flash = new FlashClock(clock, { slow: 0.5, fast: 1 });
    const edges: string[] = [];
    const leave = flash.join(() =>
      edges.push(`${clock.wall() % 2_000} ${flash.isLit("slow")} ${flash.isLit("fast")}`),
    );
    await pass(4_000);
    leave();
    const round = ["500 true false", "1000 false true", "1500 false false", "0 true true"];
    expect(edges.slice(0, 8)).toEqual([...round, ...round]);
  });

  it("tells where it stands also while nobody listens, and needs no timer for it", async () => {
    const { clock } = clockOf();
    const flash = new FlashClock(clock, { slow: 0.5, fast: 1 });
    const seen: boolean[] = [];
    for (let step = 0; step < 4; step++) {
      seen.push(flash.isLit("fast"));
      await pass(500);
    }
    expect(new Set(seen)).toEqual(new Set([true, false]));
    expect(seen[0]).toBe(seen[2]);
    expect(openTimers()).toBe(0);
  });

  it("tells all who joined in the same moment, and rests when the last has left", async () => {
    const { clock } = clockOf();
    const flash = new FlashClock(clock, { slow: 0.5, fast: 1 });
    const told = { one: [] as number[], other: [] as number[] };
    const leaveOne = flash.join(() => told.one.push(clock.monotonic()));
    await pass(300);
    const leaveOther = flash.join(() => told.other.push(clock.monotonic()));
    await pass(2_000);
    leaveOne();
    expect(openTimers()).toBe(1);
    await pass(1_000);
    leaveOther();
    leaveOther();
    expect(told.other.slice(0, told.one.length)).toEqual(told.one);
    expect(told.other.length).toBeGreaterThan(told.one.length);
  });

  it("goes by the clock that never jumps while the other cannot be trusted", async () => {
    const { clock, state } = clockOf();
    state.isSynced = false;
    const flash = new FlashClock(clock, { slow: 0.5, fast: 1 });
    const edges: number[] = [];
    const leave = flash.join(() => edges.push(clock.monotonic() % 500));
    await pass(2_000);
    leave();
    expect(edges).toEqual([0, 0, 0, 0]);
  });

  it("never flashes faster than it may, however often the wall clock is set", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 900 }), fc.integer({ min: -3_000, max: 3_000 })), {
          maxLength: 20,
        }),
        fc.constantFrom(0.5, 1, 2, MOST_FLASH_HZ),
        async (jumps, fast) => {
          const { clock, state } = clockOf();
          const flash = new FlashClock(clock, { slow: 0.5, fast });
          const changes: number[] = [];
          let lit: boolean | null = null;
          const leave = flash.join(() => {
            if (lit !== null && lit !== flash.isLit("fast")) changes.push(clock.monotonic());
            lit = flash.isLit("fast");
          });
          for (const [ms, by] of jumps) {
            await pass(ms);
            state.offset += by;
          }
          await pass(1_000);
          leave();
          const gaps = changes.slice(1).map((at, index) => at - (changes[index] ?? 0));
          for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(flash.halfMs("fast") / 2 - 2);
        },
      ),
      { numRuns: 50 },
    );
  });
});
