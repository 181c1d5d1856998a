import { readdirSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GzipLog } from "../../../src/adapters/recordings/gzipLog.ts";
import { MOST_WAITING, Recorder, type RecorderOptions } from "../../../src/cli/recording/recorder.ts";
import { recordingFiles } from "../../../src/cli/recording/recordingFiles.ts";
import { HandClock } from "../../../src/compose/handClock.ts";
import { MOST_ACD_PAYLOAD_BYTES } from "../../../src/ports/broker.ts";
import { arrived, BEGIN, Folder, playedOf } from "./bench.ts";

let folder: Folder;
let clock: HandClock;
beforeEach(() => {
  folder = new Folder();
  clock = new HandClock(BEGIN);
});
afterEach(() => folder.end());

const header = { begin: BEGIN, site: "flowers", filters: ["#"], withAgents: false, timeZone: "UTC" };

async function recorder(
  path: string,
  changes: Partial<RecorderOptions> = {},
  openLog?: (path: string) => Promise<GzipLog>,
): Promise<Recorder> {
  const files = await recordingFiles(path, BEGIN);
  const options = {
    files,
    header,
    personal: [],
    mostBytes: 50_000_000,
    mostMs: 86_400_000,
    keep: 10,
    ...changes,
  };
  return new Recorder(options, clock, openLog);
}

/** Text that no compressor makes smaller. */
const noise = (seed: number): string =>
  Array.from({ length: 1_500 }, (_, index) =>
    Math.floor(Math.abs(Math.sin(seed * 1_500 + index) * 1e8)).toString(36),
  ).join("");

