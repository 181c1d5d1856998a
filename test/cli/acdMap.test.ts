import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type AcdMapOptions, acdMapCommand } from "../../src/cli/acdMap.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-acd-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A row of Cisco UCCX's RtCSQsSummary, received at 09:00:10 UTC in Paris. */
const row = {
  csqname: "SAV",
  loggedinagents: 6,
  availableagents: 1,
  unavailableagents: 2,
  talkingagents: 3,
  workingagents: 0,
  reservedagents: 0,
  callswaiting: 2,
  oldestcontact: 31_900,
  totalcalls: 50,
  callshandled: 44,
  callsabandoned: 4,
  callsdequeued: 0,
  enddatetime: "2026-01-12 10:00:05.0",
  colour: "blue",
};

const inParis = { zone: "Europe/Paris", receivedAt: "2026-01-12T09:00:10Z" };

interface Figures {
  readonly queue: { readonly id: string };
  readonly now: { readonly waiting: number };
}

async function map(profile: string, payload: unknown, options: Partial<AcdMapOptions> = {}, file?: string) {
  const written = join(folder, "payload.json");
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  writeFileSync(written, text);
  const said: string[] = [];
  const terminal = { write: (line: string) => void said.push(line), writeError: () => undefined };
  async function* stdin() {
    yield Buffer.from(text);
  }
  const all = { option: [], each: false, json: false, ...options };
  const code = await acdMapCommand(profile, file ?? written, all, terminal, stdin());
  return { code, out: said.join("") };
}

