import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DOUBLE_PRESS_MS,
  type Gesture,
  type GesturePlan,
  type GestureState,
  type GestureStep,
  gestureStep,
  gestures,
  gesturesDue,
  gesturesLost,
  intentionsOf,
  LONG_PRESS_MS,
  noGesture,
  type TimedAct,
} from "../../src/domain/gestures.ts";
import type { HeadsetAct } from "../../src/domain/headset.ts";

const hook = (offHook: boolean): HeadsetAct => ({ kind: "hook", offHook });
const mute = (muted: boolean | null): HeadsetAct => ({ kind: "mute", muted });
const flash = (pressed: boolean): HeadsetAct => ({ kind: "flash", pressed });

/** Only these doubles mean something. */
const planWith = (...doubles: Gesture[]): GesturePlan =>
  Object.fromEntries(doubles.map((gesture) => [gesture, { kind: "callSupervisor" }]));

interface Told {
  readonly at: number;
  readonly gestures: readonly Gesture[];
}

/** Plays acts at their times, with a clock that comes exactly when it is asked to. */
function play(acts: readonly (readonly [number, HeadsetAct])[], plan: GesturePlan = {}) {
  const told: Told[] = [];
  const heard: (readonly [number, HeadsetAct, number])[] = [];
  let state: GestureState = noGesture;
  let nextAt: number | null = null;
  const take = (at: number, step: GestureStep): void => {
    ({ state, nextAt } = step);
    if (step.gestures.length > 0) told.push({ at, gestures: step.gestures });
    heard.push(...step.acts.map(({ act, at: happened }) => [at, act, happened] as const));
  };
  const waitUntil = (end: number): void => {
    while (nextAt !== null && nextAt <= end) take(nextAt, gesturesDue(state, nextAt));
  };
  for (const [at, act] of acts) {
    waitUntil(at - 1);
    take(at, gestureStep(state, { act, at }, plan));
  }
  waitUntil(1e9);
  return { told, heard, names: told.flatMap((one) => one.gestures), nextAt };
}

describe("a press of a button", () => {
  it("is told at once while its double means nothing here", () => {
    const { told } = play([
      [0, hook(true)],
      [100, mute(true)],
      [200, mute(false)],
      [300, { kind: "redial" }],
      [310, { kind: "reject" }],
      [400, hook(false)],
    ]);
    expect(told).toEqual([
      { at: 0, gestures: ["hookOff"] },
      { at: 100, gestures: ["muteOn"] },
      { at: 200, gestures: ["muteOff"] },
      { at: 300, gestures: ["redial"] },
      { at: 310, gestures: ["reject"] },
      { at: 400, gestures: ["hookOn"] },
    ]);
  });

  it("waits for a second one where that means something", () => {
    const { told } = play([[0, mute(true)]], planWith("doubleMute"));
    expect(told).toEqual([{ at: DOUBLE_PRESS_MS, gestures: ["muteOn"] }]);
  });

  it.each([
    ["doubleMute", [mute(true), mute(false)]],
    ["doubleHook", [hook(true), hook(false)]],
  ] as const)("is with its second a %s, and nothing else", (double, [first, second]) => {
    const acts = [
      [0, first],
      [DOUBLE_PRESS_MS - 1, second],
    ] as const;
    expect(play(acts, planWith(double)).told).toEqual([{ at: DOUBLE_PRESS_MS - 1, gestures: [double] }]);
  });

  it("is one of its own when the second comes too late", () => {
    const acts = [
      [0, mute(true)],
      [DOUBLE_PRESS_MS, mute(false)],
    ] as const;
    expect(play(acts, planWith("doubleMute")).names).toEqual(["muteOn", "muteOff"]);
  });

  it("does not make a second double with a third press", () => {
    const acts = [
      [0, mute(true)],
      [100, mute(false)],
      [200, mute(true)],
    ] as const;
    expect(play(acts, planWith("doubleMute")).names).toEqual(["doubleMute", "muteOn"]);
  });

  it("is told before what another button says, when its time was over before", () => {
    const late = gestureStep(noGesture, { act: mute(true), at: 0 }, planWith("doubleMute"));
    const { gestures: told } = gestureStep(late.state, { act: { kind: "redial" }, at: 900 }, {});
    expect(told).toEqual(["muteOn", "redial"]);
  });

  it("is told in the order in which things became certain", () => {
    const plan = planWith("doubleMute");
    const held = gestureStep(noGesture, { act: flash(true), at: 0 }, plan);
    const { state } = gestureStep(held.state, { act: mute(true), at: 700 }, plan);
    expect(gesturesDue(state, 5_000).gestures).toEqual(["flashLong", "muteOn"]);
  });

  it("says nothing when the headset cannot tell its mute any more, nor with keys and lines", () => {
    const { told, heard } = play([
      [0, mute(null)],
      [1, { kind: "key", key: "5" }],
      [2, { kind: "line", busy: true }],
      [3, { kind: "foreignControl" }],
    ]);
    expect(told).toEqual([]);
    expect(heard.map(([, act]) => act.kind)).toEqual(["mute", "key", "line", "foreignControl"]);
  });
});

