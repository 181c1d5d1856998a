import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventQueue } from "../../../src/simulated/acd/eventQueue.ts";

describe("what is going to happen", () => {
  it("happens in its order, and in the order of planning at the same moment", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (moments) => {
        const events = new EventQueue();
        const happened: (readonly [number, number])[] = [];
        for (const [order, at] of moments.entries()) events.plan(at, () => void happened.push([at, order]));
        for (let next = events.takeUntil(20); next !== null; next = events.takeUntil(20)) next.run();
        const planned = moments.map((at, order) => [at, order] as const);
        expect(happened).toEqual(planned.toSorted(([a, i], [b, j]) => a - b || i - j));
      }),
    );
  });

  it("does not happen before its time, nor ever when that is no moment", () => {
    const events = new EventQueue();
    events.plan(Number.POSITIVE_INFINITY, () => undefined);
    events.plan(5, () => undefined);
    expect(events.takeUntil(4.9)).toBeNull();
    expect(events.takeUntil(5)?.at).toBe(5);
    expect(events.takeUntil(Number.POSITIVE_INFINITY)).toBeNull();
  });
});
