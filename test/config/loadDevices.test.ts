import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { displayModelFileSchema } from "../../src/config/displayModelFile.ts";
import { type Devices, loadDevices } from "../../src/config/loadDevices.ts";
import type { Problem } from "../../src/config/problem.ts";
import { proveDisplayModel } from "../../src/config/proveDisplayModel.ts";
import { namedPipe } from "../shared/namedPipe.ts";
import { brief, home } from "./siteBench.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bandeau-devices-"));
  await mkdir(join(folder, "ours"));
  await mkdir(join(folder, "site"));
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

const load = (prove: (definition: Toy) => string | null = () => null): Promise<Devices<Toy>> =>
  loadDevices({
    folders: [
      { path: join(folder, "ours"), mark: null },
      { path: join(folder, "site"), mark: "driver" },
    ],
    schema: toy,
    prove: (definition, findings) => {
      const objection = prove(definition);
      if (objection !== null) findings.error(["size"], objection);
      findings.warning(["id"], "looked at");
    },
  });

const told = (problems: readonly Problem[]): string[] =>
  problems.map((problem, index) => `${problem.file.slice(folder.length + 1)}:${brief(problems)[index]}`);

describe("definitions of devices", () => {
  it("come from all files of a folder, by id and by earlier names", async () => {
    await write("ours/a.yaml", "id: a\ndriver: d\nsize: 1\naliases: [old, b]\n");
    await write("ours/b.yml", "id: b\ndriver: d\nsize: 2\n");
    await write("ours/README.md", "# not one\n");
    const { byId, broken, problems } = await load();
    expect([...byId].map(([id, { size }]) => [id, size])).toEqual([
      ["a", 1],
      ["b", 2],
      ["old", 1],
    ]);
    expect([...broken]).toEqual([]);
    expect(told(problems)).toEqual(["ours/a.yaml:1:5 id: looked at", "ours/b.yml:1:5 id: looked at"]);
  });

  it("are replaced by the site's own, and that is said", async () => {
    await write("ours/a.yaml", "id: a\ndriver: d\nsize: 1\n");
    await write("site/mine.yaml", "id: a\ndriver: d\nsize: 9\n");
    const { byId, replaced } = await load();
    expect(byId.get("a")?.size).toBe(9);
    expect(replaced).toEqual([{ id: "a", file: join(folder, "site", "mine.yaml") }]);
  });

  it("are left out with their problems when they are wrong, and the rest stay", async () => {
    await write("ours/a.yaml", "id: a\ndriver: d\nsize: big\n");
    await write("ours/b.yaml", "id: [\n");
    await write("ours/c.yaml", "id: c\ndriver: d\nsize: 3\n");
    await write("ours/d.yaml", "id: 4\ndriver: d\nsize: 4\n");
    await write("ours/e.yaml", Buffer.from([0x69, 0xe9]).toString("latin1"));
    const { byId, broken, problems } = await load((definition) =>
      definition.id === "c" ? "sample fails" : null,
    );
    expect([...byId.keys()]).toEqual([]);
    expect([...broken]).toEqual(["a", "c"]);
    expect(told(problems)).toEqual([
      "ours/a.yaml:3:7 size: must be a number, is the text 'big'",
      "ours/b.yaml:1:6 : this line is indented differently from its neighbours, or a bracket is not closed above it",
      "ours/c.yaml:3:7 size: sample fails",
      "ours/c.yaml:1:5 id: looked at",
      "ours/d.yaml:1:5 id: must be text, is the number 4: it must be in quotes",
      "ours/e.yaml:1:1 : must be a map of keys, is the text 'ié'",
    ]);
  });

  it("stay ours when the site's own is wrong", async () => {
    await write("ours/a.yaml", "id: a\ndriver: d\nsize: 1\n");
    await write("site/a.yaml", "id: a\ndriver: d\nsize: x\n");
    const { byId, replaced } = await load();
    expect(byId.get("a")?.size).toBe(1);
    expect(replaced).toEqual([]);
  });

  it("cannot share an id in one folder", async () => {
    await write("ours/a.yaml", "id: a\ndriver: d\nsize: 1\n");
    await write("ours/b.yaml", "id: a\ndriver: d\nsize: 2\n");
    const { byId, problems } = await load();
    expect(byId.get("a")?.size).toBe(1);
    expect(problems.map(({ message }) => message)).toContain(
      `'a' is defined already, in ${join(folder, "ours", "a.yaml")}`,
    );
  });

  it("of other kinds are passed over in a folder for all kinds", async () => {
    await write("site/acd.yaml", "id: x\nreader: r\n");
    await write("site/list.yaml", "- driver\n");
    await write("site/text.yaml", "driver\n");
    await write("site/mine.yaml", "id: y\ndriver: d\nsize: 2\n");
    const { byId } = await load();
    expect([...byId.keys()]).toEqual(["y"]);
  });

  it("may be missing altogether", async () => {
    const none = { path: join(folder, "none"), mark: null };
    const { byId, problems } = await loadDevices({ folders: [none], schema: toy, prove: () => undefined });
    expect([byId.size, problems]).toEqual([0, []]);
  });

  it("are read where a link leads, and a pipe, a device or a circle of links among them stops nothing", async () => {
    await mkdir(join(folder, "elsewhere"));
    await write("elsewhere/a.yaml", "id: a\ndriver: d\nsize: 1\n");
    namedPipe(join(folder, "elsewhere", "pipe.yaml"));
    await symlink("/dev/zero", join(folder, "elsewhere", "zero.yaml"));
    await symlink("circle.yaml", join(folder, "elsewhere", "circle.yaml"));
    await rm(join(folder, "ours"), { recursive: true });
    await symlink("elsewhere", join(folder, "ours"));
    const { byId, problems } = await load();
    expect([...byId.keys()]).toEqual(["a"]);
    expect(problems.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([
      "cannot be read: its links lead in a circle",
      "cannot be read: it is not a file but a pipe",
      "cannot be read: it is not a file but a device",
    ]);
  });

  it("are told to be unreadable when the folder is a file", async () => {
    await write("file", "");
    const none = { path: join(folder, "file"), mark: null };
    const { problems } = await loadDevices({ folders: [none], schema: toy, prove: () => undefined });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("cannot be read: ENOTDIR"),
    ]);
  });

  it("are told to be unreadable when one of them is a folder", async () => {
    await mkdir(join(folder, "ours", "a.yaml"));
    const { problems } = await load();
    expect(problems.map(({ message }) => message)).toEqual(["cannot be read: it is not a file but a folder"]);
  });
});

