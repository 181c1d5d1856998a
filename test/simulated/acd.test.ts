import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueueStatistics } from "../../src/domain/queueStatistics.ts";
import { MOST_WAITING } from "../../src/simulated/acd/centre.ts";
import { demoFloor } from "../../src/simulated/acd/demoFloor.ts";
import type { FloorPlan } from "../../src/simulated/acd/floorPlan.ts";
import { createSimulatedAcd } from "../../src/simulated/acd.ts";
import { recount } from "./acd/bruteForce.ts";
import { anyFloor, erlangPlan } from "./acd/plans.ts";

const START = Date.UTC(2026, 1, 14, 9, 0, 0);
const DAY = 86_400;

const acdOf = (plan: FloorPlan, seed = 1, start = START) => createSimulatedAcd({ plan, seed, start });

const first = (statistics: readonly QueueStatistics[]): QueueStatistics => {
  const [queue] = statistics;
  if (queue === undefined) throw new Error("no queue");
  return queue;
};

const sum = (...parts: readonly (number | null)[]): number =>
  parts.reduce<number>((total, part) => total + (part ?? Number.NaN), 0);

function expectSound({ now, agents, totals, peaks, quality }: QueueStatistics): void {
  expect(sum(totals.answered, totals.abandoned, totals.overflowOut, now.waiting)).toBe(totals.offered);
  const { loggedIn, ready, reserved, onCall, onOtherCall, wrapUp, notReady } = agents;
  expect(sum(ready, reserved, onCall, onOtherCall, wrapUp, notReady)).toBe(loggedIn);
  expect(now.inService).toBe(onCall);
  expect(now.ringing).toBeLessThanOrEqual(now.waiting ?? 0);
  expect(now.waitingOverTarget).toBeLessThanOrEqual(now.waiting ?? 0);
  if (now.waiting === 0) expect(now.longestWaitSeconds).toBe(0);
  expect(peaks.longestWaitSeconds).toBeGreaterThanOrEqual(now.longestWaitSeconds ?? 0);
  // Nobody waits unattended while somebody is ready.
  if (ready !== 0) expect(now.waiting).toBe(now.ringing);
  expect(quality).toEqual([]);
}

