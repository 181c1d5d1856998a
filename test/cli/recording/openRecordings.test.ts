import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRecordings } from "../../../src/cli/recording/openRecordings.ts";
import { BEGIN, ended, Folder, playedOf, recorded } from "./bench.ts";

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.end());

const topicsOf = (played: Awaited<ReturnType<typeof playedOf>>["played"]): [number, string][] =>
  played.flatMap(({ ms, line }): [number, string][] => (line.kind === "message" ? [[ms, line.topic]] : []));

describe("recordings", () => {
  it("play their parts in order, however they are named", async () => {
    const second = folder.recording("a", [recorded(5_000, "two"), ended(6_000)], { part: 2 });
    const first = folder.recording("b", [recorded(1_000, "one"), ended(4_000)]);
    expect(topicsOf((await playedOf([second, first, first])).played)).toEqual([
      [1_000, "one"],
      [5_000, "two"],
    ]);
  });

  it("of several days lie as far apart as their begins, and never overlap", async () => {
    const first = folder.recording("a", [recorded(1_000, "one"), ended(90_000)]);
    const next = folder.recording("b", [recorded(1_000, "two"), ended(2_000)], { begin: BEGIN + 3_600_000 });
    const wrongClock = folder.recording("c", [recorded(500, "three"), ended(900)], {
      begin: BEGIN + 3_600_001,
    });
    expect(topicsOf((await playedOf([first, next, wrongClock])).played)).toEqual([
      [1_000, "one"],
      [3_601_000, "two"],
      [3_602_500, "three"],
    ]);
  });

  it("cut at any byte play what is whole, and the files after it", async () => {
    const text = readFileSync(
      folder.recording(
        "text",
        Array.from({ length: 20 }, (_, ms) => recorded(ms, `t${ms}`)),
      ),
    );
    const next = folder.recording("next", [recorded(1_000, "next"), ended(1_001)], { part: 2 });
    const whole = gzipSync(text);
    let before = 0;
    for (let length = whole.length; length >= 0; length -= 3) {
      writeFileSync(folder.at("cut"), whole.subarray(0, length));
      const read = await playedOf([folder.at("cut"), next]).catch(() => null);
      // Without its first line nobody knows what a file is.
      if (read === null) continue;
      const topics = topicsOf(read.played).map(([, topic]) => topic);
      expect(topics.slice(0, -1)).toEqual(Array.from({ length: topics.length - 1 }, (_, ms) => `t${ms}`));
      expect(topics.at(-1)).toBe("next");
      expect(read.told).toHaveLength(1);
      before = Math.max(before, topics.length);
    }
    expect(before).toBe(21);
  });

  it("tell of lines that make no sense, and play the rest", async () => {
    const path = folder.recording("a", [recorded(1, "one"), ended(2)]);
    writeFileSync(path, readFileSync(path, "utf8").replace("\n", '\n{"at":1}\n'));
    const { played, told } = await playedOf([path]);
    expect([topicsOf(played), told]).toEqual([
      [[1, "one"]],
      [`${path}: lines that make no sense and are left out: 1`],
    ]);
  });

  it("tell of a file without an end, or damaged, and of an empty one", async () => {
    const path = folder.recording("a", [recorded(1, "one")]);
    writeFileSync(folder.at("empty"), "");
    const { told } = await playedOf([path, folder.at("empty")]);
    expect(told).toEqual([
      `${folder.at("empty")}: it is empty, nothing of it is played`,
      `${path}: its end is missing, as when the recorder was killed or still runs; messages in it: 1`,
    ]);
  });

  it.each([
    ["text", "hello\n"],
    ["text without an end", "hello"],
    ["a later version", '{"bandeau":"recording","version":2}\n'],
    ["something else compressed", gzipSync("hello\n")],
    ["damaged from the start", Uint8Array.of(0x1f, 0x8b, 0xff, 0xff)],
  ])("are not found in a file that is %s", async (_, content) => {
    writeFileSync(folder.at("wrong"), content);
    await expect(openRecordings([folder.at("wrong")], () => undefined)).rejects.toMatchObject({
      code: "RECORDING_FORMAT",
      message: expect.stringContaining("wrong is no recording that we can read"),
    });
  });

  it("are missed in an empty folder, and in no file", async () => {
    await expect(openRecordings([folder.path], () => undefined)).rejects.toMatchObject({
      code: "RECORDING_EMPTY",
    });
    await expect(openRecordings([folder.at("no")], () => undefined)).rejects.toMatchObject({
      code: "RECORDING_UNREADABLE",
    });
  });

  it("may be left in the middle", async () => {
    const path = folder.recording("a", [recorded(1, "one"), recorded(2, "two"), ended(3)]);
    for await (const { line } of (await openRecordings([path], () => undefined)).play()) {
      expect(line).toMatchObject({ topic: "one" });
      break;
    }
  });
});
