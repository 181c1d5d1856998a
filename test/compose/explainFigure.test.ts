import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { explainFigure } from "../../src/compose/explainFigure.ts";
import { type SiteFile, siteLoader } from "../../src/compose/siteLoader.ts";
import { devicesFolder } from "../../src/compose.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-explain-"));
afterAll(() => rmSync(folder, { recursive: true }));

const written = `version: 1
site: here
node: wall
broker: { urls: ["mqtt://127.0.0.1:1883"] }
sources:
  uccx:
    profile: cisco-uccx-csq
    subscribe: acd/uccx
    staleAfterSeconds: 90
    options: { zone: Europe/Paris, serviceLevelFormula: offered, thresholdSeconds: 20 }
  phones: { profile: asterisk-queue-summary, subscribe: [ami/a, ami/b] }
  own: { profile: native }
queues:
  sav: { source: uccx, id: "SAV" }
  sales: { source: phones, id: "sales" }
  help: { source: own, id: "7" }
groups:
  all: { queues: [sav, sales] }
  team: { queues: [sav, sales], agents: add }
thresholds:
  - { figure: longestWait, of: [sav], steps: [{ above: 60, colour: amber }, { above: 120, colour: red, blink: true }] }
  - { figure: serviceLevel, steps: [{ below: 80, colour: red }] }
displays:
  - id: hall
    model: alpha-generic-2x20
    port: simulated
    pages: [{ lines: ["{sav.longestWait}", { text: "{all.waiting}" }] }, { id: two, lines: ["{sav.longestWait|hm}"] }]
    alarms: [{ id: long, lines: ["{sav.longestWait}"], when: sav.longestWait > 300 }]
`;

async function site(): Promise<SiteFile> {
  const file = join(folder, "site.yaml");
  writeFileSync(file, written);
  const { load } = await siteLoader({}, devicesFolder);
  const result = await load(file);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

describe("where a figure comes from", () => {
  it("names field, unit, clock, limits and pages", async () => {
    expect(explainFigure(await site(), "sav", "longestWait")).toEqual({
      figure: "sav.longestWait",
      together: null,
      queues: [
        {
          queue: "sav",
          id: "SAV",
          source: "uccx",
          profile: "cisco-uccx-csq",
          topics: ["acd/uccx"],
          fields: [{ path: "now.longestWaitSeconds", from: "oldestcontact (ms)", quality: [] }],
          window: null,
          formula: null,
          thresholdSeconds: null,
          measuredAt: "enddatetime (local-datetime)",
          staleAfterSeconds: 90,
        },
      ],
      thresholds: ["amber at 60 or more", "red, blinking, at 120 or more"],
      pages: ["hall/page-1", "hall/two", "hall/long"],
    });
  });

  it("names the counts, the formula, its threshold and the window of a service level", async () => {
    const { queues, thresholds } = explainFigure(await site(), "sav", "serviceLevel");
    expect(queues[0]).toMatchObject({
      fields: [
        { path: "totals.answeredInTarget", from: null },
        { path: "totals.offered", from: "totalcalls" },
        { path: "serviceLevel.vendorPercent", from: null },
      ],
      formula: { code: "offered", words: "answered in time ÷ offered" },
      thresholdSeconds: 20,
      window: "day",
    });
    expect(thresholds).toEqual(["red at 80 or less"]);
  });

  it("says that a percentage is made from counts, and what must be read with care", async () => {
    const file = await site();
    const [sav] = explainFigure(file, "sav", "answeredPercent").queues;
    expect(sav?.fields.map(({ path }) => path)).toEqual(["totals.answered", "totals.offered"]);
    const [sales] = explainFigure(file, "sales", "ready").queues;
    expect(sales?.fields).toEqual([
      { path: "agents.ready", from: "Available", quality: ["may_include_wrap_up"] },
    ]);
    expect(sales?.measuredAt).toMatch(/time of reception/);
  });

  it("leaves to each message of our own form what it says itself", async () => {
    const [help] = explainFigure(await site(), "help", "serviceLevel").queues;
    expect(help).toMatchObject({
      topics: ["cc/1/here/acd/own/queue/+/stats"],
      fields: [{ from: "serviceLevel.percent of the message" }, {}],
      formula: { code: "native" },
    });
  });

  it.each([
    ["all", "waiting", "added"],
    ["all", "longestWait", "the longest of them"],
    ["all", "serviceLevel", "made again from the counts of all, never a mean of percentages"],
    ["all", "ready", "unknown: agents may serve several queues"],
    ["team", "ready", "added: the queues share no agent"],
    ["all", "averageTalk", "a mean weighted by calls"],
    ["all", "expectedWait", "unknown: it cannot be put together"],
  ] as const)("says how the group %s puts %s together", async (group, figure, words) => {
    const { together, queues } = explainFigure(await site(), group, figure);
    expect(together).toBe(words);
    expect(queues.map(({ queue }) => queue)).toEqual(["sav", "sales"]);
  });
});
