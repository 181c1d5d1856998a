import { describe, expect, it } from "vitest";
import {
  type FigureName,
  figureKinds,
  figureNames,
  isFigureName,
  readFigure,
} from "../../src/domain/figures.ts";
import { queueOf } from "./queueFixtures.ts";

const statistics = queueOf({
  now: { waiting: 1, longestWaitSeconds: 2, expectedWaitSeconds: 4, inService: 18, ringing: 19 },
  averages: { answerSeconds: 3, talkSeconds: 20, handleSeconds: 21 },
  peaks: { longestWaitSeconds: 5 },
  serviceLevel: { percent: 6 },
  totals: {
    answeredPercent: 7,
    abandonedPercent: 8,
    offered: 9,
    answered: 10,
    abandoned: 11,
    overflowOut: 12,
  },
  agents: { loggedIn: 13, ready: 14, reserved: 15, onCall: 16, wrapUp: 17, notReady: 22 },
});

const expected: Readonly<Record<FigureName, number>> = {
  waiting: 1,
  longestWait: 2,
  averageWait: 3,
  expectedWait: 4,
  peakWait: 5,
  serviceLevel: 6,
  answeredPercent: 7,
  abandonedPercent: 8,
  offered: 9,
  answered: 10,
  abandoned: 11,
  overflow: 12,
  loggedIn: 13,
  ready: 14,
  reserved: 15,
  talking: 16,
  wrapUp: 17,
  inService: 18,
  ringing: 19,
  averageTalk: 20,
  averageHandle: 21,
  notReady: 22,
};

describe("figures", () => {
  it.each(figureNames)("reads %s from its place in the model, and null where it is unknown", (name) => {
    const options = { serviceLevel: "computed" } as const;
    expect(readFigure(statistics, name, options)).toBe(expected[name]);
    expect(readFigure(queueOf(), name, options)).toBeNull();
  });

  it("knows waits as durations, shares as percentages and the rest as counts", () => {
    expect(figureKinds).toMatchObject({
      waiting: "count",
      longestWait: "duration",
      serviceLevel: "percent",
    });
  });

  it("shows our service level or the vendor's, and the other where that one is missing", () => {
    const both = queueOf({ serviceLevel: { percent: 70, vendorPercent: 80 } });
    expect(readFigure(both, "serviceLevel", { serviceLevel: "computed" })).toBe(70);
    expect(readFigure(both, "serviceLevel", { serviceLevel: "vendor" })).toBe(80);
    const theirs = queueOf({ serviceLevel: { vendorPercent: 80 } });
    expect(readFigure(theirs, "serviceLevel", { serviceLevel: "computed" })).toBe(80);
    const ours = queueOf({ serviceLevel: { percent: 70 } });
    expect(readFigure(ours, "serviceLevel", { serviceLevel: "vendor" })).toBe(70);
  });

  it("tells figures from other words, inherited ones included", () => {
    expect(isFigureName("waiting")).toBe(true);
    expect(isFigureName("toString")).toBe(false);
    expect(isFigureName("__proto__")).toBe(false);
  });
});
