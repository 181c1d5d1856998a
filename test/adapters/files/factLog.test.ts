import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { factDisk } from "../../../src/adapters/files/factDisk.ts";
import { encodeFact, encodeFile } from "../../../src/adapters/files/factRecords.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { CuttableDisk } from "./cuttableDisk.ts";
import { factLogBench, textsOf } from "./factLogBench.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bandeau-facts-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  expect(openTimers()).toBe(0);
});

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe("a log of facts in a file", () => {
  const bench = (changes = {}) => factLogBench(null, { path: join(folder, "facts"), ...changes });

  it("gives to the next process what nobody acknowledged", async () => {
    const { open } = bench();
    const log = await open();
    expect(log.recovered).toEqual({
      facts: 0,
      tornBytes: 0,
      damagedBytes: 0,
      damagedPlaces: 0,
      setAside: null,
      laterForm: null,
    });
    const [first, second] = await Promise.all(["a", "b", "c"].map((text) => log.append(text)));
    expect([first?.number, second?.number]).toEqual([1, 2]);
    await log.acknowledge(1);
    await log.close();
    await log.close();
    const again = await open();
    expect(again.recovered.facts).toBe(2);
    expect(again.pending.map(({ number, text }) => [number, text])).toEqual([
      [2, "b"],
      [3, "c"],
    ]);
    expect((await again.append("d")).number).toBe(4);
    await again.close();
  });

  it("goes on with the numbers also when everything was acknowledged", async () => {
    const { open } = bench();
    const log = await open();
    await log.append("a");
    await log.append("b");
    await log.acknowledge(2);
    await log.close();
    const again = await open();
    expect(again.pending).toEqual([]);
    expect((await again.append("c")).number).toBe(3);
    await again.close();
  });

  it("is for its owner alone, and makes its folder so", async () => {
    const path = join(folder, "deep", "er", "facts");
    const log = await bench({ path }).open();
    await log.append("a");
    expect([modeOf(path), modeOf(join(folder, "deep", "er")), modeOf(join(folder, "deep"))]).toEqual([
      "600",
      "700",
      "700",
    ]);
    await log.close();
    expect(readdirSync(join(folder, "deep", "er"))).toEqual(["facts"]);
  });

  it("leaves nothing of what was acknowledged when it is closed", async () => {
    const log = await bench().open();
    await log.append("SECRET-OF-SEAT-7");
    await log.append("waiting");
    await log.acknowledge(1);
    await log.close();
    const left = readFileSync(join(folder, "facts"), "latin1");
    expect([left.includes("SECRET"), left.includes("waiting")]).toEqual([false, true]);
  });

  it("belongs to one process at a time, under whatever name it is opened", async () => {
    const { open } = bench();
    const log = await open();
    symlinkSync(folder, `${folder}-alias`);
    const path = join(`${folder}-alias`, "facts");
    await expect(open()).rejects.toMatchObject({ code: "FACT_LOG_LOCKED" });
    await expect(open({ path })).rejects.toMatchObject({ code: "FACT_LOG_LOCKED" });
    const other = await open({ path: join(folder, "others") });
    await other.close();
    await log.close();
    await (await open({ path })).close();
    rmSync(`${folder}-alias`);
  });

  it("takes over from a process that died while it wrote a new file", async () => {
    writeFileSync(join(folder, "facts"), encodeFile(4, []));
    writeFileSync(join(folder, "facts.new"), "half a fi", { mode: 0o644 });
    const log = await bench().open();
    expect((await log.append("a")).number).toBe(5);
    expect([readdirSync(folder), modeOf(join(folder, "facts"))]).toEqual([["facts"], "600"]);
    await log.close();
  });

  it("says what was torn off, and what is damaged, and keeps the rest", async () => {
    const { open, said, lines, metrics } = bench();
    const facts = ["one", "two", "three"].map((text, index) => ({
      number: index + 1,
      text,
      at: null,
      bytes: 0,
    }));
    const file = Buffer.from(encodeFile(0, facts));
    file[file.indexOf("two")] = 0;
    writeFileSync(join(folder, "facts"), Buffer.concat([file, encodeFact(4, null, file).subarray(0, 50)]));
    const log = await open();
    expect(textsOf(log)).toEqual(["one", "three"]);
    expect(log.recovered).toMatchObject({ facts: 2, tornBytes: 50, damagedBytes: 25, damagedPlaces: 1 });
    expect(said()).toEqual([
      "facts were cut off at the end, as a power cut does",
      "facts are damaged",
      "facts of before are waiting",
    ]);
    expect(JSON.stringify(lines)).not.toContain("three");
    expect(metrics.value("facts_damaged_total")).toBe(1);
    await log.close();
    const again = await open();
    expect(again.recovered).toMatchObject({ facts: 2, tornBytes: 0, damagedPlaces: 0 });
    await again.close();
  });

  it("puts away what is no log of facts, and never overwrites it", async () => {
    writeFileSync(join(folder, "facts"), "somebody's letters");
    const { open, said } = bench();
    const log = await open();
    const away = join(folder, "facts.unreadable");
    expect(log.recovered.setAside).toBe(away);
    expect(readFileSync(away, "utf8")).toBe("somebody's letters");
    expect(said()).toEqual(["not a file of facts, a new one is begun"]);
    await log.close();
  });

  it("puts away what a later version wrote, sends what it can read of it, and says how all of it is sent", async () => {
    const known = encodeFact(4, null, Buffer.from("known"));
    const later = Buffer.concat([Buffer.from("bandeau facts 2\n"), known, Buffer.from("something new")]);
    const { open, lines } = bench();
    for (const away of [
      "facts.form-2",
      "facts.form-2-2",
      "facts.form-2-3",
      "facts.form-2-4",
      "facts.form-2-5",
    ]) {
      writeFileSync(join(folder, "facts"), later);
      const log = await open();
      expect(log.recovered).toMatchObject({ setAside: join(folder, away), laterForm: 2, facts: 1 });
      expect(readFileSync(join(folder, away))).toEqual(later);
      expect(textsOf(log)).toEqual(["known"]);
      await log.close();
    }
    const [said] = lines;
    expect(said).toMatchObject({ level: "error", text: "facts are of a later version, a new file is begun" });
    expect(String(said?.facts?.["advice"])).toContain(`move the file back to ${join(folder, "facts")}`);
    writeFileSync(join(folder, "facts"), later);
    const log = await open();
    expect(log.recovered.setAside).toBe(join(folder, "facts.form-2-5"));
    await log.close();
  });

  it("does not begin anew when it cannot be read", async () => {
    mkdirSync(join(folder, "facts"));
    const { open } = bench();
    await expect(open()).rejects.toMatchObject({ code: "FACT_LOG_READ" });
    await expect(open()).rejects.toMatchObject({ code: "FACT_LOG_READ" });
  });

  it("is made once its folder can be", async () => {
    writeFileSync(join(folder, "state"), "");
    const { open, said } = bench({ path: join(folder, "state", "facts") });
    await expect(open()).rejects.toMatchObject({ code: "FACT_LOG_READ" });
    rmSync(join(folder, "state"));
    const log = await open();
    await log.append("a");
    await log.close();
    expect(said()).toEqual([]);
  });

  it("says so where no file can be made at all", async () => {
    const { open, said } = bench({ path: "/proc/self/facts" });
    const log = await open();
    await expect(log.append("a")).rejects.toThrow("/proc/self/facts");
    expect(said()).toEqual(["facts cannot be kept on the disk"]);
    await log.close();
  });

  it("rewrites the file when much of it is acknowledged, and stays small", async () => {
    const log = await bench().open();
    let largest = 0;
    for (let number = 1; number <= 600; number++) {
      await log.append("x".repeat(200));
      await log.acknowledge(number);
      largest = Math.max(largest, statSync(join(folder, "facts")).size);
    }
    expect(largest).toBeGreaterThan(10_000);
    expect(largest).toBeLessThan(18_000);
    await log.close();
  });

  it("does not take a file that is larger than any log", async () => {
    const path = join(folder, "facts");
    writeFileSync(path, "");
    truncateSync(path, 2 ** 28 + 1);
    await expect(factDisk(path).read()).rejects.toThrow("larger");
  });
});

