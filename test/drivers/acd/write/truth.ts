import fc from "fast-check";
import { nothingKnown, type QueueStatistics } from "../../../../src/domain/queueStatistics.ts";

/** Half past eight on a Monday in Paris. */
export const AT = Date.parse("2026-01-12T07:30:00Z");

const upTo = (most: number) => fc.integer({ min: 0, max: most });

/** What a busy queue could have counted: parts never beyond their wholes, times in whole seconds. */
export const truths: fc.Arbitrary<QueueStatistics> = fc
  .record({
    id: fc.constantFrom("101", "60100"),
    ages: fc.array(upTo(900), { maxLength: 12 }),
    ringing: upTo(12),
    agents: fc.tuple(upTo(9), upTo(9), upTo(9), upTo(9), upTo(9), upTo(9), upTo(3)),
    calls: fc.tuple(upTo(400), upTo(100), upTo(20), upTo(30), upTo(30), upTo(30)),
    seconds: fc.array(upTo(1_200), { minLength: 8, maxLength: 8 }),
    percent: fc.integer({ min: 0, max: 1_000 }),
    state: fc.constantFrom("open" as const, "closed" as const),
  })
  .map(({ id, ages, ringing, agents, calls, seconds, percent, state }) => {
    const [ready, reserved, onCall, onOtherCall, wrapUp, notReady, unreachable] = agents;
    const [inTarget, late, short, abandonedEarly, abandonedLate, overflowOut] = calls;
    const [expected, answer, talk, hold, rest, handle, abandon, peak] = seconds;
    const waiting = ages.length;
    const answered = inTarget + late;
    const abandoned = short + abandonedEarly + abandonedLate;
    const nothing = nothingKnown(id, `Queue ${id}`);
    const figure = (value: number | undefined): number => value ?? Number.NaN;
    return {
      ...nothing,
      queue: { ...nothing.queue, state },
      observedAt: AT - 2_000,
      now: {
        waiting,
        longestWaitSeconds: Math.max(0, ...ages),
        averageWaitSeconds: waiting === 0 ? null : ages.reduce((sum, age) => sum + age, 0) / waiting,
        waitingOverTarget: ages.filter((age) => age > 20).length,
        expectedWaitSeconds: figure(expected),
        ringing: Math.min(ringing, waiting),
        inService: onCall,
        inWrapUp: wrapUp,
      },
      agents: {
        loggedIn: ready + reserved + onCall + onOtherCall + wrapUp + notReady,
        ready,
        reserved,
        onCall,
        onOtherCall,
        wrapUp,
        notReady,
        unreachable,
      },
      totals: {
        ...nothing.totals,
        offered: answered + abandoned + overflowOut,
        answered,
        abandoned,
        abandonedShort: short,
        answeredInTarget: inTarget,
        abandonedInTarget: short + abandonedEarly,
        overflowOut,
        overflowIn: reserved,
        answeredPercent: percent / 10,
        abandonedPercent: (1_000 - percent) / 10,
      },
      serviceLevel: { percent: null, vendorPercent: percent / 10, thresholdSeconds: 20, formula: null },
      averages: {
        answerSeconds: figure(answer),
        talkSeconds: figure(talk),
        holdSeconds: figure(hold),
        wrapUpSeconds: figure(rest),
        handleSeconds: figure(handle),
        abandonSeconds: figure(abandon),
        method: null,
      },
      peaks: { longestWaitSeconds: figure(peak) },
    };
  });