describe("a recorder", () => {
  it("writes what came, when it came, and an end", async () => {
    const log = await recorder(folder.at("a.jsonl.gz"));
    await log.save();
    clock.pass(12);
    log.broker(true);
    clock.pass(1_000.4);
    log.take(arrived("a", '{"v":1}', { expirySeconds: 120 }));
    log.take(arrived("b", Uint8Array.of(0xff), { retained: true, qos: 0 }));
    await log.save();
    clock.pass(500);
    await log.close();
    expect(folder.lines("a.jsonl.gz")).toEqual([
      {
        bandeau: "recording",
        version: 1,
        begin: "2026-02-14T09:00:00.000Z",
        part: 1,
        ...{ site: "flowers", filters: ["#"], withAgents: false, timeZone: "UTC" },
      },
      { at: "2026-02-14T09:00:00.012Z", ms: 12, broker: "up" },
      {
        at: "2026-02-14T09:00:01.012Z",
        ms: 1_012,
        topic: "a",
        qos: 1,
        retained: false,
        expirySeconds: 120,
        text: '{"v":1}',
      },
      {
        at: "2026-02-14T09:00:01.012Z",
        ms: 1_012,
        topic: "b",
        qos: 0,
        retained: true,
        expirySeconds: null,
        base64: "/w==",
      },
      { at: "2026-02-14T09:00:01.512Z", ms: 1_512, end: true, messages: 2, leftOut: {} },
    ]);
    expect([log.messages, log.files]).toEqual([2, 1]);
  });

  it("has in its file what was saved, though nobody closed it", async () => {
    const log = await recorder(folder.at("a.jsonl.gz"));
    await log.save();
    log.take(arrived("a"));
    await log.save();
    log.take(arrived("b"));
    const { played, told } = await playedOf([folder.at("a.jsonl.gz")]);
    expect(played).toMatchObject([{ line: { topic: "a" } }]);
    expect(told).toEqual([expect.stringContaining("its end is missing")]);
    await log.close();
    expect((await playedOf([folder.at("a.jsonl.gz")])).told).toEqual([]);
  });

  it("leaves out what tells of persons, and what it was told does", async () => {
    const log = await recorder(folder.at("a.jsonl.gz"), { personal: ["acd/finesse/#"] });
    await log.save();
    for (const topic of [
      "cc/1/flowers/acd/acd/agent/a-7f3/state",
      "cc/1/flowers/node/wall-1/seat/p14/headset",
      "cc/1/flowers/node/wall-1/reply",
      "acd/finesse/dialogs",
      "cc/1/flowers/acd/acd/status",
    ])
      log.take(arrived(topic, "canary"));
    await log.close();
    const topics = folder.lines("a.jsonl.gz").flatMap(({ topic }) => topic ?? []);
    expect(topics).toEqual(["cc/1/flowers/acd/acd/status"]);
    expect(folder.lines("a.jsonl.gz").at(-1)).toMatchObject({ messages: 1, leftOut: { personal: 4 } });
  });

  it("takes that too when it is asked for, but nothing that a broker kept against the rules", async () => {
    const log = await recorder(folder.at("a.jsonl.gz"), { header: { ...header, withAgents: true } });
    await log.save();
    log.take(arrived("cc/1/flowers/acd/acd/agent/a-7f3/state", "live"));
    log.take(arrived("cc/1/flowers/acd/acd/agent/a-7f3/state", "kept", { retained: true }));
    await log.close();
    expect(folder.lines("a.jsonl.gz")).toMatchObject([
      { withAgents: true },
      { text: "live" },
      { leftOut: { personal: 1 } },
    ]);
  });

  it("does not take what is too big, nor more than the disk takes", async () => {
    const log = await recorder(folder.at("a.jsonl.gz"));
    await log.save();
    log.take(arrived("a", new Uint8Array(MOST_ACD_PAYLOAD_BYTES + 1)));
    const big = "x".repeat(MOST_ACD_PAYLOAD_BYTES);
    for (let times = 0; times < 8; times++) log.take(arrived("a", big));
    const taken = Math.ceil(MOST_WAITING / big.length);
    expect([log.messages, log.leftOut]).toEqual([taken, { "too big": 1, "too fast": 8 - taken }]);
    await log.save();
    log.take(arrived("a"));
    expect(log.messages).toBe(taken + 1);
    await log.close();
  });

  it("goes on in the next file when one is full, and keeps only so many", async () => {
    const log = await recorder(`${folder.at("all")}/`, { mostBytes: 4_000, keep: 3 });
    for (let count = 0; count < 40; count++) {
      clock.pass(1_000);
      log.take(arrived("a", noise(count)));
      await log.save();
      const sizes = readdirSync(folder.at("all")).map((name) => statSync(folder.at(`all/${name}`)).size);
      expect(sizes.length).toBeLessThanOrEqual(3);
      expect(Math.max(...sizes)).toBeLessThan(4_000 + 9_000);
    }
    await log.close();
    const names = readdirSync(folder.at("all")).sort();
    expect(names.at(-1)).toBe(`recording-20260214T090000Z-${String(log.files).padStart(4, "0")}.jsonl.gz`);
    const { played, told } = await playedOf([folder.at("all")]);
    const moments = played.flatMap(({ ms, line }) => (line.kind === "message" ? [ms] : []));
    expect(moments).toEqual(moments.map((_, index) => 40_000 - (moments.length - 1 - index) * 1_000));
    expect([moments.length > 1, told]).toEqual([true, []]);
  });

  it("goes on in the next file when one is old, unless it is empty", async () => {
    const log = await recorder(folder.at("a.b.jsonl.gz"), { mostMs: 3_600_000 });
    await log.save();
    clock.pass(3_600_000);
    await log.save();
    expect(log.files).toBe(1);
    log.take(arrived("a"));
    await log.save();
    expect(log.files).toBe(2);
    await log.close();
    expect(readdirSync(folder.path).sort()).toEqual(["a-0002.b.jsonl.gz", "a.b.jsonl.gz"]);
    expect(folder.lines("a-0002.b.jsonl.gz")).toMatchObject([
      { part: 2 },
      { ms: 3_600_000, end: true, messages: 1 },
    ]);
  });

  it("removes its own oldest part where it was given a file", async () => {
    const log = await recorder(folder.at("a.gz"), { mostBytes: 1, keep: 2 });
    writeFileSync(folder.at("precious.gz"), "x");
    for (let count = 0; count < 5; count++) await log.save();
    await log.close();
    expect(readdirSync(folder.path).sort()).toEqual(["a-0005.gz", "a-0006.gz", "precious.gz"]);
  });

  it("counts earlier recordings of the folder, and touches nothing else there", async () => {
    const earlier = ["recording-20250101T000000Z-0001.jsonl.gz", "recording-20250101T000000Z-0002.jsonl.gz"];
    for (const name of [...earlier, "notes.txt", "recording-x.jsonl.gz"]) writeFileSync(folder.at(name), "");
    const log = await recorder(folder.path, { keep: 2 });
    await log.save();
    await log.close();
    expect(readdirSync(folder.path).sort()).toEqual([
      "notes.txt",
      "recording-20250101T000000Z-0002.jsonl.gz",
      "recording-20260214T090000Z-0001.jsonl.gz",
      "recording-x.jsonl.gz",
    ]);
  });

  it("says when the disk is full, and can still be closed", async () => {
    let writes = 0;
    const filling = (path: string): Promise<GzipLog> =>
      GzipLog.create(path, async () => {
        const file = await open("/dev/full", "w");
        return {
          appendFile: (bytes) => (writes++ === 0 ? Promise.resolve() : file.appendFile(bytes)),
          datasync: async () => undefined,
          close: () => file.close(),
        };
      });
    const log = await recorder(folder.at("a.gz"), {}, filling);
    await log.save();
    log.take(arrived("a"));
    await expect(log.save()).rejects.toMatchObject({ code: "RECORDING_DISK_FULL" });
    await expect(log.close()).rejects.toMatchObject({ code: "RECORDING_DISK_FULL" });
    await log.close();
  });

  it("has no folder where none can be made", async () => {
    await expect(recordingFiles(folder.at("no/such/"), BEGIN)).rejects.toMatchObject({
      code: "RECORDING_FOLDER",
    });
  });
});
