import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writePng } from "../../../src/adapters/png/writePng.ts";

const picture = { width: 2, height: 1, pixels: Uint8Array.of(255, 46, 34, 255, 0, 0, 0, 0) };

describe("a picture file", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "picture-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is a PNG with the same pixels", async () => {
    const path = join(folder, "a.png");
    await writePng(path, picture);
    const bytes = readFileSync(path);
    expect(bytes.subarray(0, 8).toString("latin1")).toBe("\u0089PNG\r\n\u001a\n");
    const { width, height, data } = PNG.sync.read(bytes);
    expect([width, height, [...data]]).toEqual([2, 1, [...picture.pixels]]);
  });

  it("that cannot be written says which one and what to do", async () => {
    const path = join(folder, "no", "a.png");
    await expect(writePng(path, picture)).rejects.toMatchObject({
      code: "PICTURE_WRITE",
      message: expect.stringContaining(`cannot write ${path}: `),
      advice: "name a folder that exists and that you may write to",
    });
  });
});
