import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlarmRequest, noAlarm, stepAlarm } from "../../src/domain/alarms.ts";

const alarm = (id: string, wanted: boolean, minimumMs = 20_000): AlarmRequest => ({ id, wanted, minimumMs });

function alarms() {
  let state = noAlarm;
  return (second: number, ...requests: readonly AlarmRequest[]) => {
    const result = stepAlarm(state, requests, second * 1000);
    state = result.state;
    return [result.state.alarm, result.nextAt === null ? null : result.nextAt / 1000];
  };
}

describe("an alarm", () => {
  it("begins at once, and the first of the list wins", () => {
    expect(alarms()(0, alarm("a", false), alarm("b", false))).toEqual([null, null]);
    expect(alarms()(0, alarm("a", false), alarm("b", true))).toEqual(["b", null]);
    expect(alarms()(0, alarm("a", true), alarm("b", true))).toEqual(["a", null]);
  });

  it("stays for its minimum time, and says when that is over", () => {
    const at = alarms();
    at(0, alarm("a", true));
    expect(at(5, alarm("a", false))).toEqual(["a", 20]);
    expect(at(19, alarm("a", true))).toEqual(["a", null]);
    expect(at(20, alarm("a", false))).toEqual([null, null]);
  });

  it("is interrupted only by one that stands before it", () => {
    const at = alarms();
    at(0, alarm("a", false), alarm("b", true), alarm("c", false));
    expect(at(1, alarm("a", false), alarm("b", true), alarm("c", true))).toEqual(["b", null]);
    expect(at(2, alarm("a", false), alarm("b", false), alarm("c", true))).toEqual(["b", 20]);
    expect(at(3, alarm("a", true), alarm("b", true), alarm("c", true))).toEqual(["a", null]);
    expect(at(30, alarm("a", false), alarm("b", false), alarm("c", true))).toEqual(["c", null]);
  });

  it("ends when it is gone from the list", () => {
    const at = alarms();
    at(0, alarm("a", true));
    expect(at(1, alarm("b", false))).toEqual([null, null]);
  });

  it("never ends before its minimum time, unless a more important one takes its place", () => {
    const steps = fc.array(fc.tuple(fc.nat(15_000), fc.array(fc.boolean(), { minLength: 3, maxLength: 3 })));
    fc.assert(
      fc.property(steps, (run) => {
        let state = noAlarm;
        let now = 0;
        for (const [waitMs, wanted] of run) {
          now += waitMs;
          const before = state;
          const requests = wanted.map((want, index) => alarm(String(index), want));
          const result = stepAlarm(state, requests, now);
          state = result.state;
          if (before.alarm === null || state.alarm === before.alarm) continue;
          const interrupted = state.alarm !== null && state.alarm < before.alarm;
          expect(interrupted || now - before.since >= 20_000).toBe(true);
        }
      }),
    );
  });
});
