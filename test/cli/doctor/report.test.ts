import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  areas,
  doubt,
  type Finding,
  fromFault,
  inOrder,
  well,
  wrong,
} from "../../../src/cli/doctor/finding.ts";
import { doctorReport, reportLines } from "../../../src/cli/doctor/report.ts";
import { Fault } from "../../../src/ports/fault.ts";

const about = { version: "0.1.0", node: "20.19.0", system: "Linux 6.12 arm64", board: "Raspberry Pi 4" };
const same = (text: string): string => text;
const broker = wrong({ area: "broker", subject: "" }, "BROKER_LOST", "it is away", "look for it");
const wall = wrong({ area: "display", subject: "wall" }, "PORT_GONE", "it is not there", "check the cable");
const clock = doubt({ area: "clock", subject: "" }, "CLOCK_UNSYNCED", "who knows", "ask it");
const light = well({ area: "light", subject: "tower" }, "opens");

describe("the doctor's report", () => {
  it("begins with the first cause, then tells the rest, what is doubtful, and what is well", () => {
    const report = doctorReport([light, broker, clock, wall], about, same);
    expect(reportLines(report)).toEqual([
      "Mend this first:",
      "  display wall: it is not there",
      "    do: check the cable",
      "",
      "Then:",
      "  broker: it is away",
      "    do: look for it",
      "",
      "Worth a look:",
      "  clock: who knows",
      "    do: ask it",
      "",
      "Well:",
      "  light tower: opens",
      "",
      "bandeau 0.1.0, node 20.19.0, Linux 6.12 arm64, Raspberry Pi 4",
      "2 things wrong.",
    ]);
    expect(report).toMatchObject({ ok: false, first: { code: "PORT_GONE" } });
  });

  it("is content where something is doubtful only", () => {
    const report = doctorReport([clock], { ...about, board: null }, same);
    expect(report).toMatchObject({ ok: true, first: null });
    expect(reportLines(report)).toEqual([
      "Nothing is wrong.",
      "",
      "Worth a look:",
      "  clock: who knows",
      "    do: ask it",
      "",
      "bandeau 0.1.0, node 20.19.0, Linux 6.12 arm64",
    ]);
  });

  it("goes through the censor, word by word, and never moves a terminal's cursor", () => {
    const odd = wrong({ area: "light", subject: "SECRET" }, "X", "SECRET \u001b[2J", "SECRET");
    const report = doctorReport([odd], about, (text) => text.replaceAll("SECRET", "-"));
    expect(JSON.stringify(report)).not.toContain("SECRET");
    expect(reportLines(report)[1]).toBe("  light -: - ·[2J");
  });

  it("has what is wrong before what is doubtful, and causes before what follows, in any order of finding", () => {
    const finding = fc.record({
      area: fc.constantFrom(...areas),
      subject: fc.constant(""),
      state: fc.constantFrom("wrong", "doubt", "well"),
      code: fc.constant(null),
      what: fc.string(),
      advice: fc.constant(null),
    }) satisfies fc.Arbitrary<Finding>;
    const rank = ({ state, area }: Finding): number =>
      ["wrong", "doubt", "well"].indexOf(state) * areas.length + areas.indexOf(area);
    fc.assert(
      fc.property(fc.array(finding), (findings) => {
        const ranks = inOrder(findings).map(rank);
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        expect(ranks).toHaveLength(findings.length);
      }),
    );
  });
});

describe("a failure that was caught", () => {
  it("keeps its code and advice, and only what a finding has", () => {
    const place = { area: "display", subject: "wall", port: "tcp://secret" } as const;
    expect(fromFault(place, new Fault("PORT_GONE", "it is gone", "look"))).toEqual({
      area: "display",
      subject: "wall",
      state: "wrong",
      code: "PORT_GONE",
      what: "it is gone",
      advice: "look",
    });
    expect(fromFault(place, new Error("bang"))).toMatchObject({ code: "UNEXPECTED", what: "bang" });
    expect(well(place, "fine")).not.toHaveProperty("port");
  });
});
