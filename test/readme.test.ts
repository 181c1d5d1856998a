import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { siteLoader } from "../src/compose/siteLoader.ts";
import { devicesFolder } from "../src/compose.ts";
import { native } from "../src/drivers/acd/native.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The first fenced block of a language. */
const block = (language: string): string => readme.split(`\`\`\`${language}\n`)[1]?.split("```")[0] ?? "";

describe("the README", () => {
  it("has its two lines on the first screen", () => {
    const lines = readme
      .split("\n")
      .slice(0, 25)
      .filter((line) => line.startsWith("npm ci"));
    expect(lines).toEqual(["npm ci --ignore-scripts && npm run demo", "npm ci --ignore-scripts && npm test"]);
  });

  it("shows a configuration that is right", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bandeau-readme-"));
    const file = join(folder, "site.yaml");
    writeFileSync(file, block("yaml"));
    const { load } = await siteLoader({}, devicesFolder);
    const result = await load(file);
    rmSync(folder, { recursive: true });
    expect(result.ok ? [] : result.problems).toEqual([]);
  });

  it("shows a message that is understood whole", () => {
    const result = native.read(block("json"), {
      receivedAt: Date.parse("2026-02-14T10:18:00Z"),
      listIgnored: true,
    });
    expect(result).toMatchObject({ ok: true, problems: [], ignored: [] });
    expect(result.ok && result.statistics[0]?.serviceLevel.percent).toBe(78);
  });

  it("links to files that exist", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((match) => match[1] ?? "");
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });
});
