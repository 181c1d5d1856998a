import { describe, expect, it } from "vitest";
import { freshPage, judgeStale, stepStale } from "../../src/domain/stalePage.ts";

const old = { stale: true };
const good = { stale: false };
const marked = { noDataAfterMs: 300_000, hasMark: true };

describe("a page that loses its figures", () => {
  it("is stale since the last of them was", () => {
    const half = stepStale(freshPage, [old, good], 1000);
    expect(half.since).toBeNull();
    const whole = stepStale(half, [old, old], 2000);
    expect(whole.since).toBe(2000);
    expect(stepStale(whole, [old, old], 9000).since).toBe(2000);
    expect(stepStale(whole, [old, good], 9000).since).toBeNull();
  });

  it("without any figure is never stale", () => {
    expect(stepStale(freshPage, [], 1000)).toEqual(freshPage);
  });
});

describe("the NO DATA page", () => {
  it("comes after a while when the page can say how old it is", () => {
    expect(judgeStale({ since: 1000 }, marked, 1000)).toEqual({ noData: false, nextAt: 301_000 });
    expect(judgeStale({ since: 1000 }, marked, 300_999)).toEqual({ noData: false, nextAt: 301_000 });
    expect(judgeStale({ since: 1000 }, marked, 301_000)).toEqual({ noData: true, nextAt: null });
  });

  it("comes at once when the page has no room to say so", () => {
    expect(judgeStale({ since: 1000 }, { ...marked, hasMark: false }, 1000)).toEqual({
      noData: true,
      nextAt: null,
    });
  });

  it("does not come while a figure is fresh", () => {
    expect(judgeStale(freshPage, marked, 1e9)).toEqual({ noData: false, nextAt: null });
  });

  it("comes for a source that never spoke, counted from the start", () => {
    const start = stepStale(freshPage, [old], 5000);
    expect(judgeStale(start, marked, 305_000).noData).toBe(true);
  });
});
