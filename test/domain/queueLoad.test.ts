import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadPercent } from "../../src/domain/queueLoad.ts";
import { nothingKnown, type QueueStatistics } from "../../src/domain/queueStatistics.ts";

const load = (waiting: number | null, agents: Partial<QueueStatistics["agents"]>): number | null => {
  const blank = nothingKnown("1", null);
  return loadPercent({ ...blank, now: { ...blank.now, waiting }, agents: { ...blank.agents, ...agents } });
};

describe("the load of a queue", () => {
  it("is 100 % with one call waiting for each manned position", () => {
    expect(load(5, { ready: 2, onCall: 3 })).toBe(100);
    expect(load(6, { ready: 0, onCall: 4 })).toBe(150);
    expect(load(12, { ready: 0, onCall: 4, wrapUp: 1, reserved: 1, onOtherCall: 0 })).toBe(200);
  });

  it("does not count positions whose agents refuse calls", () => {
    expect(load(4, { ready: 1, onCall: 1, notReady: 6, loggedIn: 8 })).toBe(200);
    expect(load(4, { loggedIn: 8, notReady: 6 })).toBe(200);
    expect(load(4, { loggedIn: 9, notReady: 6, unreachable: 1 })).toBe(200);
  });

  it("is beyond every limit where callers wait and nobody is there", () => {
    expect(load(1, { ready: 0, onCall: 0 })).toBe(Number.POSITIVE_INFINITY);
    expect(load(1, { loggedIn: 2, notReady: 3 })).toBe(Number.POSITIVE_INFINITY);
  });

  it("is nothing where nobody waits, whoever is there", () => {
    expect(load(0, { ready: 0, onCall: 0 })).toBe(0);
    expect(load(0, {})).toBe(0);
  });

  it("is unknown while callers or positions are", () => {
    expect(load(null, { ready: 2, onCall: 3 })).toBeNull();
    expect(load(3, { ready: 2 })).toBeNull();
    expect(load(3, { onCall: 2, loggedIn: 5 })).toBeNull();
    expect(load(3, { notReady: 2 })).toBeNull();
  });

  it("never falls with more callers, nor rises with more people", () => {
    const count = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(count, count, count, (waiting, ready, onCall) => {
        const now = load(waiting, { ready, onCall });
        expect(load(waiting + 1, { ready, onCall })).toBeGreaterThanOrEqual(Number(now));
        expect(load(waiting, { ready: ready + 1, onCall })).toBeLessThanOrEqual(Number(now));
      }),
    );
  });
});