describe("the bounds of a log of facts", () => {
  it("refuses what does not fit, loudly, and takes facts again when some are acknowledged", async () => {
    const disk = new CuttableDisk();
    const { open, metrics } = factLogBench(() => disk.boot(), { mostFacts: 3 });
    const log = await open();
    const asked = await Promise.allSettled(["a", "b", "c", "d"].map((text) => log.append(text)));
    expect(asked.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected"]);
    await expect(log.append("e")).rejects.toMatchObject({ code: "FACT_LOG_FULL" });
    expect(metrics.value('facts_not_kept_total{code="FACT_LOG_FULL"}')).toBe(2);
    await log.acknowledge(1);
    await log.append("f");
    expect(textsOf(log)).toEqual(["b", "c", "f"]);
    await log.close();
  });

  it("counts bytes as they lie in the file", async () => {
    const disk = new CuttableDisk();
    const log = await factLogBench(() => disk.boot(), { mostBytes: 200 }).open();
    await log.append("é".repeat(39));
    await expect(log.append("é".repeat(40))).rejects.toMatchObject({ code: "FACT_LOG_FULL" });
    await log.append("é".repeat(39));
    await expect(log.append("")).rejects.toMatchObject({ code: "FACT_LOG_FULL" });
    await log.close();
  });

  it("refuses a fact that no bus would take", async () => {
    const log = await factLogBench(() => new CuttableDisk().boot(), { mostBytes: 1e6 }).open();
    await expect(log.append("x".repeat(65_537))).rejects.toMatchObject({ code: "FACT_TOO_LONG" });
    await log.append("x".repeat(65_536));
    await log.close();
    await expect(log.append("x")).rejects.toMatchObject({ code: "FACT_LOG_CLOSED" });
    await log.acknowledge(1);
  });

  it("takes no acknowledgement of what is still to come", async () => {
    const log = await factLogBench(() => new CuttableDisk().boot()).open();
    await log.acknowledge(50);
    await log.acknowledge(Number.NaN);
    await log.append("a");
    await log.acknowledge(0);
    expect(textsOf(log)).toEqual(["a"]);
    await log.acknowledge(50);
    await log.append("b");
    expect(textsOf(log)).toEqual(["b"]);
    await log.close();
  });

  it("syncs once for all who ask at the same time", async () => {
    const disk = new CuttableDisk();
    const log = await factLogBench(() => disk.boot()).open();
    const before = disk.syncs;
    await Promise.all([
      ...Array.from({ length: 100 }, (_, index) => log.append(`${index}`)),
      log.acknowledge(1),
    ]);
    expect(disk.syncs - before).toBe(1);
    await log.close();
  });
});

describe("facts that are too old", () => {
  it("are given up, and that is said and counted", async () => {
    const { open, pass, said, metrics } = factLogBench(() => new CuttableDisk().boot());
    const log = await open();
    await log.append("a");
    await log.append("b");
    pass(3_000_000);
    await log.append("c");
    pass(600_001);
    expect(textsOf(log)).toEqual(["c"]);
    expect(said()).toEqual(["facts were too old to be sent and are given up"]);
    expect(metrics.value("facts_given_up_total")).toBe(2);
    await log.close();
  });

  it("from before a restart are known by the wall clock, if it was right then and is right now", async () => {
    const disk = new CuttableDisk();
    const { open, now, pass } = factLogBench(() => disk.boot());
    const log = await open();
    now.isSynced = false;
    await log.append("without a clock");
    await log.close();
    const second = await open();
    expect(textsOf(second)).toEqual(["without a clock"]);
    now.isSynced = true;
    await second.append("with a clock");
    await second.close();

    now.wall += 1e9;
    now.monotonic = 0;
    now.isSynced = false;
    const third = await open();
    expect(textsOf(third)).toEqual(["without a clock", "with a clock"]);
    now.isSynced = true;
    expect(textsOf(third)).toEqual(["without a clock", "with a clock"]);
    pass(3_600_001);
    expect(textsOf(third)).toEqual([]);
    await third.close();
  });

  it("are not believed old because the wall clock jumps", async () => {
    const { open, now } = factLogBench(() => new CuttableDisk().boot());
    const log = await open();
    await log.append("a");
    now.wall += 1e12;
    expect(textsOf(log)).toEqual(["a"]);
    now.wall = 0;
    expect(textsOf(log)).toEqual(["a"]);
    await log.close();
  });

  it("are found at opening, after a long night", async () => {
    const disk = new CuttableDisk();
    const { open, pass, said } = factLogBench(() => disk.boot());
    const log = await open();
    await log.append("a");
    await log.close();
    pass(4_000_000);
    const again = await open();
    expect(again.pending).toEqual([]);
    expect(said()).toContain("facts were too old to be sent and are given up");
    await again.close();
  });
});

describe("a disk in trouble", () => {
  it.each([
    ["write", "ENOSPC", "FACT_LOG_DISK_FULL"],
    ["write", "EDQUOT", "FACT_LOG_DISK_FULL"],
    ["write", "EROFS", "FACT_LOG_READ_ONLY"],
    ["write", "EACCES", "FACT_LOG_DENIED"],
    ["sync", "EIO", "FACT_LOG_WRITE"],
  ] as const)(
    "that fails to %s with %s refuses facts and heals by itself",
    async (operation, code, wanted) => {
      const disk = new CuttableDisk();
      const { open, said, lines, metrics } = factLogBench(() => disk.boot());
      const log = await open();
      await log.append("before");
      disk.failing.set(operation, code);
      await expect(log.append("lost 1")).rejects.toMatchObject({ code: wanted });
      await expect(log.append("lost 2")).rejects.toMatchObject({ code: wanted });
      await expect(log.acknowledge(1)).rejects.toMatchObject({ code: wanted });
      expect(said()).toEqual(["facts cannot be kept on the disk"]);
      expect(metrics.value(`facts_not_kept_total{code="${wanted}"}`)).toBe(2);
      disk.failing.clear();
      expect((await log.append("after")).number).toBe(2);
      expect(lines.at(-1)).toMatchObject({ text: "facts are kept on the disk again", facts: { notKept: 2 } });
      await log.close();
      const again = await open();
      expect(textsOf(again)).toEqual(["after"]);
      await again.close();
    },
  );

  it("at opening still gives what is there to be sent", async () => {
    const disk = new CuttableDisk();
    disk.place(encodeFile(0, [{ number: 1, text: "a", at: null, bytes: 23 }]));
    disk.failing.set("create", "EROFS");
    const { open, said } = factLogBench(() => disk.boot());
    const log = await open();
    expect(textsOf(log)).toEqual(["a"]);
    expect(said()).toEqual(["facts of before are waiting", "facts cannot be kept on the disk"]);
    await expect(log.acknowledge(1)).rejects.toMatchObject({ code: "FACT_LOG_READ_ONLY" });
    expect(log.pending).toEqual([]);
    await log.close();
    expect(said().at(-1)).toBe("facts may not be on the disk");
  });

  it("that cannot put a foreign file away is left alone", async () => {
    const disk = new CuttableDisk();
    disk.place(Buffer.from("letters"));
    disk.failing.set("setAside", "EACCES");
    await expect(factLogBench(() => disk.boot()).open()).rejects.toMatchObject({ code: "FACT_LOG_READ" });
    expect(Buffer.from(disk.file).toString()).toBe("letters");
  });

  it("that has no room for a new file beside the old one still takes one more record", async () => {
    const disk = new CuttableDisk();
    const { open, said } = factLogBench(() => disk.boot(), { mostBytes: 20_000 });
    const log = await open();
    disk.failing.set("create", "ENOSPC");
    const codes: unknown[] = [];
    for (let number = 1; codes.length === 0 && number < 200; number++) {
      const fact = log.append("x".repeat(900));
      const acknowledged = fact.then(() => log.acknowledge(number));
      await acknowledged.catch(({ code }) => codes.push(code));
    }
    expect(codes).toEqual(["FACT_LOG_DISK_FULL"]);
    // Four times the allowed bytes, and the last step of 16 KiB.
    await expect(log.append("x")).rejects.toMatchObject({ code: "FACT_LOG_DISK_FULL" });
    expect(disk.file.length).toBeGreaterThan(80_000);
    expect(disk.file.length).toBeLessThan(98_000);
    expect(said()).toEqual(["facts cannot be kept on the disk"]);
    disk.failing.clear();
    await log.append("y");
    expect(disk.file.length).toBeLessThan(200);
    disk.failing.set("create", "ENOSPC");
    await log.close();
    expect(textsOf(await open())).toEqual(["y"]);
  });

  it("that hangs makes a fact fail after ten seconds, and the fact may be kept after all", async () => {
    vi.useFakeTimers();
    try {
      const disk = new CuttableDisk();
      const { open } = factLogBench(() => disk.boot());
      const log = await open();
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      disk.wait = (operation) => (operation === "sync" ? held : Promise.resolve());
      const asked = expect(log.append("a")).rejects.toMatchObject({ code: "FACT_LOG_STUCK" });
      await vi.advanceTimersByTimeAsync(10_000);
      await asked;
      const closing = log.close();
      await vi.advanceTimersByTimeAsync(10_000);
      await closing;
      release();
      await vi.advanceTimersByTimeAsync(1);
      const again = await open();
      expect(textsOf(again)).toEqual(["a"]);
      await again.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it("that hangs at opening does not hold up the rest of the program", async () => {
    vi.useFakeTimers();
    try {
      const disk = new CuttableDisk();
      disk.wait = (operation) => (operation === "create" ? new Promise(() => undefined) : Promise.resolve());
      const { open, said } = factLogBench(() => disk.boot());
      const opening = open();
      await vi.advanceTimersByTimeAsync(10_000);
      const log = await opening;
      expect(said()).toEqual(["facts cannot be kept on the disk"]);
      const closing = log.close();
      await vi.advanceTimersByTimeAsync(10_000);
      await closing;
    } finally {
      vi.useRealTimers();
    }
  });

  it("without a lock is used all the same, and that is said", async () => {
    const disk = new CuttableDisk();
    const { open, said } = factLogBench(() => ({ ...disk.boot(), lock: async () => null }));
    await (await open()).close();
    expect(said()).toEqual(["a second process would not be kept from this file"]);
  });

  it("syncs again by itself, where it syncs at intervals", async () => {
    vi.useFakeTimers();
    try {
      const disk = new CuttableDisk();
      const { open, said } = factLogBench(() => disk.boot(), { sync: { everyMs: 1_000 } });
      const log = await open();
      const before = disk.syncs;
      await log.append("a");
      await log.append("b");
      expect(disk.syncs).toBe(before);
      disk.failing.set("sync", "EIO");
      await vi.advanceTimersByTimeAsync(1_000);
      expect(said()).toEqual(["facts cannot be kept on the disk"]);
      disk.failing.clear();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(said().at(-1)).toBe("facts are kept on the disk again");
      disk.stepsLeft = 0;
      await log.close();
      disk.restore(() => 0);
      const again = await open();
      expect(textsOf(again)).toEqual(["a", "b"]);
      await again.close();
    } finally {
      vi.useRealTimers();
    }
  });
});
