import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { QueueStatistics } from "../../src/domain/queueStatistics.ts";
import { MOST_RECORDS, MOST_WAITING } from "../../src/simulated/acd/centre.ts";
import { demoFloor } from "../../src/simulated/acd/demoFloor.ts";
import type { FloorPlan, QueuePlan } from "../../src/simulated/acd/floorPlan.ts";
import { team } from "../../src/simulated/acd/team.ts";
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

/** One queue with endless patience, an agent for each line of `agents`, and whatever else. */
const small = (changes: Partial<FloorPlan>, queue: Partial<QueuePlan> = {}): FloorPlan => {
  const base = erlangPlan({ callsPerHour: 600, talkSeconds: 60, patienceSeconds: 1e9, agents: 1 });
  return { ...base, ...changes, queues: base.queues.map((one) => ({ ...one, ...queue })) };
};

describe("people of a simulated ACD", () => {
  it("take calls of the queue that they serve best, and callers go to who serves them best", () => {
    const queues = ["one", "two"].map((id) => ({
      ...(demoFloor.queues[0] as QueuePlan),
      id,
      rush: null,
      callsPerHour: 400,
    }));
    const plan = {
      ...small({}),
      queues,
      agents: [...team(1, 2, { one: 1, two: 2 }), ...team(3, 2, { one: 2, two: 1 })],
    };
    const acd = acdOf(plan);
    acd.advance(7_200);
    const served = (agent: string, queue: string): number =>
      acd.calls().filter((call) => call.agentId === agent && call.queue === queue).length;
    expect(served("a1", "one")).toBeGreaterThan(10 * served("a1", "two"));
    expect(served("a3", "two")).toBeGreaterThan(10 * served("a3", "one"));
  });

  it("come and go with their shifts, and never in the middle of a call", () => {
    const shift = { fromSeconds: 9 * 3_600, toSeconds: 10 * 3_600 };
    const acd = acdOf(small({ beginsAtSeconds: 8 * 3_600 + 3_000, agents: team(1, 3, { q: 1 }, { shift }) }));
    expect(first(acd.statistics()).agents).toMatchObject({ loggedIn: 0, ready: 0 });
    expect(new Set(acd.agents().map(({ state }) => state))).toEqual(new Set(["loggedOut"]));
    acd.advance(600);
    expect(first(acd.statistics()).agents).toMatchObject({ loggedIn: 3, onCall: 3 });
    acd.advance(3_600);
    const leaving = acd.agents().filter(({ pending }) => pending === "loggedOut");
    expect(leaving.length).toBeGreaterThan(0);
    expect(leaving.every(({ state }) => state === "busy")).toBe(true);
    acd.advance(900);
    expect(first(acd.statistics()).agents.loggedIn).toBe(0);
  });

  it("of the back office take calls only while many wait", () => {
    const backOffice = { joinsAt: 5, leavesAt: 1 };
    const plan = small(
      { agents: [...team(1, 1, { q: 1 }), ...team(2, 1, { q: 1 }, { backOffice })] },
      { callsPerHour: 100 },
    );
    const acd = acdOf(plan, 3);
    const helped: number[] = [];
    const idle: number[] = [];
    for (let look = 0; look < 7_200; look++) {
      acd.advance(1);
      const helper = acd.agents()[1];
      const waiting = first(acd.statistics()).now.waiting ?? Number.NaN;
      if (helper?.state === "busy") helped.push(waiting);
      else {
        expect(helper).toMatchObject({ state: "notReady", reason: { class: "backOffice" } });
        idle.push(waiting);
      }
    }
    expect(helped.length).toBeGreaterThan(600);
    expect(Math.max(...idle)).toBeLessThan(5);
    expect(Math.max(...helped)).toBeGreaterThanOrEqual(4);
  });

  it("who do not answer lose the call, which keeps its place, and rest", () => {
    const noAnswer = { percent: 100, afterSeconds: 15, restSeconds: 30 };
    const acd = acdOf(small({ ringSeconds: 5, noAnswer }));
    acd.advance(600);
    const { totals, now } = first(acd.statistics());
    expect(totals.answered).toBe(0);
    expect(now.longestWaitSeconds).toBeGreaterThan(500);
    const states = new Set<string>();
    for (let second = 0; second < 45; second++) {
      acd.advance(1);
      const [agent] = acd.agents();
      states.add(`${agent?.state} ${agent?.reason?.class ?? ""}`.trim());
    }
    expect(states).toEqual(new Set(["reserved", "notReady noAnswer"]));
  });

  it("say why they take no calls", () => {
    const breaks = [
      { code: "3", label: "coffee", class: "break" as const, percent: 50, seconds: 60 },
      { code: "5", label: null, class: "training" as const, percent: 50, seconds: 60 },
    ];
    const acd = acdOf(small({ breaks, agents: team(1, 8, { q: 1 }) }));
    const reasons = new Map<string, number>();
    for (let look = 0; look < 300; look++) {
      acd.advance(60);
      for (const { state, reason } of acd.agents())
        if (state === "notReady")
          reasons.set(
            `${reason?.code} ${reason?.class}`,
            (reasons.get(`${reason?.code} ${reason?.class}`) ?? 0) + 1,
          );
    }
    expect([...reasons.keys()].sort()).toEqual(["3 break", "5 training"]);
    const [coffee = 0, training = 0] = reasons.values();
    expect(Math.abs(coffee - training) / (coffee + training)).toBeLessThan(0.2);
  });
});

