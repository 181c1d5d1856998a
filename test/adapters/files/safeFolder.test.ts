import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { factDisk } from "../../../src/adapters/files/factDisk.ts";
import { writeFault } from "../../../src/adapters/files/factFaults.ts";
import { mustBeSafe } from "../../../src/adapters/files/safeFolder.ts";
import { stateFile } from "../../../src/adapters/files/stateFile.ts";
import { Fault } from "../../../src/ports/fault.ts";
import { namedPipe } from "../../shared/namedPipe.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "bandeau-folder-"));
});
afterEach(() => rm(home, { recursive: true }));

describe("the folder for what is kept", () => {
  const owned = (uid: number, mode: number, self: number) => () =>
    mustBeSafe("/var/lib/bandeau", { uid, mode: 0o040000 | mode }, self);

  it("may be ours, root's, or one like /tmp", () => {
    expect(owned(990, 0o700, 990)).not.toThrow();
    expect(owned(0, 0o770, 990)).not.toThrow();
    expect(owned(0, 0o1777, 990)).not.toThrow();
    expect(owned(990, 0o700, 0)).not.toThrow();
  });

  it("is refused when it is somebody else's, or open to everybody", () => {
    expect(owned(1000, 0o700, 990)).toThrow("/var/lib/bandeau belongs to somebody else (user 1000)");
    expect(owned(990, 0o777, 990)).toThrow("everybody on this machine may write into /var/lib/bandeau");
    expect(owned(990, 0o777, 0)).toThrow(Fault);
  });

  it("is not used when a link leads to one that is open to everybody: nothing is read, written or locked there", async () => {
    const elsewhere = join(home, "elsewhere");
    await mkdir(elsewhere);
    await chmod(elsewhere, 0o777);
    await writeFile(join(elsewhere, "seats.json"), "forged");
    await symlink(elsewhere, join(home, "state"));
    const disk = factDisk(join(home, "state", "facts"));
    await expect(disk.lock()).rejects.toMatchObject({ code: "STATE_FOLDER_OPEN" });
    await expect(disk.read()).rejects.toMatchObject({ code: "STATE_FOLDER_OPEN" });
    const seats = stateFile(join(home, "state", "seats.json"));
    expect(await seats.read()).toBeNull();
    await expect(seats.write("ours")).rejects.toMatchObject({ code: "STATE_FOLDER_OPEN" });
    expect(await readdir(elsewhere)).toEqual(["seats.json"]);
  });

  it("may be behind a link, as systemd makes it", async () => {
    await mkdir(join(home, "private"), { mode: 0o700 });
    await symlink(join(home, "private"), join(home, "state"));
    const seats = stateFile(join(home, "state", "seats.json"));
    await seats.write("ours");
    expect(await seats.read()).toBe("ours");
  });

  it("holds files: a pipe in the place of one is refused at once, and a link is replaced and not followed", async () => {
    const path = join(home, "facts");
    namedPipe(path);
    await expect(factDisk(path).read()).rejects.toThrow("it is not a file but a pipe");
    await rm(path);
    await writeFile(join(home, "theirs"), "theirs");
    await symlink(join(home, "theirs"), path);
    await stateFile(path).write("ours");
    expect(await stateFile(path).read()).toBe("ours");
    expect(await stateFile(join(home, "theirs")).read()).toBe("theirs");
  });

  it("that is refused is told as it is", () => {
    const fault = new Fault("STATE_FOLDER_OPEN", "open", "close it");
    expect(writeFault("/x", fault)).toBe(fault);
  });
});
