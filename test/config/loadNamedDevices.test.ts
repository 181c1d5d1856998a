import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Devices } from "../../src/config/loadDevices.ts";
import { loadNamedDevices } from "../../src/config/loadNamedDevices.ts";

let folder: string;
let looked: string[];
beforeEach(async () => {
  looked = [];
  folder = await mkdtemp(join(tmpdir(), "bandeau-named-"));
  await mkdir(join(folder, "ours"));
  await mkdir(join(folder, "site"));
  await write("ours/a.yaml", "id: a\ndriver: d\nsize: 1\naliases: [old-a]\n");
  await write("ours/b.yml", "id: b\ndriver: d\nsize: 2\n");
  await write("ours/c.yaml", "id: c\ndriver: d\nsize: 3\n# not for old-a\n");
});
afterEach(() => rm(folder, { recursive: true }));

const toy = z.strictObject({
  id: z.string(),
  driver: z.string(),
  aliases: z.array(z.string()).default([]),
  size: z.number(),
});
type Toy = z.output<typeof toy>;

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

const load = (...names: string[]): Promise<Devices<Toy>> =>
  loadNamedDevices(
    {
      folders: [
        { path: join(folder, "ours"), mark: null },
        { path: join(folder, "site"), mark: "driver" },
      ],
      schema: toy,
      prove: ({ id }) => void looked.push(id),
    },
    new Set(names),
  );

const sizes = ({ byId }: Devices<Toy>): Record<string, number> =>
  Object.fromEntries([...byId].map(([name, { size }]) => [name, size]));

describe("definitions that a site names", () => {
  it("are the only ones of ours that are read", async () => {
    expect(sizes(await load("b"))).toEqual({ b: 2 });
    expect(looked).toEqual(["b"]);
    expect(sizes(await load())).toEqual({});
    expect(looked).toEqual(["b"]);
  });

  it("are found by an older name, and only files that say it are read", async () => {
    expect(sizes(await load("old-a"))).toEqual({ a: 1, "old-a": 1, c: 3 });
    expect(looked).toEqual(["a", "c"]);
  });

  it("are all read when a name is nobody's, so that it can be told which there are", async () => {
    expect(Object.keys(sizes(await load("b", "nobody")))).toEqual(["a", "b", "c", "old-a"]);
    expect(looked.toSorted()).toEqual(["a", "b", "c"]);
  });

  it("may be in a file of ours that has another name", async () => {
    await write("ours/a.yaml", "id: zebra\ndriver: d\nsize: 9\n");
    expect(sizes(await load("zebra"))).toEqual({ zebra: 9 });
  });

  it("may be the site's own, by id and by alias, and then ours are not searched", async () => {
    await write("site/mine.yaml", "id: m\ndriver: d\nsize: 7\naliases: [n]\n");
    expect(sizes(await load("m", "n"))).toEqual({ m: 7, n: 7 });
    expect(looked).toEqual(["m"]);
  });

  it("are the site's own where it replaces ours, named or not, and that is said", async () => {
    await write("site/mine.yaml", "id: a\ndriver: d\nsize: 7\n");
    const devices = await load("b");
    expect(sizes(devices)).toEqual({ a: 7, b: 2 });
    expect(devices.replaced).toEqual([{ id: "a", file: join(folder, "site", "mine.yaml") }]);
  });

  it("stay ours where the site's own is wrong", async () => {
    await write("site/mine.yaml", "id: a\ndriver: d\nsize: x\n");
    await write("site/worse.yaml", "driver: d\n");
    const { byId, broken, problems } = await load("a");
    expect(byId.get("a")?.size).toBe(1);
    expect([...broken]).toEqual(["a"]);
    expect(new Set(problems.map(({ file }) => file))).toEqual(
      new Set([join(folder, "site", "mine.yaml"), join(folder, "site", "worse.yaml")]),
    );
  });

  it("are left out when they are wrong, and nobody is told of another that is not named", async () => {
    await write("ours/a.yaml", "id: a\ndriver: d\nsize: x\n");
    const named = await load("a");
    expect([[...named.byId.keys()], [...named.broken], named.problems.length]).toEqual([[], ["a"], 1]);
    expect((await load("b")).problems).toEqual([]);
  });

  it("are passed over while names are looked for in a file that cannot be read, which is told in the end", async () => {
    await mkdir(join(folder, "ours", "x.yaml"));
    expect((await load("old-a")).problems).toEqual([]);
    expect((await load("nobody")).problems.map(({ message }) => message)).toEqual([
      "cannot be read: it is not a file but a folder",
    ]);
  });

  it("are told to be unreadable when the folder is a file", async () => {
    const form = { schema: toy, prove: () => undefined };
    const folders = [{ path: join(folder, "ours", "a.yaml"), mark: null }];
    const { problems } = await loadNamedDevices({ folders, ...form }, new Set(["a"]));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("cannot be read: ENOTDIR"),
    ]);
  });
});
