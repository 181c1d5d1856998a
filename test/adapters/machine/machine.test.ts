import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { accountOf, groupName, permissionOf } from "../../../src/adapters/machine/accounts.ts";
import { realPathOf } from "../../../src/adapters/machine/attempt.ts";
import { folderState } from "../../../src/adapters/machine/folders.ts";
import { holdersOf, runningDaemons } from "../../../src/adapters/machine/processes.ts";

const folder = mkdtempSync(join(tmpdir(), "bandeau-machine-"));
afterAll(() => rmSync(folder, { recursive: true }));

const proc = join(folder, "proc");
const device = join(folder, "ttyUSB0");
writeFileSync(device, "");

/** A process as `/proc` shows it. */
function runs(pid: number, name: string, words: readonly string[], files: readonly string[] = []): void {
  const own = join(proc, String(pid));
  mkdirSync(join(own, "fd"), { recursive: true });
  writeFileSync(join(own, "comm"), `${name}\n`);
  writeFileSync(join(own, "cmdline"), `${words.join("\0")}\0`);
  symlinkSync("/srv/site", join(own, "cwd"));
  for (const [index, file] of files.entries()) symlinkSync(file, join(own, "fd", String(index)));
}

runs(11, "ModemManager", ["/usr/sbin/ModemManager"], ["/dev/null", device]);
runs(
  12,
  "node",
  [
    "/usr/bin/node",
    "--max-old-space-size=160",
    "/usr/lib/bandeau/dist/bandeau.cjs",
    "run",
    "--config",
    "/etc/bandeau/hall.yaml",
  ],
  [device],
);
runs(13, "bandeau", ["/usr/bin/bandeau", "run", "--log-level", "debug"]);
runs(14, "bandeau", ["bandeau", "run", "--config=site.yaml"]);
runs(15, "bandeau", ["bandeau", "run", "-c"]);
runs(16, "bandeau", ["bandeau", "check", "site.yaml"]);
mkdirSync(join(proc, "17"));
mkdirSync(join(proc, "self"));
runs(process.pid, "node", ["bandeau", "run"], [device]);

describe("who has a device open", () => {
  it("is found by its real path, and is not this process itself", () => {
    const link = join(folder, "by-id");
    symlinkSync(device, link);
    expect(realPathOf(link)).toBe(device);
    expect(holdersOf(link, proc)).toEqual([
      { pid: 11, name: "ModemManager" },
      { pid: 12, name: "node" },
    ]);
  });

  it("is nobody where there is no device, or nothing may be known", () => {
    expect(holdersOf(join(folder, "gone"), proc)).toEqual([]);
    expect(holdersOf(device, join(folder, "nowhere"))).toEqual([]);
    expect(realPathOf(join(folder, "gone"))).toBe(join(folder, "gone"));
  });
});

describe("the daemons that run here", () => {
  it("are told with the file that each of them reads", () => {
    expect(runningDaemons(proc)).toEqual([
      { pid: 12, name: "node", config: "/etc/bandeau/hall.yaml" },
      { pid: 13, name: "bandeau", config: "/etc/bandeau/bandeau.yaml" },
      { pid: 14, name: "bandeau", config: "/srv/site/site.yaml" },
      { pid: 15, name: "bandeau", config: "/etc/bandeau/bandeau.yaml" },
    ]);
  });
});

describe("an account", () => {
  const etc = join(folder, "etc");
  mkdirSync(etc);
  writeFileSync(join(etc, "passwd"), "root:x:0:0::/root:/bin/sh\nbandeau:x:990:980::/:/usr/sbin/nologin\n");
  writeFileSync(join(etc, "group"), "dialout:x:20:pi,bandeau\ngpio:x:997:pi\nvideo:x:44:\nbandeau:x:980:\n");

  it("is in its own group, in those that name it, and in those that its service adds", () => {
    expect(accountOf("bandeau", [], etc)).toEqual({ name: "bandeau", uid: 990, groups: new Set([980, 20]) });
    expect(accountOf("bandeau", ["gpio"], etc)?.groups).toEqual(new Set([980, 20, 997]));
    expect(accountOf("nobody-here", [], etc)).toBeNull();
    expect(accountOf("root", [], join(folder, "nowhere"))).toBeNull();
  });

  it("knows groups by name", () => {
    expect(groupName(20, etc)).toBe("dialout");
    expect(groupName(4711, etc)).toBe("4711");
  });

  it("may do what owner, group or everybody may", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { uid, gid } = statSync(file);
    const may = (mode: number, who: { uid: number; groups: ReadonlySet<number> }, wish?: "read") => {
      chmodSync(file, mode);
      return permissionOf(file, { name: "x", ...who }, wish)?.may;
    };
    const owner = { uid: uid === 0 ? 0 : uid, groups: new Set<number>() };
    const member = { uid: 4_711, groups: new Set([gid]) };
    const stranger = { uid: 4_711, groups: new Set<number>() };
    expect(may(0o600, owner)).toBe(true);
    expect([may(0o660, member), may(0o640, member), may(0o640, member, "read")]).toEqual([true, false, true]);
    expect([may(0o660, stranger), may(0o606, stranger), may(0o604, stranger)]).toEqual([false, true, false]);
    expect(may(0o000, { uid: 0, groups: new Set() })).toBe(true);
    expect(permissionOf(join(folder, "gone"), { name: "x", ...member })).toBeNull();
  });
});

describe("a folder", () => {
  it("is known with its room, or as the nearest one above it", () => {
    expect(folderState(folder)).toMatchObject({ path: folder, exists: true, refused: null });
    expect(folderState(folder).freeBytes).toBeGreaterThan(0);
    expect(folderState(join(folder, "a", "b"))).toMatchObject({ path: folder, exists: false });
  });

  it("is refused where it is a file", () => {
    expect(folderState(join(device, "below"))).toMatchObject({ path: device, refused: "ENOTDIR" });
  });
});
