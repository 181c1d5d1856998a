import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  levelOf,
  nextThresholdCheck,
  noThreshold,
  stepThreshold,
  type ThresholdRule,
  type ThresholdState,
} from "../../src/domain/thresholds.ts";

const waiting: ThresholdRule = {
  steps: [
    { above: 5, back: 3, colour: "amber", blink: false },
    { above: 10, back: 7, colour: "red", blink: true },
  ],
  minimumMs: 20_000,
};

/** Feeds values, each at its second; gives the colour after each. */
function colours(
  rule: ThresholdRule,
  values: readonly (readonly [second: number, value: number | null])[],
): string[] {
  let state = noThreshold;
  return values.map(([second, value]) => {
    state = stepThreshold(state, rule, value, second * 1000);
    return levelOf(state, rule)?.colour ?? "none";
  });
}

describe("a threshold above", () => {
  it("is entered at its limit, at once, and the worst that holds wins", () => {
    expect(
      colours(waiting, [
        [0, 4.9],
        [1, 5],
        [2, 9.9],
        [3, 10],
      ]),
    ).toEqual(["none", "amber", "amber", "red"]);
    expect(colours(waiting, [[0, 10]])).toEqual(["red"]);
  });

  it("is left only past the way back", () => {
    expect(
      colours(waiting, [
        [0, 10],
        [30, 8],
        [60, 7],
        [90, 6.9],
        [120, 3],
        [150, 2.9],
      ]),
    ).toEqual(["red", "red", "red", "amber", "amber", "none"]);
  });

  it("is held for its minimum time before a milder one", () => {
    expect(
      colours(waiting, [
        [0, 10],
        [19.9, 0],
        [20, 0],
      ]),
    ).toEqual(["red", "red", "none"]);
    expect(
      colours(waiting, [
        [0, 5],
        [1, 0],
        [5, 10],
        [6, 0],
        [24.9, 0],
        [25, 0],
      ]),
    ).toEqual(["amber", "amber", "red", "red", "red", "none"]);
  });

  it("says when a held level may be left, and only then", () => {
    const red = stepThreshold(noThreshold, waiting, 12, 1000);
    expect(nextThresholdCheck(red)).toBeNull();
    const held = stepThreshold(red, waiting, 0, 5000);
    expect(nextThresholdCheck(held)).toBe(21_000);
    expect(nextThresholdCheck(stepThreshold(held, waiting, 12, 6000))).toBeNull();
    expect(nextThresholdCheck(stepThreshold(held, waiting, 0, 21_000))).toBeNull();
  });

  it("goes at once when the figure is unknown, and unknown is not zero", () => {
    expect(
      colours(waiting, [
        [0, 10],
        [1, null],
        [2, 10],
        [3, 0],
      ]),
    ).toEqual(["red", "none", "red", "red"]);
    expect(
      colours(waiting, [
        [0, 10],
        [1, Number.NaN],
      ]),
    ).toEqual(["red", "none"]);
  });

  it("has no band without a way back, and none the wrong way round", () => {
    const plain = (back: number | undefined): ThresholdRule => ({
      steps: [{ above: 5, back, colour: "red", blink: false }],
      minimumMs: 0,
    });
    for (const back of [undefined, 9]) {
      expect(
        colours(plain(back), [
          [0, 5],
          [1, 5],
          [2, 4.9],
        ]),
      ).toEqual(["red", "red", "none"]);
    }
  });

  it("keeps its state when nothing changes", () => {
    const red = stepThreshold(noThreshold, waiting, 12, 0);
    expect(stepThreshold(red, waiting, 11, 1000)).toBe(red);
  });
});

