import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readText, reason, systemCode } from "../../src/config/readText.ts";
import { home } from "./siteBench.ts";

describe("what the system says of a file", () => {
  it("is put in words where there are some", () => {
    expect(reason(Object.assign(new Error("x"), { code: "EACCES" }))).toBe("permission denied");
    expect(reason(Object.assign(new Error("too many open files"), { code: "EMFILE" }))).toBe(
      "too many open files",
    );
    expect(reason("odd")).toBe("odd");
    expect(systemCode(new Error("x"))).toBe("");
  });

  it("is told when it is a folder", async () => {
    expect(await readText(home, 10)).toMatchObject({
      ok: false,
      problem: { message: "cannot be read: it is not a file but a folder" },
    });
  });
});

describe("a text", () => {
  it("is read whole, however long it is, up to one byte more than allowed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "bandeau-text-"));
    const most = 300_000;
    for (const length of [0, 16_383, 16_384, 16_385, 65_536, 262_145, most, most + 1, most + 5_000]) {
      const text = "0123456789".repeat(length / 10 + 1).slice(0, length);
      await writeFile(join(folder, "a"), text);
      expect(await readText(join(folder, "a"), most)).toEqual({ ok: true, text: text.slice(0, most + 1) });
    }
    await rm(folder, { recursive: true });
  });
});
