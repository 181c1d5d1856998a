import { readdirSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type PreviewReplayOptions, previewReplayCommand } from "../../src/cli/previewReplay.ts";
import { runCommandLine } from "../../src/cli/program.ts";
import type { RecordedLine } from "../../src/drivers/bus/recording.ts";
import { openTimers } from "../../src/shared/time.ts";
import { BEGIN, ended, Folder, recorded } from "./recording/bench.ts";
import { recordingTerminal } from "./recordingTerminal.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  vi.useRealTimers();
  folder.end();
  expect(openTimers()).toBe(0);
});

const siteText = `version: 1
site: flowers
node: wall-1
broker: { urls: ["mqtt://127.0.0.1:1883"] }
sources: { acd: { staleAfterSeconds: 30 } }
queues: { sales: { id: "60100", name: Sales } }
displays:
  - id: wall
    model: alpha-4120c
    port: simulated
    pages:
      - { id: waiting, seconds: 8, lines: ["WAITING{fill}{sales.waiting}"] }
      - { id: clock, seconds: 4, lines: ["{clock}"] }
    alarms:
      - { id: long, when: "sales.longestWait >= 120", lines: ["LONG {sales.longestWait}"] }
  - id: corner
    model: alpha-4120c
    port: simulated
    pages: [{ id: only, lines: ["{sales.waiting}"] }]
`;

const TOPIC = "cc/1/flowers/acd/acd/queue/60100/stats";

/** What an ACD's bridge says of the queue after so many milliseconds. */
function stats(ms: number, waiting: number, longestWaitSeconds = 5): RecordedLine {
  const at = new Date(BEGIN + ms).toISOString();
  const payload = { v: 1, at, observedAt: at, queue: { id: "60100" }, now: { waiting, longestWaitSeconds } };
  return recorded(ms, TOPIC, JSON.stringify(payload));
}

const story: readonly RecordedLine[] = [
  { kind: "broker", at: BEGIN + 100, ms: 100, up: true },
  stats(1_000, 3),
  stats(2_500, 4),
  stats(2_500, 5),
  stats(5_000, 5, 130),
  stats(7_000, 6),
  ended(60_000),
];

interface Given {
  readonly options?: Partial<PreviewReplayOptions>;
  readonly lines?: readonly RecordedLine[];
  readonly site?: string;
  readonly keyboard?: string;
  readonly timeZone?: string;
  readonly signal?: AbortSignal;
  readonly isTerminal?: boolean;
}

async function preview(given: Given = {}) {
  const { timeZone = "Europe/Paris" } = given;
  const replay = [folder.recording("story", given.lines ?? story, { timeZone })];
  writeFileSync(folder.at("site.yaml"), given.site ?? siteText);
  const { terminal, written, errors } = recordingTerminal(given.isTerminal);
  const options = { replay, step: false, json: false, ...given.options };
  const stdin = Readable.from([Buffer.from(given.keyboard ?? "")]);
  const signal = given.signal ?? new AbortController().signal;
  const code = await previewReplayCommand(folder.at("site.yaml"), options, terminal, { stdin, signal });
  return { code, out: written(), errors: errors() };
}

/** `second display id: lines` for each change, seconds counted from the begin of the recording. */
async function changesOf(given: Given = {}): Promise<string[]> {
  const { out } = await preview({ ...given, options: { display: "wall", ...given.options, json: true } });
  return out
    .split("\n")
    .slice(0, -1)
    .map((line) => {
      const { at, id, stale, lines } = JSON.parse(line);
      return `${(Date.parse(at) - BEGIN) / 1_000} ${id}${stale ? " stale" : ""}: ${lines.join("/")}`;
    });
}

