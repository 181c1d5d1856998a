import { describe, expect, it } from "vitest";
import { formulas } from "../../src/domain/queueStatistics.ts";
import {
  countsOf,
  percentOf,
  type ServiceLevelCounts,
  serviceLevelPercent,
} from "../../src/domain/serviceLevel.ts";
import { queueOf } from "./queueFixtures.ts";

const unknown = countsOf(queueOf());
const counts = (known: Partial<ServiceLevelCounts>): ServiceLevelCounts => ({ ...unknown, ...known });

describe("service level", () => {
  // Cisco's manual: 70 answered in time, 10 abandoned in time, 20 exceeded, so 100 events.
  it.each([
    ["offered-less-early-abandons", 77.8],
    ["offered", 70],
    ["early-abandons-count", 80],
  ] as const)("is by formula %s %f percent of Cisco's hundred events", (formula, percent) => {
    const cisco = counts({
      offered: 100,
      answered: 85,
      abandoned: 15,
      answeredInTarget: 70,
      abandonedInTarget: 10,
    });
    expect(serviceLevelPercent(formula, cisco)).toBeCloseTo(percent, 1);
  });

  it("is 57.1 percent of Genesys's ServiceFactor example", () => {
    const genesys = counts({ answered: 300, abandoned: 100, abandonedShort: 50, answeredInTarget: 200 });
    expect(serviceLevelPercent("completed-less-short", genesys)).toBeCloseTo(57.1, 1);
  });

  it.each([
    ["answered", { answeredInTarget: 60, answered: 80 }, 75],
    ["offered-less-short", { answeredInTarget: 60, offered: 105, abandonedShort: 5 }, 60],
    ["completed", { answeredInTarget: 60, answered: 80, abandoned: 20 }, 60],
    ["completed-plus-flow-out", { answeredInTarget: 60, answered: 80, abandoned: 20, flowOut: 20 }, 50],
    ["waiting-now", { waiting: 8, waitingOverTarget: 2 }, 75],
    ["not-breached", { offered: 200, breached: 20 }, 90],
  ] as const)("by formula %s divides what its name says", (formula, known, percent) => {
    expect(serviceLevelPercent(formula, counts(known))).toBe(percent);
  });

  it.each(formulas)("by formula %s is unknown when nothing is known", (formula) => {
    expect(serviceLevelPercent(formula, unknown)).toBeNull();
  });

  it("of a vendor who keeps the formula secret is never computed", () => {
    const all = counts({ offered: 10, answered: 9, answeredInTarget: 8 });
    expect(serviceLevelPercent("vendor", all)).toBeNull();
  });

  it("takes the calls that did not breach as answered in target", () => {
    const queue = queueOf({ totals: { offered: 50, answeredInTarget: 45, overflowOut: 2 } });
    expect(countsOf(queue)).toMatchObject({ breached: 5, flowOut: 2 });
    expect(serviceLevelPercent("not-breached", countsOf(queue))).toBe(90);
  });

  it("is unknown rather than negative when more wait too long than wait", () => {
    expect(percentOf({ part: -1, whole: 4 })).toBeNull();
    expect(percentOf({ part: 5, whole: 4 })).toBeNull();
    expect(percentOf({ part: 4, whole: 4 })).toBe(100);
  });
});
