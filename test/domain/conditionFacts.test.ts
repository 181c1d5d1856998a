import { describe, expect, it } from "vitest";
import { conditionFacts, conditionFigures, conditionType } from "../../src/domain/conditionFacts.ts";
import { figureNames } from "../../src/domain/figures.ts";
import { statistics } from "./pageFixtures.ts";

const options = { serviceLevel: "computed" } as const;
const known = statistics({
  now: { waiting: 0, longestWaitSeconds: 64 },
  serviceLevel: { percent: 79.6 },
  state: "open",
});

describe("what a condition can ask", () => {
  it("is every figure, not rounded, the state and the age", () => {
    const facts = conditionFacts({ statistics: known, stale: false }, options);
    expect(Object.keys(facts)).toEqual([...conditionFigures]);
    expect(facts).toMatchObject({
      waiting: 0,
      longestWait: 64,
      serviceLevel: 79.6,
      ready: null,
      state: "open",
      stale: false,
    });
  });

  it("is nothing but the age when the figures are stale or were never there", () => {
    for (const reading of [
      { statistics: known, stale: true },
      { statistics: null, stale: true },
      { statistics: null, stale: false },
    ]) {
      const { stale, ...rest } = conditionFacts(reading, options);
      expect(stale).toBe(true);
      expect(new Set(Object.values(rest))).toEqual(new Set([null]));
    }
  });

  it("does not take an unknown state for one", () => {
    expect(conditionFacts({ statistics: statistics({}), stale: false }, options).state).toBeNull();
  });

  it("has a type", () => {
    expect(conditionType("state")).toBe("text");
    expect(conditionType("stale")).toBe("yesNo");
    for (const name of figureNames) expect(conditionType(name)).toBe("number");
  });
});
