import { describe, expect, it } from "vitest";
import type { QueueStatistics } from "../../../src/domain/queueStatistics.ts";
import type { FloorPlan } from "../../../src/simulated/acd/floorPlan.ts";
import { createSimulatedAcd } from "../../../src/simulated/acd.ts";
import { erlangPlan } from "./plans.ts";

const HOUR = 3_600;
const DAY = 86_400;

interface Floor {
  readonly callsPerHour: number;
  readonly talkSeconds: number;
  readonly agents: number;
}

interface Expected {
  /** Share of callers who wait at all, and who wait longer than some seconds. */
  readonly waits: number;
  readonly waitsLonger: (seconds: number) => number;
  /** Of every caller, those who need not wait and those who hang up included. */
  readonly meanWait: number;
}

/** Erlang's C formula, from his B by its recursion; the wait of those who wait has no memory. */
function erlangC({ callsPerHour, talkSeconds, agents }: Floor): Expected {
  const load = (callsPerHour * talkSeconds) / HOUR;
  let blocked = 1;
  for (let n = 1; n <= agents; n++) blocked = (load * blocked) / (n + load * blocked);
  const waits = blocked / (1 - (load / agents) * (1 - blocked));
  const rate = (agents - load) / talkSeconds;
  return {
    waits,
    waitsLonger: (seconds) => waits * Math.exp(-rate * seconds),
    meanWait: waits / rate,
  };
}

/** Palm's Erlang A by the steady state of its birth and death chain; abandons and mean wait follow by Little's law. */
function erlangA({ callsPerHour, talkSeconds, agents }: Floor, patience: number) {
  const arrive = callsPerHour / HOUR;
  let weight = 1;
  let all = 1;
  let queued = 0;
  let busy = agents === 0 ? 1 : 0;
  for (let n = 1; n <= 2_000; n++) {
    weight *= arrive / (Math.min(n, agents) / talkSeconds + Math.max(0, n - agents) / patience);
    all += weight;
    queued += weight * Math.max(0, n - agents);
    busy += n >= agents ? weight : 0;
  }
  const meanWait = queued / all / arrive;
  // Who waits hangs up at the rate of the patience; arrivals see the queue as it is in the long run.
  return { waits: busy / all, meanWait, abandons: meanWait / patience };
}

interface Day {
  readonly statistics: QueueStatistics;
  /** Of every call of the day that was over by its end. */
  readonly waits: readonly number[];
}

/** Days one after the other, each looked at just before its midnight: batches that hardly know of each other. */
function days(plan: FloorPlan, seed: number, count: number): Day[] {
  const acd = createSimulatedAcd({ plan, seed, start: 0 });
  acd.advance(DAY);
  return Array.from({ length: count }, () => {
    acd.advance(DAY - 1);
    const [statistics] = acd.statistics();
    const waits = acd
      .calls()
      .flatMap(({ arrivedAt, leftAt }) => (leftAt === null ? [] : [leftAt - arrivedAt]));
    acd.advance(1);
    if (statistics === undefined) throw new Error("no queue");
    return { statistics, waits };
  });
}

const share = (values: readonly number[], holds: (value: number) => boolean): number =>
  values.filter(holds).length / values.length;

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** That what the days say agrees with theory within their own spread, and that the spread is small enough to say so. */
function expectAgrees(values: readonly number[], theory: number, within: number): void {
  const { mean, margin } = interval(values);
  expect(margin).toBeLessThan(within);
  expect(Math.abs(mean - theory)).toBeLessThan(margin);
}

/** Mean of the days and how far the true mean may be from it, with 99.9 % confidence. */
function interval(values: readonly number[]): { mean: number; margin: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, margin: 3.5 * Math.sqrt(variance / values.length) };
}

