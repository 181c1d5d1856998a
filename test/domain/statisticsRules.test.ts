import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percentOneDecimal, settle, withQuality } from "../../src/domain/statisticsRules.ts";
import { anyStatistics, queueOf } from "./queueFixtures.ts";

describe("settled statistics", () => {
  it("leave what is unknown unknown: null is not zero", () => {
    expect(settle(queueOf())).toEqual(queueOf());
  });

  it("have no oldest caller while nobody waits, whatever the source still says", () => {
    // Twilio's own example has an age of 100 with nobody pending.
    const settled = settle(queueOf({ now: { waiting: 0, longestWaitSeconds: 100, averageWaitSeconds: 12 } }));
    expect(settled.now).toMatchObject({ waiting: 0, longestWaitSeconds: 0, averageWaitSeconds: null });
    expect(settled.quality).toEqual([{ path: "now.longestWaitSeconds", reason: "derived" }]);
  });

  it("know that nobody is the oldest caller of an empty queue, even if the source does not say", () => {
    expect(settle(queueOf({ now: { waiting: 0 } }))).toMatchObject({
      now: { longestWaitSeconds: 0 },
      quality: [],
    });
  });

  it("leave the oldest caller alone while nobody knows how many wait", () => {
    expect(settle(queueOf({ now: { longestWaitSeconds: 100 } })).now.longestWaitSeconds).toBe(100);
  });

  it("cut ages to the whole second", () => {
    const settled = settle(
      queueOf({
        now: { waiting: 1, longestWaitSeconds: 44.5 },
        peaks: { longestWaitSeconds: 99.9 },
        averages: { answerSeconds: 12.34 },
      }),
    );
    expect(settled.now.longestWaitSeconds).toBe(44);
    expect(settled.peaks.longestWaitSeconds).toBe(99);
    expect(settled.averages.answerSeconds).toBe(12.34);
  });

  it("show neither 0 nor 100 percent when nothing was offered", () => {
    const settled = settle(
      queueOf({
        totals: { offered: 0, answered: 0, abandoned: 0, answeredInTarget: 0, answeredPercent: 100 },
        serviceLevel: { formula: "offered", percent: 100 },
      }),
    );
    expect(settled.totals).toMatchObject({ answeredPercent: null, abandonedPercent: null });
    expect(settled.serviceLevel.percent).toBeNull();
  });

  it("have no average over no calls", () => {
    const averages = {
      answerSeconds: 0,
      talkSeconds: 0,
      holdSeconds: 0,
      wrapUpSeconds: 0,
      handleSeconds: 0,
      abandonSeconds: 0,
    };
    const idle = settle(queueOf({ totals: { answered: 0, abandoned: 0 }, averages }));
    expect(new Set(Object.values(idle.averages))).toEqual(new Set([null]));
    const busy = settle(queueOf({ totals: { answered: 3, abandoned: 0 }, averages }));
    expect(busy.averages).toMatchObject({ talkSeconds: 0, abandonSeconds: null });
    const given = settle(queueOf({ totals: { answered: 0, abandoned: 2 }, averages }));
    expect(given.averages).toMatchObject({ talkSeconds: null, abandonSeconds: 0 });
  });

  it("say so when the agents do not add up, and repair nothing", () => {
    // Finesse's own sample breaks its sum.
    const agents = {
      loggedIn: 12,
      ready: 1,
      reserved: 1,
      onCall: 1,
      onOtherCall: 1,
      wrapUp: 1,
      notReady: 1,
    };
    const settled = settle(queueOf({ agents }));
    expect(settled.agents).toMatchObject(agents);
    expect(settled.quality).toEqual([{ path: "agents", reason: "partition_mismatch" }]);
    expect(settle(queueOf({ agents: { ...agents, loggedIn: 6 } })).quality).toEqual([]);
    expect(settle(queueOf({ agents: { ...agents, loggedIn: null } })).quality).toEqual([]);
    expect(settle(queueOf({ agents: { ...agents, wrapUp: null } })).quality).toEqual([]);
    const tooMany = settle(queueOf({ agents: { ...agents, loggedIn: 3, wrapUp: null } }));
    expect(tooMany.quality).toEqual([{ path: "agents", reason: "partition_mismatch" }]);
  });

  it("keep contacts in after-call work apart from agents in it", () => {
    const settled = settle(queueOf({ now: { inWrapUp: 4 } }));
    expect(settled.now.inWrapUp).toBe(4);
    expect(settled.agents.wrapUp).toBeNull();
  });

  it("compute the service level from counts, unrounded, whatever came as percent", () => {
    const settled = settle(
      queueOf({
        totals: { offered: 500, answered: 440, abandoned: 41, answeredInTarget: 398 },
        serviceLevel: { formula: "offered", percent: 12, thresholdSeconds: 30 },
      }),
    );
    expect(settled.serviceLevel.percent).toBeCloseTo(79.6, 9);
    expect(settled.totals).toMatchObject({ answeredPercent: 88, abandonedPercent: 8.2 });
  });

  it("believe a percentage that came with its formula when the counts are missing", () => {
    const settled = settle(queueOf({ serviceLevel: { formula: "offered", percent: 78 } }));
    expect(settled.serviceLevel.percent).toBe(78);
  });

  it.each([null, "vendor"] as const)("mark the vendor's percentage when its formula is %s", (formula) => {
    const settled = settle(queueOf({ serviceLevel: { vendorPercent: 78, formula } }));
    expect(settled.serviceLevel).toMatchObject({ percent: null, vendorPercent: 78 });
    expect(settled.quality).toEqual([{ path: "serviceLevel.vendorPercent", reason: "formula_unknown" }]);
  });

  it("give Avaya's worked example", () => {
    const settled = settle(
      queueOf({
        totals: { offered: 100, answered: 90, abandoned: 6, overflowOut: 4, answeredInTarget: 72 },
        serviceLevel: { formula: "offered", thresholdSeconds: 20 },
      }),
    );
    expect(settled.serviceLevel.percent).toBe(72);
    expect(settled.totals.answeredPercent).toBe(90);
  });

  it("do not change when they are settled again", () => {
    fc.assert(
      fc.property(anyStatistics, (statistics) => {
        const once = settle(statistics);
        expect(settle(once)).toEqual(once);
      }),
    );
  });

  it("never turn what is unknown into a number, but for the oldest of no callers", () => {
    fc.assert(
      fc.property(anyStatistics, (statistics) => {
        const { now, agents, peaks } = settle(statistics);
        expect(agents).toEqual(statistics.agents);
        if (statistics.now.waiting !== 0 && statistics.now.longestWaitSeconds === null) {
          expect(now.longestWaitSeconds).toBeNull();
        }
        if (statistics.peaks.longestWaitSeconds === null) expect(peaks.longestWaitSeconds).toBeNull();
      }),
    );
  });
});

