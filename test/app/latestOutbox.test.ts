import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LatestOutbox } from "../../src/app/latestOutbox.ts";

const any = (): boolean => true;

describe("LatestOutbox", () => {
  it("gives the values in the order of their keys' arrival, each the latest", () => {
    const outbox = new LatestOutbox<number>(10);
    outbox.put("a", 1);
    outbox.put("b", 2);
    outbox.put("a", 3);
    expect([outbox.take(any), outbox.take(any), outbox.take(any)]).toEqual([
      { key: "a", value: 3 },
      { key: "b", value: 2 },
      null,
    ]);
  });

  it("passes over keys that are not free", () => {
    const outbox = new LatestOutbox<number>(10);
    outbox.put("a", 1);
    outbox.put("b", 2);
    expect(outbox.take((key) => key !== "a")).toEqual({ key: "b", value: 2 });
    expect(outbox.take((key) => key !== "a")).toBeNull();
    expect(outbox.size).toBe(1);
  });

  it("refuses a new key when full, but takes news of those it has", () => {
    const outbox = new LatestOutbox<number>(1);
    expect(outbox.put("a", 1)).toBe(true);
    expect(outbox.put("b", 2)).toBe(false);
    expect(outbox.put("a", 3)).toBe(true);
    outbox.clear();
    expect(outbox.put("b", 2)).toBe(true);
  });

  it("never holds more than its limit, and always the last value put", () => {
    const puts = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.nat()));
    fc.assert(
      fc.property(puts, fc.integer({ min: 1, max: 4 }), (all, limit) => {
        const outbox = new LatestOutbox<number>(limit);
        const last = new Map<string, number>();
        for (const [key, value] of all) if (outbox.put(key, value)) last.set(key, value);
        expect(outbox.size).toBeLessThanOrEqual(limit);
        for (const [key, value] of last) expect(outbox.take(any)).toEqual({ key, value });
        expect(outbox.size).toBe(0);
      }),
    );
  });
});
