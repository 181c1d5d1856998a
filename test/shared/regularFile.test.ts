import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NotAFile, openRegularFile, readRegularFile } from "../../src/shared/regularFile.ts";
import { namedPipe } from "./namedPipe.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bandeau-file-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("a file from outside", () => {
  it("is read whole, also behind links", async () => {
    const long = "x".repeat(100_000);
    await writeFile(join(folder, "long"), long);
    await symlink("long", join(folder, "link"));
    expect(new TextDecoder().decode(await readRegularFile(join(folder, "link"), 1_000_000))).toBe(long);
    expect(new TextDecoder().decode(await readRegularFile(join(folder, "link"), 100_000))).toBe(long);
  });

  it("is read one byte further than it may be long, and no more", async () => {
    await writeFile(join(folder, "f"), "x".repeat(100_000));
    for (const most of [0, 10, 16_384, 99_999])
      expect(await readRegularFile(join(folder, "f"), most)).toHaveLength(most + 1);
  });

  it("is refused at once when it is a folder, a pipe, a device or a socket", async () => {
    namedPipe(join(folder, "pipe"));
    const server = createServer().listen(join(folder, "socket"));
    await new Promise((ready) => server.once("listening", ready));
    await symlink("/dev/zero", join(folder, "device"));
    for (const [name, what] of [
      [".", "a folder"],
      ["pipe", "a pipe"],
      ["device", "a device"],
      ["socket", "a socket"],
    ] as const) {
      const thrown = await readRegularFile(join(folder, name), 10).catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(NotAFile);
      expect(thrown).toMatchObject({ message: `it is not a file but ${what}` });
    }
    await new Promise((closed) => server.close(closed));
  });

  it("fails as the system does when links lead in a circle or nowhere", async () => {
    await symlink("b", join(folder, "a"));
    await symlink("a", join(folder, "b"));
    await expect(openRegularFile(join(folder, "a"))).rejects.toMatchObject({ code: "ELOOP" });
    await expect(openRegularFile(join(folder, "none"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
