import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { displayModelFileSchema } from "../../src/config/displayModelFile.ts";
import { isVolatile } from "../../src/config/displayPort.ts";
import { loadDevices } from "../../src/config/loadDevices.ts";
import { loadSite } from "../../src/config/loadSite.ts";
import type { Problem } from "../../src/config/problem.ts";
import { problemLines } from "../../src/config/problemReport.ts";
import { readYaml } from "../../src/config/readYaml.ts";
import type { Known } from "../../src/config/siteChecks.ts";
import { siteJsonSchemaText } from "../../src/config/siteJsonSchema.ts";
import { home, knownThings, realDeps, siteFindings } from "./siteBench.ts";

const folder = join(home, "config");
const examples = readdirSync(folder).filter(
  (name) => name.endsWith(".yaml") && !name.endsWith("-stats.yaml"),
);
const textOf = (name: string): string => readFileSync(join(folder, name), "utf8");

describe("the examples", () => {
  it("are the six that people are sent to", () => {
    expect(examples.toSorted()).toEqual([
      "demo.yaml",
      "flower-orders.yaml",
      "headsets.yaml",
      "large-floor.yaml",
      "lights.yaml",
      "minimal.yaml",
    ]);
  });

  it.each(examples)(
    "%s is right, with our models, pages and conditions, and without a warning",
    async (name) => {
      const result = await loadSite(join(folder, name), await realDeps(join(home, "devices")));
      expect(result.ok ? problemLines(result.warnings) : problemLines(result.problems)).toEqual([]);
      expect(result.ok).toBe(true);
    },
  );

  it.each(examples)("%s tells editors its schema", (name) => {
    expect(textOf(name).split("\n", 1)).toEqual(["# yaml-language-server: $schema=./bandeau.schema.json"]);
  });

  it.each(examples)("%s names no port that changes at boot", (name) => {
    const ports = [...textOf(name).matchAll(/^\s*port:\s*(\S+)/gm)].map((match) => match[1] ?? "");
    expect(ports.length > 0).toBe(name !== "headsets.yaml");
    expect(ports.filter(isVolatile)).toEqual([]);
  });
});

describe("the schema for editors", () => {
  it("is the one that the program prints", () => {
    expect(readFileSync(join(folder, "bandeau.schema.json"), "utf8")).toBe(`${siteJsonSchemaText()}\n`);
  });
});

describe("any text", () => {
  let known: Known;
  beforeAll(async () => {
    const { byId } = await loadDevices({
      folders: [{ path: join(home, "devices", "displays"), mark: null }],
      schema: displayModelFileSchema,
      prove: () => undefined,
    });
    known = await knownThings({ models: byId });
  });

  /** Everything that is found in a text; every place lies in it. */
  function problemsOf(text: string): readonly Problem[] {
    const result = readYaml(text, "site.yaml");
    if (!result.ok) return result.problems;
    const findings = siteFindings(text, known);
    return findings.of("error");
  }

  function expectInside(text: string, problems: readonly Problem[]): void {
    const lines = text.split("\n");
    for (const { line, column } of problems) {
      if (line === null || column === null) continue;
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length + 1);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 2);
    }
  }

  const texts = examples.map(textOf);

  it("is a site or has a problem, and never throws", () => {
    const bits = fc.constantFrom(
      ...[
        "version: 1\n",
        "site: a\n",
        "broker:\n",
        "  urls: [x]\n",
        "queues:\n",
        "  a: {}\n",
        "displays:\n",
        "  - id: a\n",
      ],
      ...[
        "    port: /dev/x\n",
        "    pages:\n",
        "      - lines: [a]\n",
        "null\n",
        "groups: 5\n",
        "labels: []\n",
      ],
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 20 }), (parts) => {
        const text = parts.join("");
        const problems = problemsOf(text);
        expect(problems.length).toBeGreaterThan(0);
        expectInside(text, problems);
      }),
      { numRuns: 100 },
    );
  });

  it("is judged without throwing when it is an example with a piece taken out, doubled or replaced", () => {
    const piece = fc.constantFrom(
      "",
      "0",
      "null",
      "[]",
      "{}",
      "x",
      "'",
      '"',
      ":",
      "- ",
      "\n",
      "*a",
      "{a.b}",
      "é",
      "-1",
      "true",
      "1e99",
      "\t",
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(40),
        piece,
        (text, where, length, by) => {
          const at = Math.floor(where * text.length);
          const mutant = text.slice(0, at) + by + text.slice(at + length);
          expectInside(mutant, problemsOf(mutant));
        },
      ),
      { numRuns: 150 },
    );
  });

  it("is judged without throwing when the value of any key of an example is something else", () => {
    const values = fc.constantFrom("", "5", "[5]", "{ a: 5 }", "text", "true", '""', "[null]");
    const keys = texts.flatMap((text) =>
      [...text.matchAll(/^ *(?:- )?[a-zA-Z]+:/gm)].map((match) => ({
        text,
        end: match.index + match[0].length,
      })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...keys), values, ({ text, end }, value) => {
        const rest = text.slice(end);
        const mutant = `${text.slice(0, end)} ${value}${rest.slice(rest.indexOf("\n"))}`;
        expectInside(mutant, problemsOf(mutant));
      }),
      { numRuns: 150 },
    );
  });
});
