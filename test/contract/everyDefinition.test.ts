import { readdirSync, readFileSync } from "node:fs";
import { join, parse } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readYaml } from "../../src/config/readYaml.ts";

const folder = join(import.meta.dirname, "..", "..", "devices");
const named = z.object({ id: z.string(), aliases: z.array(z.string()).default([]) });

/** The names that the files of a folder give themselves, in the order of the files. */
const definitions = (kind: string) =>
  readdirSync(join(folder, kind)).map((file) => {
    const read = readYaml(readFileSync(join(folder, kind, file), "utf8"), file);
    if (!read.ok) throw new Error(`${file} is no YAML`);
    return { file, ...named.parse(read.yaml.value) };
  });

// A site's models are found by the names of our files: one with another name would be found only by reading them all.
describe.each(["acds", "displays", "headsets", "lights"])("each file of devices/%s", (kind) => {
  it("has the name of its id", () => {
    const all = definitions(kind);
    expect(all.length).toBeGreaterThan(5);
    expect(all.filter(({ file, id }) => parse(file).name !== id)).toEqual([]);
  });

  it("has names that no other has", () => {
    const names = definitions(kind).flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});