describe("a simulated queue against the formulas of queueing theory", () => {
  it.each([
    { callsPerHour: 120, talkSeconds: 180, agents: 7 },
    { callsPerHour: 90, talkSeconds: 120, agents: 4 },
    { callsPerHour: 300, talkSeconds: 100, agents: 10 },
    { callsPerHour: 40, talkSeconds: 240, agents: 6 },
  ])("makes callers wait as Erlang C says: $callsPerHour calls an hour, $agents agents", (floor) => {
    const plan = erlangPlan({ ...floor, patienceSeconds: Number.POSITIVE_INFINITY });
    const batches = days(plan, 7, 40);
    const theory = erlangC(floor);
    const answers = batches.map(({ statistics }) => statistics.averages.answerSeconds ?? Number.NaN);
    expectAgrees(answers, theory.meanWait, theory.meanWait / 3);
    const waits = batches.map((day) => share(day.waits, (wait) => wait > 0));
    expectAgrees(waits, theory.waits, 0.05);
    for (const seconds of [10, 20, 60, 120]) {
      const longer = batches.map((day) => share(day.waits, (wait) => wait > seconds));
      expectAgrees(longer, theory.waitsLonger(seconds), 0.05);
    }
    // The service level of 20 s is the same statement once more, as a wallboard makes it.
    const inTarget = batches.map(({ statistics }) => statistics.serviceLevel.percent ?? Number.NaN);
    expectAgrees(inTarget, 100 * (1 - theory.waitsLonger(20)), 5);
  });

  it.each([
    { callsPerHour: 120, talkSeconds: 180, patienceSeconds: 90, agents: 6 },
    { callsPerHour: 200, talkSeconds: 200, patienceSeconds: 150, agents: 9 },
    { callsPerHour: 60, talkSeconds: 120, patienceSeconds: 60, agents: 3 },
    { callsPerHour: 200, talkSeconds: 120, patienceSeconds: 60, agents: 3 },
  ])("loses callers as Erlang A says: $callsPerHour calls an hour, $agents agents", (floor) => {
    const batches = days(erlangPlan(floor), 11, 40);
    const theory = erlangA(floor, floor.patienceSeconds);
    const lost = batches.map(
      ({ statistics: { totals } }) => (totals.abandoned ?? Number.NaN) / (totals.offered ?? Number.NaN),
    );
    expectAgrees(lost, theory.abandons, 0.02);
    expectAgrees(
      batches.map((day) => meanOf(day.waits)),
      theory.meanWait,
      theory.meanWait / 8,
    );
    expectAgrees(
      batches.map((day) => share(day.waits, (wait) => wait > 0)),
      theory.waits,
      0.03,
    );
  });

  it("keeps Little's law: callers that wait are arrivals times their mean wait", () => {
    const plan = erlangPlan({ callsPerHour: 120, talkSeconds: 180, patienceSeconds: 120, agents: 6 });
    const acd = createSimulatedAcd({ plan, seed: 5, start: 0 });
    let present = 0;
    for (let look = 0; look < 4_320; look++) {
      acd.advance(5);
      present += 5 * (acd.statistics()[0]?.now.waiting ?? Number.NaN);
    }
    const waited = acd.calls().map(({ arrivedAt, leftAt }) => (leftAt ?? 6 * HOUR) - arrivedAt);
    const byLaw = waited.reduce((sum, wait) => sum + wait, 0);
    expect(byLaw).toBeGreaterThan(6 * HOUR * 0.5);
    expect(Math.abs(present - byLaw) / byLaw).toBeLessThan(0.01);
  });

  it("lets callers come at random: as many more or fewer as chance allows, and in the hours that are busy", () => {
    const shares = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 1 : 2));
    const base = erlangPlan({ callsPerHour: 50, talkSeconds: 1, patienceSeconds: 1, agents: 1 });
    const acd = createSimulatedAcd({ plan: { ...base, hourShares: shares }, seed: 3, start: 0 });
    const quiet: number[] = [];
    const busy: number[] = [];
    for (let day = 0; day < 40; day++) {
      let before = 0;
      for (let hour = 0; hour < 24; hour++) {
        acd.advance(HOUR - 1);
        const offered = acd.statistics()[0]?.totals.offered ?? Number.NaN;
        acd.advance(1);
        (hour < 12 ? quiet : busy).push(offered - before);
        before = offered;
      }
    }
    for (const [counts, mean] of [
      [quiet, 50],
      [busy, 100],
    ] as const) {
      const seen = counts.reduce((sum, count) => sum + count, 0) / counts.length;
      const variance = counts.reduce((sum, count) => sum + (count - seen) ** 2, 0) / (counts.length - 1);
      expect(Math.abs(seen - mean)).toBeLessThan((3.5 * Math.sqrt(mean)) / Math.sqrt(counts.length) + 0.1);
      expect(variance / seen).toBeGreaterThan(0.75);
      expect(variance / seen).toBeLessThan(1.25);
    }
  });
});