describe("a threshold below", () => {
  const serviceLevel: ThresholdRule = {
    steps: [
      { below: 85, back: 88, colour: "amber", blink: false },
      { below: 80, colour: "red", blink: false },
    ],
    minimumMs: 0,
  };

  it("is judged by the figure that is not rounded: 79.6 is a missed goal, 80.4 is none", () => {
    expect(colours(serviceLevel, [[0, 79.6]])).toEqual(["red"]);
    expect(colours(serviceLevel, [[0, 80.4]])).toEqual(["amber"]);
  });

  it("is left past its way back", () => {
    expect(
      colours(serviceLevel, [
        [0, 85],
        [1, 88],
        [2, 88.1],
        [3, 86],
        [4, 80],
        [5, 80.1],
        [6, 90],
      ]),
    ).toEqual(["amber", "amber", "none", "none", "red", "amber", "none"]);
  });
});

it("has no level without steps", () => {
  expect(
    levelOf(stepThreshold(noThreshold, { steps: [], minimumMs: 0 }, 5, 0), { steps: [], minimumMs: 0 }),
  ).toBeNull();
});

describe("any run of values", () => {
  const value = fc.option(fc.double({ min: 0, max: 15, noNaN: true }), { freq: 10 });
  const run = fc.array(fc.tuple(fc.integer({ min: 0, max: 30_000 }), value), { maxLength: 60 });
  const followed = (steps: readonly (readonly [number, number | null])[]) => {
    let now = 0;
    let state: ThresholdState = noThreshold;
    return steps.map(([waitMs, figure]) => {
      now += waitMs;
      const before = state;
      state = stepThreshold(state, waiting, figure, now);
      return { now, figure, before, state };
    });
  };

  it("never takes a milder colour before the minimum time, except when the figure is unknown", () => {
    fc.assert(
      fc.property(run, (steps) => {
        for (const { now, figure, before, state } of followed(steps)) {
          if (figure === null) expect(state.level).toBe(0);
          else if (state.level < before.level)
            expect(now - before.since).toBeGreaterThanOrEqual(waiting.minimumMs);
        }
      }),
    );
  });

  it("never shows less than what the figure asks for", () => {
    fc.assert(
      fc.property(run, (steps) => {
        for (const { figure, state } of followed(steps)) {
          const asked = figure === null || figure < 5 ? 0 : figure < 10 ? 1 : 2;
          expect(state.level).toBeGreaterThanOrEqual(asked);
        }
      }),
    );
  });

  it("never changes by noise inside a band", () => {
    const noise = fc.array(fc.double({ min: 7, max: 9.99, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(noise, fc.integer({ min: 0, max: 2 }), (values, level) => {
        const start: ThresholdState = { level, since: 0, heldUntil: null };
        const levels = values.map(
          (figure, index) => stepThreshold(start, waiting, figure, 60_000 + index).level,
        );
        // Seven to ten is above amber's limit, and inside red's band.
        expect(new Set(levels)).toEqual(new Set([Math.max(1, level)]));
      }),
    );
  });

  it("is monotone: a higher figure never gets a milder colour from the same state", () => {
    const figures = fc.tuple(
      fc.double({ min: 0, max: 15, noNaN: true }),
      fc.double({ min: 0, max: 15, noNaN: true }),
    );
    fc.assert(
      fc.property(
        figures,
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 40_000 }),
        ([one, other], level, now) => {
          const at = (figure: number): number =>
            stepThreshold({ level, since: 0, heldUntil: null }, waiting, figure, now).level;
          expect(at(Math.max(one, other))).toBeGreaterThanOrEqual(at(Math.min(one, other)));
        },
      ),
    );
  });

  it("leaves a held level at the moment it named, if the figure stays", () => {
    fc.assert(
      fc.property(run, (steps) => {
        for (const { figure, state } of followed(steps)) {
          if (state.heldUntil === null) continue;
          expect(stepThreshold(state, waiting, figure, state.heldUntil - 1).level).toBe(state.level);
          expect(stepThreshold(state, waiting, figure, state.heldUntil).level).toBeLessThan(state.level);
        }
      }),
    );
  });
});