describe("the flash button", () => {
  it("is short when it is let go soon, and told then", () => {
    const acts = [
      [0, flash(true)],
      [LONG_PRESS_MS - 1, flash(false)],
    ] as const;
    expect(play(acts).told).toEqual([{ at: LONG_PRESS_MS - 1, gestures: ["flash"] }]);
  });

  it("is long while it is still held, once", () => {
    const acts = [
      [0, flash(true)],
      [5_000, flash(false)],
    ] as const;
    expect(play(acts).told).toEqual([{ at: LONG_PRESS_MS, gestures: ["flashLong"] }]);
  });

  it("is a double with the second press, whatever becomes of that one", () => {
    const acts = [
      [0, flash(true)],
      [100, flash(false)],
      [300, flash(true)],
      [4_000, flash(false)],
    ] as const;
    expect(play(acts, planWith("doubleFlash")).told).toEqual([{ at: 300, gestures: ["doubleFlash"] }]);
  });

  it("is single when no second press follows", () => {
    const acts = [
      [0, flash(true)],
      [0, flash(false)],
    ] as const;
    expect(play(acts, planWith("doubleFlash")).told).toEqual([{ at: DOUBLE_PRESS_MS, gestures: ["flash"] }]);
  });

  it("says nothing when it is let go without having been pressed", () => {
    expect(play([[0, flash(false)]]).told).toEqual([]);
  });
});

describe("what the session hears of the acts", () => {
  it("is the hook later where a double of it means something, with the time it happened", () => {
    const { heard } = play([[50, hook(true)]], planWith("doubleHook"));
    expect(heard).toEqual([[50 + DOUBLE_PRESS_MS, hook(true), 50]]);
  });

  it("is nothing of a hook that was a double", () => {
    const acts = [
      [0, hook(true)],
      [200, hook(false)],
    ] as const;
    expect(play(acts, planWith("doubleHook")).heard).toEqual([]);
  });

  it("is mute and flash at once, whatever gesture they may become", () => {
    const acts = [
      [0, mute(true)],
      [10, flash(true)],
      [20, flash(false)],
    ] as const;
    expect(play(acts, planWith("doubleMute", "doubleFlash")).heard).toEqual([
      [0, mute(true), 0],
      [10, flash(true), 10],
      [20, flash(false), 20],
    ]);
  });
});

describe("a headset that is pulled out", () => {
  it("has said what was waiting, and does not press its button any longer", () => {
    const plan = planWith("doubleHook");
    const lifted = gestureStep(noGesture, { act: hook(true), at: 0 }, plan);
    const held = gestureStep(lifted.state, { act: flash(true), at: 100 }, plan);
    expect(gesturesLost(held.state)).toEqual({
      state: noGesture,
      gestures: ["hookOff"],
      acts: [{ act: hook(true), at: 0 }],
      nextAt: null,
    });
  });
});

describe("the meaning of gestures", () => {
  it("is what the site says, and nothing for those it does not mention", () => {
    const plan: GesturePlan = { flashLong: { kind: "notReady", reason: null }, doubleMute: { kind: "mute" } };
    expect(intentionsOf(["hookOff", "flashLong", "doubleMute"], plan)).toEqual([
      { kind: "notReady", reason: null },
      { kind: "mute" },
    ]);
  });
});

describe("any sequence of acts", () => {
  const act: fc.Arbitrary<HeadsetAct> = fc.oneof(
    fc.boolean().map(hook),
    fc.option(fc.boolean(), { nil: null }).map(mute),
    fc.boolean().map(flash),
    fc.constantFrom<HeadsetAct>({ kind: "redial" }, { kind: "reject" }, { kind: "foreignControl" }),
  );
  const acts = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 1_500 }), act), { maxLength: 30, size: "max" })
    .map((steps) => {
      let at = 0;
      return steps.map(([pause, one]) => {
        at += pause;
        return [at, one] as const;
      });
    });
  const plans = fc.subarray([...gestures]).map((some) => planWith(...some));

  it("leaves nothing waiting, and never tells a double that means nothing", () => {
    fc.assert(
      fc.property(acts, plans, (steps, plan) => {
        const { names, nextAt } = play(steps, plan);
        expect(nextAt).toBeNull();
        const strange = names.filter((name) => name.startsWith("double") && plan[name] === undefined);
        expect(strange).toEqual([]);
      }),
    );
  });

  it("never loses, doubles or turns round a hook, but for doubles of it", () => {
    const hooks = (list: readonly TimedAct[]): readonly boolean[] =>
      list.flatMap(({ act: one }) => (one.kind === "hook" ? [one.offHook] : []));
    fc.assert(
      fc.property(acts, plans, (steps, plan) => {
        const { heard, names } = play(steps, plan);
        const told = heard.map(([, one, at]) => ({ act: one, at }));
        const done = hooks(steps.map(([at, one]) => ({ act: one, at })));
        const doubles = names.filter((name) => name === "doubleHook").length;
        expect(hooks(told)).toHaveLength(done.length - 2 * doubles);
        if (doubles === 0) expect(hooks(told)).toEqual(done);
      }),
    );
  });

  it("gives the same gestures whether the clock comes in time or only with the next act", () => {
    fc.assert(
      fc.property(acts, plans, (steps, plan) => {
        let state = noGesture;
        const told = steps.flatMap(([at, one]) => {
          const step = gestureStep(state, { act: one, at }, plan);
          ({ state } = step);
          return step.gestures;
        });
        const rest = gesturesDue(state, 1e9);
        expect([...told, ...rest.gestures]).toEqual(play(steps, plan).names);
      }),
    );
  });
});