describe("a display's definition", () => {
  const model = `schema: 1
id: toy
name: Toy
driver: beads
rows: 1
columns: 10
colours: [red]
serial: { baudRate: 9600, dataBits: 8, parity: none, stopBits: 1 }
pacing: { betweenFramesMs: 0 }
refresh: { valuesSeconds: null, layoutsSeconds: null, everythingSeconds: null }
settings: { beads: 3 }
samples:
  - { hex: "41 42", shows: [AB] }
  - { hex: "43", shows: [C] }
source: made for tests
`;
  const drivers = new Map([["beads", { options: z.strictObject({ beads: z.number() }) }]]);

  const loadModel = async (
    text: string,
    proveSample: () => string | null = () => null,
  ): Promise<string[]> => {
    await write("ours/toy.yaml", text);
    const { problems } = await loadDevices({
      folders: [{ path: join(folder, "ours"), mark: null }],
      schema: displayModelFileSchema,
      prove: (definition, findings) => proveDisplayModel(definition, findings, drivers, proveSample),
    });
    return brief(problems);
  };

  it("is good when its driver and its samples agree", async () => {
    expect(await loadModel(model)).toEqual([]);
  });

  it("needs a driver there is", async () => {
    expect(await loadModel(model.replace("driver: beads", "driver: bead"))).toEqual([
      "4:9 driver: there is no driver 'bead'; did you mean 'beads'?",
    ]);
  });

  it("has settings that the driver takes", async () => {
    expect(await loadModel(model.replace("{ beads: 3 }", "{ beads: x, bead: 1 }"))).toEqual([
      "11:20 settings.beads: must be a number, is the text 'x'",
      "11:23 settings: unknown key 'bead'; did you mean 'beads'?",
    ]);
  });

  it("has samples that hold", async () => {
    expect(await loadModel(model, () => "shows nothing")).toEqual([
      "13:5 samples.0: shows nothing",
      "14:5 samples.1: shows nothing",
    ]);
    expect(await loadModel(model.replace('"41 42"', '"4"').replace('hex: "43"', "hex: 43"))).toEqual([
      "13:12 samples.0.hex: must be bytes as pairs of hexadecimal digits, not '4'",
      "14:12 samples.1.hex: must be text, is the number 43: it must be in quotes",
    ]);
    expect(await loadModel(model.replace(/samples:\n.*\n.*\n/, "samples: []\n"))).toEqual([
      "12:10 samples: must have at least 1 entry, has none",
    ]);
  });

  it("has a driver and settings that suit it in every file of ours", async () => {
    const { byId, problems } = await loadDevices({
      folders: [{ path: join(home, "devices", "displays"), mark: null }],
      schema: displayModelFileSchema,
      prove: () => undefined,
    });
    expect(brief(problems)).toEqual([]);
    expect([...byId.keys()]).toContain("alpha-4120c");
  });
});
