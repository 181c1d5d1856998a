import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, "..", name), "utf8"));
const locked: [string, Locked][] = Object.entries<Locked>(read("package-lock.json").packages).filter(
  ([path]) => path !== "",
);
const own = read("package.json");

describe("the lock file", () => {
  it("has a checksum for each package, so that nobody can slip another one in", () => {
    expect(locked.length).toBeGreaterThan(100);
    for (const [path, { integrity }] of locked) expect(integrity, path).toMatch(/^sha512-[\w+/]{86}==$/);
  });

  it("names no server, so that any registry will do", () => {
    for (const [path, { resolved, link }] of locked) expect(resolved ?? link ?? null, path).toBeNull();
  });

  it("holds what package.json asks for, each in one exact version", () => {
    const asked: Record<string, string> = {
      ...own.dependencies,
      ...own.optionalDependencies,
      ...own.devDependencies,
    };
    const versions = new Map(locked);
    for (const [name, version] of Object.entries(asked)) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(versions.get(`node_modules/${name}`)?.version, name).toBe(version);
    }
  });
});
