import { beforeAll, describe, expect, it } from "vitest";
import type { Known } from "../../src/config/siteChecks.ts";
import { goodSite, knownThings, siteFindings } from "./siteBench.ts";

let known: Known;
beforeAll(async () => {
  known = await knownThings();
});

const told = (more: string): string[] =>
  siteFindings(`${goodSite}${more}\n`, known)
    .of("error")
    .map(({ path, message, advice }) => [path, message, advice].filter(Boolean).join(" | "));

const peak = (from: string, to: string, figure = "waiting") =>
  `peaks:\n  - { name: x, from: "${from}", to: "${to}", thresholds: [{ figure: ${figure}, steps: [{ above: 5, colour: red }] }] }`;

describe("opening hours", () => {
  it.each([
    [
      "week days and exceptions",
      'hours:\n  - { days: [mon, tue], from: "08:30", to: "24:00" }\n  - { date: "2026-12-25", closed: true }',
      [],
    ],
    [
      "an end before its begin",
      'hours:\n  - { days: [mon], from: "19:00", to: "08:00" }',
      [
        "hours.0.to | '08:00' is not after '19:00' | a night takes two rules: one to 24:00, and one from 00:00 on the next day",
      ],
    ],
    [
      "a day there is not",
      'hours:\n  - { date: "2026-02-30", closed: true }',
      ["hours.0.date | there is no day '2026-02-30' | year, month, day: 2026-12-25"],
    ],
    ["peak days", peak("2026-05-18", "2026-05-31"), []],
    [
      "peak days that end before they begin",
      peak("2026-05-31", "2026-05-18"),
      ["peaks.0.to | '2026-05-18' is before '2026-05-31'"],
    ],
  ])("%s", (_, more, expected) => {
    expect(told(more)).toEqual(expected);
  });

  it("checks the limits of peak days as those of all days", () => {
    expect(told(peak("2026-05-18", "2026-05-31", "waitng"))[0]).toContain(
      "peaks.0.thresholds.0.figure | there is no figure 'waitng'; did you mean 'waiting'?",
    );
  });
});
