import { describe, expect, it } from "vitest";
import type { QueueStatistics } from "../../../src/domain/queueStatistics.ts";
import type { FloorPlan } from "../../../src/simulated/acd/floorPlan.ts";
import { createSimulatedAcd } from "../../../src/simulated/acd.ts";
import { erlangPlan } from "./plans.ts";

const HOUR = 3_600;
const DAY = 86_400;

/** Mean wait of every caller by Erlang's C formula, from his B by its recursion. */
function erlangCWait(callsPerHour: number, talkSeconds: number, agents: number): number {
  const load = (callsPerHour * talkSeconds) / HOUR;
  let blocked = 1;
  for (let n = 1; n <= agents; n++) blocked = (load * blocked) / (n + load * blocked);
  const waits = blocked / (1 - (load / agents) * (1 - blocked));
  return (waits * talkSeconds) / (agents - load);
}

/** Share of callers who hang up, by the steady state of the birth and death chain that Palm called Erlang A. */
function erlangAAbandons(
  callsPerHour: number,
  talkSeconds: number,
  patience: number,
  agents: number,
): number {
  const arrive = callsPerHour / HOUR;
  let weight = 1;
  let all = 1;
  let queued = 0;
  for (let n = 1; n <= 2_000; n++) {
    weight *= arrive / (Math.min(n, agents) / talkSeconds + Math.max(0, n - agents) / patience);
    all += weight;
    queued += weight * Math.max(0, n - agents);
  }
  return queued / all / patience / arrive;
}

/** The last look at each day, just before its midnight. */
function days(plan: FloorPlan, seed: number, count: number): QueueStatistics[] {
  const acd = createSimulatedAcd({ plan, seed, start: 0 });
  acd.advance(DAY);
  return Array.from({ length: count }, () => {
    acd.advance(DAY - 1);
    const [queue] = acd.statistics();
    acd.advance(1);
    if (queue === undefined) throw new Error("no queue");
    return queue;
  });
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
  ])("makes callers wait as long as Erlang C says: $callsPerHour calls an hour, $agents agents", (floor) => {
    const plan = erlangPlan({ ...floor, patienceSeconds: Number.POSITIVE_INFINITY });
    const waits = days(plan, 7, 40).map(({ averages }) => averages.answerSeconds ?? Number.NaN);
    const { mean, margin } = interval(waits);
    const expected = erlangCWait(floor.callsPerHour, floor.talkSeconds, floor.agents);
    expect(margin).toBeLessThan(expected / 4);
    expect(Math.abs(mean - expected)).toBeLessThan(margin);
  });

  it.each([
    { callsPerHour: 120, talkSeconds: 180, patienceSeconds: 90, agents: 6 },
    { callsPerHour: 200, talkSeconds: 200, patienceSeconds: 150, agents: 9 },
    { callsPerHour: 60, talkSeconds: 120, patienceSeconds: 60, agents: 3 },
  ])("loses as many callers as Erlang A says: $callsPerHour calls an hour, $agents agents", (floor) => {
    const shares = days(erlangPlan(floor), 11, 40).map(
      ({ totals }) => (totals.abandoned ?? Number.NaN) / (totals.offered ?? Number.NaN),
    );
    const { mean, margin } = interval(shares);
    const { callsPerHour, talkSeconds, patienceSeconds, agents } = floor;
    expect(margin).toBeLessThan(0.02);
    expect(Math.abs(mean - erlangAAbandons(callsPerHour, talkSeconds, patienceSeconds, agents))).toBeLessThan(
      margin,
    );
  });

  it("keeps Little's law: callers that wait are arrivals times their mean wait", () => {
    const plan = erlangPlan({ callsPerHour: 120, talkSeconds: 180, patienceSeconds: 120, agents: 6 });
    const acd = createSimulatedAcd({ plan, seed: 5, start: 0 });
    let present = 0;
    for (let second = 0; second < DAY - 1; second++) {
      acd.advance(1);
      present += acd.statistics()[0]?.now.waiting ?? Number.NaN;
    }
    const [queue] = acd.statistics();
    const answered = (queue?.totals.answered ?? 0) * (queue?.averages.answerSeconds ?? 0);
    const abandoned = (queue?.totals.abandoned ?? 0) * (queue?.averages.abandonSeconds ?? 0);
    const atWork = present / (DAY - 1);
    const byLaw = (answered + abandoned) / (DAY - 1);
    expect(byLaw).toBeGreaterThan(0.5);
    expect(Math.abs(atWork - byLaw) / byLaw).toBeLessThan(0.01);
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