describe("percentages of one decimal", () => {
  it.each([
    [1, 16, 6.3],
    [44, 50, 88],
    [51, 200, 25.5],
    [2, 3, 66.7],
    [0, 7, 0],
    [null, 7, null],
    [1, null, null],
    [1, 0, null],
  ])("round %s of %s half up to %s", (part, whole, percent) => {
    expect(percentOneDecimal(part, whole)).toBe(percent);
  });
});

describe("counts that contradict each other", () => {
  it("give no percentage beyond a hundred, and a remark", () => {
    const settled = settle(queueOf({ totals: { offered: 2, answered: 3, abandoned: 2 } }));
    expect(settled.totals).toMatchObject({ answered: 3, answeredPercent: null, abandonedPercent: 100 });
    expect(settled.quality).toEqual([{ path: "totals.answeredPercent", reason: "partition_mismatch" }]);
    const other = settle(queueOf({ totals: { offered: 2, answered: 2, abandoned: 150_000 } }));
    expect(other.totals).toMatchObject({ answeredPercent: 100, abandonedPercent: null });
    expect(other.quality).toEqual([{ path: "totals.abandonedPercent", reason: "partition_mismatch" }]);
  });
});

describe("remarks", () => {
  it("are not made twice", () => {
    const once = withQuality([], "now.waiting", "partial");
    expect(withQuality(once, "now.waiting", "partial")).toBe(once);
    expect(withQuality(once, "now.waiting", "derived")).toHaveLength(2);
    expect(withQuality(once, "agents", "partial")).toHaveLength(2);
  });
});