describe("a preview of a recording", () => {
  it("shows each glass at its moment: figures, turns of pages, alarms, and what turned old", async () => {
    const changes = await changesOf();
    expect(changes.slice(0, 8)).toEqual([
      expect.stringMatching(/^0.1 waiting stale: WAITING +@--:-- +--\/$/),
      expect.stringMatching(/^1 waiting: WAITING +3\/$/),
      expect.stringMatching(/^2.5 waiting: WAITING +5\/$/),
      expect.stringMatching(/^5 long: LONG +2:10\/$/),
      // An alarm stays for twenty seconds, with the figures of the moment.
      expect.stringMatching(/^7 long: LONG +0:05\/$/),
      expect.stringMatching(/^25.00\d waiting: WAITING +6\/$/),
      expect.stringMatching(/^28.1\d+ clock: 10:00\/$/),
      expect.stringMatching(/^32.1\d+ waiting: WAITING +6\/$/),
    ]);
    const stale = changes.find((line) => / waiting stale: .*@10:00/.test(line));
    expect(stale).toMatch(/WAITING +@10:00 +--/);
    // The last figures came after 7 s and are good for 30.
    expect(Number.parseFloat(stale ?? "")).toBeGreaterThanOrEqual(37);
  });

  it("is the same on every run, whatever the machine's clock and time zone are", async () => {
    const first = await preview({ options: { json: true } });
    const zone = process.env["TZ"];
    try {
      process.env["TZ"] = "Asia/Tokyo";
      vi.useFakeTimers({ toFake: ["Date", "performance"], now: Date.UTC(2041, 0, 1) });
      expect(await preview({ options: { json: true } })).toEqual(first);
    } finally {
      vi.useRealTimers();
      if (zone === undefined) delete process.env["TZ"];
      else process.env["TZ"] = zone;
    }
    expect(first.out.split("\n").length).toBeGreaterThan(10);
  });

  it("tells the hour of the recorder's place, unless the site names one", async () => {
    const hours = async (given: Given) => (await changesOf(given)).find((line) => line.includes(" clock: "));
    expect(await hours({ timeZone: "Asia/Tokyo" })).toContain("18:00");
    expect(await hours({ site: siteText.replace("node:", "timeZone: America/New_York\nnode:") })).toContain(
      "04:00",
    );
    // A zone that this machine does not know is no reason to stop.
    expect(await hours({ timeZone: "Mars/Base" })).toBeDefined();
  });

  it("follows a recorder's clock that was set", async () => {
    const set = story.map((line) => (line.ms < 5_000 ? { ...line, at: line.at - 86_400_000 } : line));
    const changes = await changesOf({ lines: set });
    expect(changes.at(0)).toMatch(/^-86399\.9 /);
    expect(changes.find((line) => line.includes(" clock: "))).toContain("10:00");
  });

  it("draws boxes for people", async () => {
    const { code, out, errors } = await preview({ options: { display: "corner" }, lines: [stats(1_000, 3)] });
    expect([code, errors]).toEqual([0, expect.stringContaining("its end is missing")]);
    expect(out).toBe(`2026-02-14T09:00:01.000Z  corner, page only
┌─ corner ───────────┐
│  3                 │
│                    │
└────────────────────┘
`);
    expect((await preview({ isTerminal: true })).out).toContain("\u001b[");
  });

  it("looks only so often when it is told so", async () => {
    const moments = (await changesOf({ options: { every: 10 } })).map(Number.parseFloat);
    expect(moments.slice(0, 3)).toEqual([0.1, 10.1, 30.1]);
  });

  it("puts a picture of each glass into a folder", async () => {
    const { out } = await preview({ options: { png: folder.at("png"), display: "corner", json: true } });
    const told = out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line).png);
    expect(told[1]).toBe(folder.at("png/corner-20260214T090001.000Z.png"));
    expect(readdirSync(folder.at("png"))).toHaveLength(told.length);
    expect((await preview({ options: { png: folder.at("png2"), display: "corner" } })).out).toContain(
      "png2/corner-",
    );
  });

  it("goes on with each Enter", async () => {
    expect(await changesOf({ options: { step: true }, keyboard: "\n\n" })).toHaveLength(2);
  });

  it("keeps the spacing at the speed that is asked for, and stops when it is told to", async () => {
    const begin = performance.now();
    await preview({ options: { speed: 600, display: "corner" } });
    // The last change, NO DATA or old figures, comes after more than 30 of the story's seconds.
    expect(performance.now() - begin).toBeGreaterThan(50);
    const stop = AbortSignal.abort();
    expect((await preview({ options: { speed: 0.001 }, signal: stop })).out).toBe("");
  });

  it("shows messages of supervisors and believes a bridge that says it is lost", async () => {
    const message = { text: "FIRE", priority: 0, needsAck: true, until: "2026-02-14T09:00:20Z" };
    const status = { v: 1, at: "2026-02-14T09:00:09Z", state: "lost", session: 1, sourceReachable: true };
    const lines = [
      stats(1_000, 3),
      recorded(2_000, "cc/1/flowers/message/all/fire", JSON.stringify(message)),
      recorded(3_000, "cc/1/flowers/message/all/fire", ""),
      recorded(9_000, "cc/1/flowers/acd/acd/status", JSON.stringify(status)),
      ended(10_000),
    ];
    const changes = await changesOf({ lines, options: { display: "corner" } });
    expect(changes.map((line) => line.replaceAll(/ +/g, " "))).toEqual([
      "1 only: 3/",
      expect.stringMatching(/^2 .*FIRE/),
      "3 only: 3/",
      expect.stringMatching(/^9 only stale: .*--/),
    ]);
  });

  it("says what the daemon would have dropped", async () => {
    const { errors } = await preview({ lines: [recorded(1, TOPIC, "no json"), ended(2)] });
    expect(errors).toBe(`statistics dropped: acd, not_json, ${TOPIC}  is not JSON\n`);
  });

  it("of a recording that holds nothing shows nothing", async () => {
    expect(await preview({ lines: [] })).toMatchObject({ code: 0, out: "" });
  });

  it("needs a good configuration, and a display that there is", async () => {
    const wrong = await preview({ site: siteText.replace("alpha-4120c", "alpha-4120") });
    expect([wrong.code, wrong.errors]).toEqual([78, expect.stringContaining("alpha-4120")]);
    expect(await preview({ options: { display: "wal" } })).toEqual({
      code: 2,
      out: "",
      errors: "there is no display 'wal': did you mean 'wall'?\n",
    });
  });

  it("is a command, which wants either figures or a recording", async () => {
    const path = folder.recording("story", story);
    writeFileSync(folder.at("site.yaml"), siteText);
    const run = async (...words: string[]) => {
      const { terminal, written, errors } = recordingTerminal();
      return [
        await runCommandLine(["preview", folder.at("site.yaml"), ...words], terminal),
        written(),
        errors(),
      ];
    };
    expect(await run("--replay", path, "--json", "--every", "1m")).toEqual([
      0,
      expect.stringMatching(/^{"at":"2026-02-14T09:00:00.100Z","display":"wall",/),
      "",
    ]);
    const both = "write either --stats FILE or --replay FILE\n";
    expect(await run()).toEqual([2, "", both]);
    expect(await run("--stats", "x", "--replay", path)).toEqual([2, "", both]);
  });
});