describe("callers of a simulated ACD", () => {
  const outsourcer = (changes: Partial<QueuePlan>): FloorPlan => {
    const plan = small({}, { overflow: { to: "out", afterSeconds: 30, atWaiting: 1e9 }, ...changes });
    const [own] = plan.queues as readonly [QueuePlan];
    return {
      ...plan,
      queues: [own, { ...own, id: "out", callsPerHour: 0, overflow: null }],
      agents: [...team(1, 1, { q: 1 }), ...team(2, 9, { out: 1 })],
    };
  };

  it("stay where they are when the other queue is their own", () => {
    const acd = acdOf(small({}, { overflow: { to: "q", afterSeconds: 5, atWaiting: 1e9 } }));
    acd.advance(3_600);
    const [own] = acd.statistics();
    expect(own?.totals).toMatchObject({ overflowOut: 0, overflowIn: 0 });
    expect(own?.totals.offered).toBeGreaterThan(0);
  });

  it("go to the outsourcer when they have waited too long, and count there as well", () => {
    const acd = acdOf(outsourcer({}));
    acd.advance(3_600);
    const [own, out] = acd.statistics();
    expect(own?.totals.overflowOut).toBeGreaterThan(300);
    expect(out?.totals).toMatchObject({
      offered: own?.totals.overflowOut,
      overflowIn: own?.totals.overflowOut,
    });
    expect(own?.now.longestWaitSeconds).toBeLessThanOrEqual(30);
    const given = acd.calls().filter(({ outcome }) => outcome === "overflowed");
    for (const { leftAt, arrivedAt } of given) expect((leftAt ?? 0) - arrivedAt).toBeCloseTo(30, 6);
  });

  it("go at once when too many wait already, and take their patience along", () => {
    const acd = acdOf(
      outsourcer({ overflow: { to: "out", afterSeconds: 1e9, atWaiting: 3 }, patienceSeconds: 40 }),
    );
    acd.advance(3_600);
    const given = acd.calls().filter(({ outcome }) => outcome === "overflowed");
    expect(given.length).toBeGreaterThan(100);
    for (const { leftAt, arrivedAt } of given) expect(leftAt).toBe(arrivedAt);
    expect(first(acd.statistics()).now.waiting).toBeLessThanOrEqual(3);
  });

  it("hear that the queue is closed, and are counted nowhere", () => {
    const opening = { fromSeconds: 9 * 3_600, toSeconds: 18 * 3_600 };
    const acd = acdOf(small({ beginsAtSeconds: 8 * 3_600 }, { opening }));
    acd.advance(3_000);
    expect(first(acd.statistics())).toMatchObject({ queue: { state: "closed" }, totals: { offered: 0 } });
    acd.advance(1_200);
    expect(first(acd.statistics()).queue.state).toBe("open");
    expect(first(acd.statistics()).totals.offered).toBeGreaterThan(50);
  });

  it("are so many times as many on a peak day", () => {
    const offered = [1, 7].map((peakFactor) => {
      const acd = acdOf(small({ peakFactor, agents: [] }, { callsPerHour: 100, patienceSeconds: 5 }));
      acd.advance(36_000);
      return first(acd.statistics()).totals.offered ?? Number.NaN;
    });
    expect((offered[1] ?? 0) / (offered[0] ?? 1)).toBeCloseTo(7, 0);
  });

  it("of a day beyond all days hear the busy tone, so that memory has an end", () => {
    const acd = acdOf(small({ agents: [] }, { callsPerHour: 20_000_000, patienceSeconds: 0.01 }));
    acd.advance(60);
    expect(first(acd.statistics()).totals.offered).toBe(MOST_RECORDS);
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
