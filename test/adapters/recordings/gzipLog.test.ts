import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GzipLog } from "../../../src/adapters/recordings/gzipLog.ts";
import { LONGEST_LINE, readGzipLines } from "../../../src/adapters/recordings/readGzipLines.ts";
import { namedPipe } from "../../shared/namedPipe.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bandeau-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

async function linesOf(path: string) {
  const lines: string[] = [];
  const reading = readGzipLines(path);
  for (;;) {
    const next = await reading.next();
    if (next.done) return { lines, damage: next.value.damage };
    lines.push(next.value);
  }
}

/** A file with these bytes, read. */
async function linesIn(bytes: Uint8Array) {
  writeFileSync(at("given"), bytes);
  return linesOf(at("given"));
}

describe("a compressed log", () => {
  it("is a file that gunzip reads", async () => {
    const log = await GzipLog.create(at("log"));
    await log.append("one\n");
    await log.append("two\n");
    await log.close();
    expect(gunzipSync(readFileSync(at("log"))).toString()).toBe("one\ntwo\n");
    expect(log.bytes).toBe(readFileSync(at("log")).length);
    expect(await linesOf(at("log"))).toEqual({ lines: ["one", "two"], damage: null });
  });

  it("can be read after each addition, also when nobody closes it", async () => {
    const log = await GzipLog.create(at("log"));
    const text = Array.from({ length: 20_000 }, (_, index) => `line ${index * 7919}\n`).join("");
    await log.append(text);
    expect((await linesOf(at("log"))).lines).toHaveLength(20_000);
    await log.append("the last\n");
    expect((await linesOf(at("log"))).lines.at(-1)).toBe("the last");
    await log.close();
  });

  it("gets smaller by what it said before", async () => {
    const log = await GzipLog.create(at("log"));
    const line = `${JSON.stringify({ queue: "60100", now: { waiting: 7, longestWaitSeconds: 52 } })}\n`;
    await log.append(line);
    const first = log.bytes;
    for (let times = 0; times < 100; times++) await log.append(line);
    expect(log.bytes).toBeLessThan(first + 100 * 20);
    await log.close();
  });

  it("never takes the place of a file that is there", async () => {
    writeFileSync(at("log"), "precious");
    await expect(GzipLog.create(at("log"))).rejects.toMatchObject({
      code: "RECORDING_EXISTS",
      message: `${at("log")} is there already`,
    });
    expect(readFileSync(at("log"), "utf8")).toBe("precious");
  });

  it("says when there is no such folder", async () => {
    await expect(GzipLog.create(at("no/log"))).rejects.toMatchObject({ code: "RECORDING_WRITE" });
  });

  it("says when the disk is full, and lets go of it all the same", async () => {
    const log = await GzipLog.create(at("log"), () => open("/dev/full", "w"));
    const full = { code: "RECORDING_DISK_FULL", advice: expect.stringContaining("make room") };
    await expect(log.append("one\n")).rejects.toMatchObject(full);
    await expect(log.close()).rejects.toMatchObject(full);
    expect(log.bytes).toBe(0);
  });
});

describe("lines of a file", () => {
  it("are those that are whole, wherever the file was cut", async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index} ${(index * 7919) % 1013}`);
    const whole = gzipSync(`${lines.join("\n")}\n`);
    for (let length = 0; length <= whole.length; length++) {
      const read = (await linesIn(whole.subarray(0, length))).lines;
      expect(read).toEqual(lines.slice(0, read.length));
    }
    expect(await linesIn(whole)).toEqual({ lines, damage: null });
  });

  it("are read from plain text too", async () => {
    expect(await linesIn(Buffer.from("one\ntwö\n"))).toEqual({ lines: ["one", "twö"], damage: null });
    expect(await linesIn(Buffer.from("one\ntw"))).toEqual({
      lines: ["one"],
      damage: "its last line is cut off",
    });
    expect(await linesIn(Buffer.alloc(0))).toEqual({ lines: [], damage: null });
  });

  it("are read through letters that two pieces share", async () => {
    const line = "é".repeat(100_000);
    expect(await linesIn(Buffer.from(`a${line}\n${line}\n`))).toEqual({
      lines: [`a${line}`, line],
      damage: null,
    });
  });

  it("end where the file is damaged, and that is said", async () => {
    const whole = gzipSync("one\n");
    const crc = whole.length - 8;
    whole.writeUInt8(whole.readUInt8(crc) ^ 1, crc);
    expect((await linesIn(whole)).damage).toContain("incorrect data check");
    expect((await linesIn(Uint8Array.of(0x1f, 0x8b, 0xff, 0xff))).damage).toContain("compression method");
  });

  it("do not grow without bound", async () => {
    const { lines, damage } = await linesIn(gzipSync(Buffer.alloc(LONGEST_LINE + 100_000, "x")));
    expect([lines, damage]).toEqual([[], "it has a line without an end"]);
  });

  it("are not there where there is no file", async () => {
    const fault = { code: "RECORDING_UNREADABLE", message: expect.stringContaining("ENOENT") };
    await expect(linesOf(at("none"))).rejects.toMatchObject(fault);
    await expect(linesOf(folder)).rejects.toMatchObject({ code: "RECORDING_UNREADABLE" });
    namedPipe(at("pipe"));
    const pipe = { code: "RECORDING_UNREADABLE", message: expect.stringContaining("not a file but a pipe") };
    await expect(linesOf(at("pipe"))).rejects.toMatchObject(pipe);
  });

  it("never fail, whatever the file holds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, compressed) => {
        const start = compressed ? [0x1f, 0x8b, 0x08, 0x00] : [];
        await linesIn(Uint8Array.from([...start, ...bytes]));
      }),
      { numRuns: 60 },
    );
  });
});