describe("acd map", () => {
  it("gives the canonical statistics, and the fields nobody reads, as JSON", async () => {
    const { code, out } = await map("cisco-uccx-csq", row, { ...inParis, json: true });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      queues: [
        {
          queue: { id: "SAV", name: "SAV" },
          observedAt: "2026-01-12T09:00:05.000Z",
          now: { waiting: 2, longestWaitSeconds: 31, ringing: null },
          agents: { loggedIn: 6, ready: 1, reserved: 0, onCall: 3, wrapUp: 0, notReady: 2 },
          totals: { window: "day", offered: 50, answeredPercent: 88, abandonedPercent: 8, since: null },
          serviceLevel: { percent: null },
        },
      ],
      agents: [],
      ignored: ["colour"],
      problems: [],
    });
  });

  it("gives a table of what is known for people, from stdin too", async () => {
    const { out } = await map("cisco-uccx-csq", row, inParis, "-");
    expect(out).toContain("SAV (SAV)  unknown, measured 2026-01-12T09:00:05.000Z\n");
    expect(out).toMatch(/^ {2}now\.waiting +2 {2}from callswaiting$/m);
    expect(out).toMatch(/^ {2}unknown: .*now\.ringing/m);
    expect(out).toMatch(/longestWaitSeconds +31 {2}from oldestcontact \(ms\)/);
    expect(out).toContain("not used: colour\n");
  });

  it("tells doubts beside their figure and what did not fit below", async () => {
    const summary = { Event: "QueueSummary", Queue: "sales", LoggedIn: "5", Available: "2", Callers: "x" };
    const { out } = await map("asterisk-queue-summary", summary, inParis);
    expect(out).toMatch(/agents\.ready +2 {2}from Available +may_include_wrap_up/);
    expect(out).toMatch(/problem: now\.waiting/);
  });

  const twoQueues = [
    { Event: "QueueSummary", Queue: "sales", Callers: "1" },
    { Event: "QueueSummary", Queue: "service", Callers: "4" },
    { Event: "QueueSummary", Queue: "sales", Callers: "2" },
  ];

  it("gives the state after the last message of a capture, a list of them or one a line", async () => {
    const lines = twoQueues.map((message) => JSON.stringify(message)).join("\n");
    for (const payload of [twoQueues, lines]) {
      const { out } = await map("asterisk-queue-summary", payload, { json: true });
      const { queues } = JSON.parse(out);
      expect(queues.map(({ queue, now }: Figures) => [queue.id, now.waiting])).toEqual([
        ["sales", 2],
        ["service", 4],
      ]);
    }
  });

  it("prints after every message when it is asked to", async () => {
    const { out } = await map("asterisk-queue-summary", twoQueues, { json: true, each: true });
    const states = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).queues);
    expect(states.map((queues) => queues.length)).toEqual([1, 2, 2]);
    expect(states.map(([sales]) => sales.now.waiting)).toEqual([1, 1, 2]);
    const people = await map("asterisk-queue-summary", twoQueues, { each: true });
    expect(people.out).toContain("after message 3 of 3\n");
  });

  it("goes on after a message that it does not understand, and says which", async () => {
    const { code, out } = await map("asterisk-queue-summary", `${JSON.stringify(twoQueues[0])}\n{"x":1}`, {
      json: true,
    });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      queues: [{ queue: { id: "sales" } }],
      problems: [{ path: "queue.id", message: "message 2: is missing" }],
    });
  });

  it("reads a profile that somebody is still writing by its path, and says what is wrong in it", async () => {
    const mine = join(folder, "mine.yaml");
    const text = `schema: 1
id: mine
reader: json-object
queue: { id: q }
now: { waiting: w }
samples: [{ payload: { q: a, w: 1 }, means: { a: { now.waiting: 1 } } }]
source: a test
`;
    writeFileSync(mine, text);
    const { out } = await map(mine, { q: "a", w: 3 }, { json: true });
    expect(JSON.parse(out).queues[0].now.waiting).toBe(3);
    writeFileSync(mine, text.replace("waiting", "waitng"));
    await expect(map(mine, {})).rejects.toMatchObject({ message: expect.stringContaining("waitng") });
  });

  it("takes options as the site's YAML would", async () => {
    const option = ["thresholdSeconds=20", "serviceLevelFormula=offered", "ringingCountedInWaiting=true"];
    const { out } = await map("cisco-uccx-csq", row, { ...inParis, option, json: true });
    expect(JSON.parse(out).queues[0].serviceLevel).toMatchObject({
      thresholdSeconds: 20,
      formula: "offered",
    });
  });

  it("says what it does not understand, and fails", async () => {
    const broken = await map("native", "{");
    expect(broken.code).toBe(1);
    expect(broken.out).toMatch(/^nothing was understood.*\nproblem: is not JSON\n$/);
    const { out } = await map("native", { v: 1 }, { json: true });
    expect(JSON.parse(out)).toMatchObject({ queues: [], problems: [{ path: "queue.id" }] });
  });

  it.each<[string, string, Partial<AcdMapOptions>, string | undefined, string, RegExp]>([
    [
      "an unknown profile",
      "cisco-uccx-csg",
      {},
      undefined,
      "there is no ACD profile 'cisco-uccx-csg'",
      /cisco-uccx-csq/,
    ],
    [
      "a time that is none",
      "native",
      { receivedAt: "now" },
      undefined,
      "--received-at now is no time",
      /2026/,
    ],
    [
      "an option that is none",
      "cisco-uccx-csq",
      { option: ["x"] },
      undefined,
      "--option x is not key=value",
      /key|thresholdSeconds/,
    ],
    [
      "an option nobody knows",
      "cisco-uccx-csq",
      { option: ["colour=red"] },
      undefined,
      "colour",
      /thresholdSeconds/,
    ],
    ["a zone there is not", "cisco-uccx-csq", { zone: "Mars" }, undefined, "zone is not a time zone", /zone/],
    ["a file that is not there", "native", {}, "/nowhere.json", "there is no such file", /./],
  ])("refuses %s and says what to do", async (_, profile, options, file, message, advice) => {
    await expect(map(profile, row, options, file)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      advice: expect.stringMatching(advice),
    });
  });
});
