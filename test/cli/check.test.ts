import { describe, expect, it } from "vitest";
import { checkCommand } from "../../src/cli/check.ts";
import { schemaCommand } from "../../src/cli/schema.ts";
import { completeSite } from "../../src/config/completeSite.ts";
import type { SiteResult } from "../../src/config/loadSite.ts";
import type { Problem } from "../../src/config/problem.ts";
import { siteSchema } from "../../src/config/siteSchema.ts";
import { goodSite, yamlOf } from "../config/siteBench.ts";

const problem: Problem = {
  severity: "error",
  file: "site.yaml",
  line: 3,
  column: 7,
  path: "node",
  message: "must not be empty",
  instead: null,
  advice: null,
};
const warning: Problem = { ...problem, severity: "warning", line: 9, column: 2, message: "odd" };

const good: SiteResult<unknown> = {
  ok: true,
  site: completeSite(siteSchema.parse(yamlOf(goodSite).value), "/"),
  models: new Map(),
  profiles: new Map(),
  warnings: [],
  replaced: [],
};

async function run(result: SiteResult<unknown>, json = false): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await checkCommand(
    "site.yaml",
    { json },
    (line) => lines.push(line),
    () => Promise.resolve(result),
  );
  return { code, lines };
}

describe("bandeau check", () => {
  it("says that a site is valid, and what it has", async () => {
    expect(await run(good)).toEqual({
      code: 0,
      lines: ["site.yaml is valid: 2 displays, 2 queues, 1 source."],
    });
  });

  it("says its warnings first, which do not fail", async () => {
    expect(await run({ ...good, warnings: [warning] })).toEqual({
      code: 0,
      lines: [
        "site.yaml:9:2  node            warning: odd",
        "site.yaml is valid: 2 displays, 2 queues, 1 source.",
      ],
    });
  });

  it("says every problem, and ends with EX_CONFIG", async () => {
    expect(await run({ ok: false, problems: [problem, problem], warnings: [warning] })).toEqual({
      code: 78,
      lines: [
        "site.yaml:3:7  node            must not be empty",
        "site.yaml:3:7  node            must not be empty",
        "site.yaml:9:2  node            warning: odd",
        "2 problems and 1 warning. Nothing was started. See: bandeau check --help",
      ],
    });
  });

  it("says the same as JSON", async () => {
    const bad = await run({ ok: false, problems: [problem], warnings: [] }, true);
    expect([bad.code, bad.lines.map((line) => JSON.parse(line))]).toEqual([
      78,
      [{ ok: false, problems: [problem], warnings: [] }],
    ]);
    const fine = await run({ ...good, warnings: [warning] }, true);
    expect([fine.code, fine.lines.map((line) => JSON.parse(line))]).toEqual([
      0,
      [{ ok: true, problems: [], warnings: [warning] }],
    ]);
  });
});

describe("bandeau schema", () => {
  it("prints a JSON Schema that describes every key people type", () => {
    const lines: string[] = [];
    expect(schemaCommand((line) => lines.push(line))).toBe(0);
    const schema = JSON.parse(lines.join("\n"));
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(schema.required).toEqual(["version", "site", "node", "broker", "sources", "queues"]);
    expect(schema.properties.displays.items.required).toEqual(["id", "model", "port", "pages"]);
    expect(schema.properties.broker.properties.passwordFile.description).toContain("credential:NAME");
  });
});