describe("a simulated ACD", () => {
  it("loses no call and no agent, whatever the floor is and whenever one looks", () => {
    fc.assert(
      fc.property(
        anyFloor,
        fc.integer(),
        fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 6 }),
        (plan, seed, steps) => {
          const acd = acdOf(plan, seed, 0);
          for (const step of steps) {
            acd.advance(step);
            for (const queue of acd.statistics()) expectSound(queue);
            for (const queue of acd.statistics())
              expect(queue).toMatchObject(recount(acd.calls(), queue.queue.id, acd.now / 1_000, plan));
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is the same for the same seed, in however many steps its time passes", () => {
    fc.assert(
      fc.property(
        anyFloor,
        fc.integer(),
        fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 6 }),
        (plan, seed, steps) => {
          const stepwise = acdOf(plan, seed);
          const atOnce = acdOf(plan, seed);
          for (const step of steps) stepwise.advance(step);
          atOnce.advance(sum(...steps));
          expect(stepwise.statistics()).toEqual(atOnce.statistics());
          expect(stepwise.agents()).toEqual(atOnce.agents());
          expect(stepwise.now).toBe(atOnce.now);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is another for another seed", () => {
    const [one, other] = [acdOf(demoFloor, 1), acdOf(demoFloor, 2)];
    expect(one.statistics()).not.toEqual(other.statistics());
  });

  it("tells when it measured and what its service level means", () => {
    const acd = acdOf(demoFloor);
    expect(acd.now).toBe(START);
    acd.advance(90);
    expect(acd.now).toBe(START + 90_000);
    const sales = first(acd.statistics());
    expect(sales.queue).toEqual({ id: "sales", name: "Sales", state: "open" });
    expect(sales.observedAt).toBe(START + 90_000);
    expect(sales.totals.window).toBe("day");
    const { offered, answeredInTarget } = sales.totals;
    expect(sales.serviceLevel).toEqual({
      percent: ((answeredInTarget ?? 0) * 100) / (offered ?? 0),
      vendorPercent: null,
      thresholdSeconds: 20,
      formula: "offered",
    });
  });

  it("counts early abandons for whom the formula is named after", () => {
    const acd = acdOf(erlangPlan({ callsPerHour: 200, talkSeconds: 120, patienceSeconds: 30, agents: 4 }));
    acd.advance(7_200);
    const { serviceLevel, totals } = first(acd.statistics());
    const good = sum(totals.answeredInTarget, totals.abandonedInTarget);
    expect(serviceLevel.percent).toBeCloseTo((100 * good) / sum(totals.answered, totals.abandoned), 9);
    expect(totals.abandonedShort).toBeGreaterThan(0);
    expect(totals.abandonedShort).toBeLessThan(totals.abandonedInTarget ?? 0);
    expect(totals.abandonedInTarget).toBeLessThan(totals.abandoned ?? 0);
  });

  it("counts anew at midnight, with those who still wait", () => {
    const plan = erlangPlan({
      callsPerHour: 60,
      talkSeconds: 60,
      patienceSeconds: Number.POSITIVE_INFINITY,
      agents: 0,
    });
    const acd = acdOf({ ...plan, beginsAtSeconds: DAY - 1_800 });
    acd.advance(1_799);
    const before = first(acd.statistics());
    acd.advance(1);
    const after = first(acd.statistics());
    expect(before.now.waiting).toBeGreaterThan(10);
    expect(sum(after.totals.offered)).toBe(after.now.waiting);
    acd.advance(DAY);
    expectSound(first(acd.statistics()));
  });

  it("has as many lines as it says; who finds them all taken is counted nowhere", () => {
    const plan = erlangPlan({
      callsPerHour: 36_000,
      talkSeconds: 60,
      patienceSeconds: Number.POSITIVE_INFINITY,
      agents: 0,
    });
    const acd = acdOf(plan);
    acd.advance(600);
    const { now, totals } = first(acd.statistics());
    expect(now.waiting).toBe(MOST_WAITING);
    expect(totals.offered).toBe(MOST_WAITING);
    expect(now.expectedWaitSeconds).toBeNull();
  });

  it("rings before it connects: the call waits and the agent is reserved", () => {
    const base = erlangPlan({ callsPerHour: 600, talkSeconds: 600, patienceSeconds: 1e9, agents: 1 });
    const acd = acdOf({ ...base, ringSeconds: 30 });
    let ringing = first(acd.statistics());
    while (ringing.agents.reserved === 0) {
      acd.advance(1);
      ringing = first(acd.statistics());
    }
    expect(ringing.now.ringing).toBe(1);
    expect(ringing.agents).toMatchObject({ loggedIn: 1, ready: 0, onCall: 0 });
    expect(ringing.totals.answered).toBe(0);
    acd.advance(30);
    const talking = first(acd.statistics());
    expect(talking.agents).toMatchObject({ reserved: 0, onCall: 1 });
    expect(talking.now).toMatchObject({ ringing: 0, inService: 1 });
    expect(talking.totals.answered).toBe(1);
    expect(talking.averages.answerSeconds).toBe(30);
  });

  it("tells new callers how long it will take", () => {
    const base = erlangPlan({ callsPerHour: 600, talkSeconds: 100, patienceSeconds: 1e9, agents: 2 });
    const acd = acdOf(base);
    expect(first(acd.statistics()).now.expectedWaitSeconds).toBe(0);
    acd.advance(300);
    const { now } = first(acd.statistics());
    expect(now.expectedWaitSeconds).toBe((((now.waiting ?? 0) + 1) * 100) / 2);
  });

  it("gives agents after-call work and breaks", () => {
    const base = erlangPlan({ callsPerHour: 600, talkSeconds: 10, patienceSeconds: 1e9, agents: 8 });
    const plan = {
      ...base,
      queues: base.queues.map((queue) => ({ ...queue, wrapUpSeconds: 60 })),
      breaks: [{ code: "1", label: "coffee", class: "break" as const, percent: 50, seconds: 60 }],
    };
    const acd = acdOf(plan);
    acd.advance(3_600);
    const { agents, now, averages } = first(acd.statistics());
    expect(agents.wrapUp).toBeGreaterThan(0);
    expect(agents.notReady).toBeGreaterThan(0);
    expect(now.inWrapUp).toBe(agents.wrapUp);
    expect(averages.wrapUpSeconds).toBeGreaterThan(40);
    expect(averages.wrapUpSeconds).toBeLessThan(80);
    expect(averages.handleSeconds).toBe(sum(averages.talkSeconds, averages.wrapUpSeconds));
  });

  it("counts an agent who talks to another queue's caller as lost to this one", () => {
    const acd = acdOf(demoFloor);
    let others = 0;
    for (let minute = 0; minute < 60; minute++) {
      acd.advance(60);
      others += first(acd.statistics()).agents.onOtherCall ?? 0;
    }
    expect(others).toBeGreaterThan(0);
  });
});

describe("the floor of the demo", () => {
  const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

  it.each(seeds)("brings sales into trouble within the first minutes and out again (seed %i)", (seed) => {
    const acd = acdOf(demoFloor, seed);
    const longest: number[] = [];
    for (let second = 0; second < 1_200; second += 5) {
      longest.push(first(acd.statistics()).now.longestWaitSeconds ?? 0);
      acd.advance(5);
    }
    const alarm = longest.findIndex((wait) => wait >= 90);
    expect(alarm * 5).toBeGreaterThan(30);
    expect(alarm * 5).toBeLessThan(400);
    expect(longest.slice(alarm).some((wait) => wait < 40)).toBe(true);
  });

  it("stays within what a wall can show", () => {
    const acd = acdOf(demoFloor);
    for (let minute = 0; minute < 12 * 60; minute++) {
      acd.advance(60);
      for (const { now, totals, serviceLevel } of acd.statistics()) {
        expect(now.waiting).toBeLessThan(40);
        expect(now.longestWaitSeconds).toBeLessThan(600);
        expect(totals.offered).toBeGreaterThan(0);
        expect(serviceLevel.percent).toBeGreaterThan(40);
      }
    }
  });
});
