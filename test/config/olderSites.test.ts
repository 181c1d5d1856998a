import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { displayModelFileSchema } from "../../src/config/displayModelFile.ts";
import { loadSite } from "../../src/config/loadSite.ts";
import { problemLines } from "../../src/config/problemReport.ts";
import { siteSchema } from "../../src/config/siteSchema.ts";
import { goodSite, home, realDeps, shapeProblems } from "./siteBench.ts";

// Sites as they were written for earlier states of the program. They are never brought up to date: that is what they are for.
const folder = join(home, "test", "package", "olderSites");
const sites = readdirSync(folder);

describe("a site of before", () => {
  it("is kept of every form that there was", () => {
    expect(sites.length).toBeGreaterThanOrEqual(9);
  });

  it.each(sites)("starts as it is, or what to type is said: %s", async (name) => {
    const result = await loadSite(join(folder, name), await realDeps(join(home, "devices")));
    expect(result.ok ? [] : problemLines(result.problems)).toEqual([]);
  });
});

describe("a site of a later version", () => {
  it("is refused, and what to install is said", () => {
    const [problem, ...others] = shapeProblems(siteSchema, goodSite.replace("version: 1", "version: 2"));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      path: "version",
      line: 1,
      message: "is of form 2; this bandeau reads form 1",
      advice: "install the version that it was written for, or bring back the file of before the upgrade",
    });
  });

  it("is told apart from a device's definition of a later form, which is told likewise", () => {
    const problems = shapeProblems(displayModelFileSchema, "schema: 3\nid: sign\n");
    expect(problems.map(({ message }) => message)).toContain("is of form 3; this bandeau reads form 1");
  });

  it.each(["version: 0", "version: 1.0.1", "version: -2"])("is not what %s means", (line) => {
    const [problem] = shapeProblems(siteSchema, goodSite.replace("version: 1", line));
    expect(problem?.message).toMatch(/^must be 1, is /);
  });
});
