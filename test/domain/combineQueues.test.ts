import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CombineOptions, combineQueues } from "../../src/domain/combineQueues.ts";
import { anyStatistics, queueOf } from "./queueFixtures.ts";

const apart: CombineOptions = { id: "all", name: "ALL", agents: "none" };
const together: CombineOptions = { ...apart, agents: "add" };

describe("several queues as one", () => {
  it("add the callers and take the largest longest wait", () => {
    const sum = combineQueues(
      [
        queueOf({ now: { waiting: 3, longestWaitSeconds: 40, inService: 2 } }),
        queueOf({ now: { waiting: 4, longestWaitSeconds: 90, inService: 5 } }),
      ],
      apart,
    );
    expect(sum.now).toMatchObject({ waiting: 7, longestWaitSeconds: 90, inService: 7 });
    expect(sum.queue).toEqual({ id: "all", name: "ALL", state: "unknown" });
    expect(sum.quality).toEqual([]);
  });

  it("recompute percentages from counts, never averaging them", () => {
    const part = (offered: number, answered: number, abandoned: number, answeredInTarget: number) =>
      queueOf({
        totals: { window: "day", offered, answered, abandoned, answeredInTarget, answeredPercent: 1 },
        serviceLevel: { formula: "offered", thresholdSeconds: 20, percent: 1 },
      });
    const sum = combineQueues([part(100, 50, 50, 40), part(900, 900, 0, 800)], apart);
    expect(sum.totals).toMatchObject({ offered: 1_000, answeredPercent: 95, abandonedPercent: 5 });
    expect(sum.serviceLevel).toEqual({
      percent: 84,
      vendorPercent: null,
      thresholdSeconds: 20,
      formula: "offered",
    });
  });

  it("compute a percentage over the queues that know both of its counts, and say that it is partial", () => {
    const sum = combineQueues(
      [
        queueOf({ totals: { offered: 100, answered: 80 } }),
        queueOf({ totals: { offered: 900, answered: null } }),
      ],
      apart,
    );
    expect(sum.totals.answeredPercent).toBe(80);
    expect(sum.quality).toContainEqual({ path: "totals.answeredPercent", reason: "partial" });
    expect(sum.quality).toContainEqual({ path: "totals.answered", reason: "partial" });
    expect(sum.quality).not.toContainEqual({ path: "totals.offered", reason: "partial" });
  });

  it("are a lower bound when one of them is unknown", () => {
    const sum = combineQueues([queueOf({ now: { waiting: 3 } }), null], apart);
    expect(sum.now.waiting).toBe(3);
    expect(sum.quality).toEqual([{ path: "now.waiting", reason: "partial" }]);
  });

  it("are unknown when all of them are", () => {
    const sum = combineQueues([queueOf(), queueOf()], together);
    expect(sum).toEqual({ ...queueOf({}, "all"), queue: { id: "all", name: "ALL", state: "unknown" } });
  });

  it("keep the oldest time of measure", () => {
    const at = (observedAt: number | null) => ({ ...queueOf(), observedAt });
    expect(combineQueues([at(5_000), at(3_000), at(null)], apart).observedAt).toBe(3_000);
    expect(combineQueues([at(null)], apart).observedAt).toBeNull();
  });

  it("add agents only where no agent serves two queues", () => {
    const parts = [
      queueOf({ agents: { ready: 2, loggedIn: 5 } }),
      queueOf({ agents: { ready: 1, loggedIn: 4 } }),
    ];
    expect(combineQueues(parts, apart).agents).toEqual(queueOf().agents);
    expect(combineQueues(parts, together).agents).toMatchObject({ ready: 3, loggedIn: 9, wrapUp: null });
  });

  it("never mix windows", () => {
    const sum = combineQueues(
      [
        queueOf({
          now: { waiting: 1 },
          totals: { window: "day", offered: 10 },
          peaks: { longestWaitSeconds: 5 },
        }),
        queueOf({
          now: { waiting: 1 },
          totals: { window: "sinceReset", offered: 10 },
          peaks: { longestWaitSeconds: 9 },
        }),
      ],
      apart,
    );
    expect(sum.now.waiting).toBe(2);
    expect(sum.totals).toMatchObject({ window: null, offered: null });
    expect(sum.peaks.longestWaitSeconds).toBeNull();
    expect(sum.quality).toEqual([{ path: "totals", reason: "mixed" }]);
  });

  it("leave totals without a window out where others name theirs", () => {
    const sum = combineQueues(
      [
        queueOf({ totals: { window: "day", offered: 10, since: 7 } }),
        queueOf({ totals: { window: null, offered: 5 } }),
      ],
      apart,
    );
    expect(sum.totals).toMatchObject({ window: "day", offered: 10, since: 7 });
    expect(sum.quality).toEqual([{ path: "totals.offered", reason: "partial" }]);
  });

  it("never mix thresholds", () => {
    const part = (thresholdSeconds: number) =>
      queueOf({
        now: { waitingOverTarget: 1 },
        totals: { offered: 10, answeredInTarget: 8, abandonedInTarget: 1 },
        serviceLevel: { formula: "offered", thresholdSeconds },
      });
    const sum = combineQueues([part(20), part(30)], apart);
    expect(sum.serviceLevel).toMatchObject({ percent: null, thresholdSeconds: null });
    expect(sum.totals).toMatchObject({ offered: 20, answeredInTarget: null, abandonedInTarget: null });
    expect(sum.now.waitingOverTarget).toBeNull();
    expect(sum.quality).toEqual([
      { path: "now.waitingOverTarget", reason: "mixed" },
      { path: "serviceLevel.percent", reason: "mixed" },
    ]);
  });

  it("never mix formulas", () => {
    const part = (formula: "offered" | "answered") =>
      queueOf({ totals: { offered: 10, answered: 9, answeredInTarget: 8 }, serviceLevel: { formula } });
    const sum = combineQueues([part("offered"), part("answered")], apart);
    expect(sum.serviceLevel).toMatchObject({ percent: null, formula: null });
    expect(sum.quality).toEqual([{ path: "serviceLevel.percent", reason: "mixed" }]);
  });

  it("cannot compute what a vendor keeps to itself", () => {
    const part = queueOf({ serviceLevel: { formula: "vendor", vendorPercent: 80 } });
    const sum = combineQueues([part, part], apart);
    expect(sum.serviceLevel).toMatchObject({ percent: null, vendorPercent: null, formula: "vendor" });
  });

  it("weigh each mean by its calls; a queue without calls has no say", () => {
    const part = (answered: number, abandoned: number, seconds: number | null) =>
      queueOf({
        totals: { window: "day", answered, abandoned },
        averages: { method: "mean", answerSeconds: seconds, abandonSeconds: seconds },
      });
    const sum = combineQueues([part(30, 1, 10), part(10, 3, 50), part(0, 0, null)], apart);
    expect(sum.averages).toMatchObject({ answerSeconds: 20, abandonSeconds: 40, method: "mean" });
    expect(sum.quality).toEqual([]);
    expect(combineQueues([part(0, 0, null)], apart).averages.answerSeconds).toBeNull();
    expect(combineQueues([part(30, 1, 10), part(10, 3, null)], apart)).toMatchObject({
      averages: { answerSeconds: 10 },
      quality: [
        { path: "averages.answerSeconds", reason: "partial" },
        { path: "averages.abandonSeconds", reason: "partial" },
      ],
    });
  });

  it("weigh the mean wait of those present by their number", () => {
    const part = (waiting: number, averageWaitSeconds: number) =>
      queueOf({ now: { waiting, averageWaitSeconds } });
    expect(combineQueues([part(3, 20), part(1, 60)], apart).now.averageWaitSeconds).toBe(30);
  });

  it("cannot put smoothed averages together, nor two kinds of average", () => {
    const part = (method: "mean" | "smoothed") =>
      queueOf({ totals: { answered: 4 }, averages: { method, talkSeconds: 100 } });
    const smoothed = combineQueues([part("smoothed"), part("smoothed")], apart);
    expect(smoothed.averages).toMatchObject({ talkSeconds: null, method: "smoothed" });
    const mixed = combineQueues([part("mean"), part("smoothed")], apart);
    expect(mixed.averages).toMatchObject({ talkSeconds: null, method: null });
    expect(mixed.quality).toEqual([{ path: "averages", reason: "mixed" }]);
  });

  it("are open when one is, else in the state that all share", () => {
    const part = (state: "open" | "closed" | "blocked") => queueOf({ queue: { state } });
    const state = (...states: ("open" | "closed" | "blocked")[]) =>
      combineQueues(states.map(part), apart).queue.state;
    expect(state("closed", "open")).toBe("open");
    expect(state("closed", "closed")).toBe("closed");
    expect(state("closed", "blocked")).toBe("unknown");
    expect(combineQueues([], apart).queue.state).toBe("unknown");
  });

  it("keep the remarks about their parts", () => {
    const part = { ...queueOf(), quality: [{ path: "agents", reason: "partition_mismatch" as const }] };
    expect(combineQueues([part, part], apart).quality).toEqual(part.quality);
  });

  it("do not depend on their order, and know nothing that no part knows", () => {
    const queues = fc.array(fc.option(anyStatistics, { nil: null }), { maxLength: 4 });
    fc.assert(
      fc.property(queues, (parts) => {
        const sum = combineQueues(parts, together);
        const turned = combineQueues([...parts].reverse(), together);
        expect(turned.now.waiting).toBe(sum.now.waiting);
        expect(turned.totals).toEqual(sum.totals);
        expect(turned.agents).toEqual(sum.agents);
        const known = parts.flatMap((part) => part?.now.waiting ?? []);
        expect(sum.now.waiting).toBe(known.length === 0 ? null : known.reduce((one, two) => one + two));
      }),
    );
  });
});
