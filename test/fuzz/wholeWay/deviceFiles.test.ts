import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { lightProofs } from "../../../src/compose/bindLight.ts";
import { proveSample } from "../../../src/compose/siteLoader.ts";
import { checkShape } from "../../../src/config/checkShape.ts";
import { displayModelFileSchema } from "../../../src/config/displayModelFile.ts";
import { Findings } from "../../../src/config/findings.ts";
import { lightModelFileSchema } from "../../../src/config/lightModelFile.ts";
import type { Problem } from "../../../src/config/problem.ts";
import { proveDisplayModel } from "../../../src/config/proveDisplayModel.ts";
import { proveLightModel } from "../../../src/config/proveLightModel.ts";
import { readYaml } from "../../../src/config/readYaml.ts";
import { checkSamples } from "../../../src/drivers/acd/checkSamples.ts";
import { profileSchema } from "../../../src/drivers/acd/profileSchema.ts";
import { displayDrivers } from "../../../src/drivers/displayDrivers.ts";
import { checkHeadset } from "../../../src/drivers/headset/checkHeadset.ts";
import { headsetFileSchema } from "../../../src/drivers/headset/quirks.ts";
import { lightDrivers } from "../../../src/drivers/lightDrivers.ts";

/** Judges a text as the loader of that kind of definition does. */
const judge =
  <Kind>(schema: z.ZodType<Kind>, prove: (definition: Kind, findings: Findings) => void) =>
  (text: string): readonly Problem[] => {
    const read = readYaml(text, "model.yaml");
    if (!read.ok) return read.problems;
    const findings = new Findings(read.yaml);
    const definition = checkShape(schema, findings);
    if (definition !== null) prove(definition, findings);
    return findings.of("error");
  };

const kinds: Readonly<Record<string, (text: string) => readonly Problem[]>> = {
  displays: judge(displayModelFileSchema, (file, findings) =>
    proveDisplayModel(file, findings, displayDrivers, proveSample),
  ),
  lights: judge(lightModelFileSchema, (file, findings) =>
    proveLightModel(file, findings, lightDrivers, lightProofs),
  ),
  headsets: judge(headsetFileSchema, (file, findings) => {
    for (const sentence of checkHeadset(file).flat()) findings.error(["samples"], sentence);
  }),
  acds: judge(profileSchema, (profile, findings) => {
    for (const sentence of checkSamples(profile)) findings.error(["samples"], sentence);
  }),
};

const piece = fc.oneof(
  fc.constantFrom(
    "",
    "0",
    "-1",
    "null",
    "[]",
    "{}",
    "x",
    "'",
    '"',
    ": ",
    "- ",
    "\n",
    "*a",
    "&a ",
    "é",
    "1e99",
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const value = fc.constantFrom(
  ...["", "0", "-1", "1.5", "1e9", "5", "[5]", "{ a: 5 }", "text", "true", '""', "[null]", "[]", "{}"],
  ...['"__proto__"', '"(a+)+$"', '"{"', '"\\0"', "2026-01-01", "999999999999999999999"],
);

/** Time of the processor, so that a busy machine makes no difference: a definition takes some milliseconds. */
const MOST_MS = 5_000;

describe.each(Object.entries(kinds))("any definition in devices/%s", (kind, problemsOf) => {
  const folder = join(import.meta.dirname, "../../../devices", kind);
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => readFileSync(join(folder, name), "utf8"));

  function expectJudged(text: string): void {
    const began = process.cpuUsage();
    const lines = text.split("\n");
    for (const { line, column, message } of problemsOf(text)) {
      expect(message).not.toBe("");
      if (line === null || column === null) continue;
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines.length + 1);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 2);
    }
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(MOST_MS);
  }

  it("is judged without a throw when a piece of it is another", () => {
    const where = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...texts), where, fc.nat(40), piece, (text, place, length, by) => {
        const at = Math.floor(place * text.length);
        expectJudged(text.slice(0, at) + by + text.slice(at + length));
      }),
    );
  });

  it("is judged without a throw when the value of a key is another", () => {
    const keys = texts.flatMap((text) =>
      [...text.matchAll(/[{,]? *(?:- )?[a-zA-Z]+:(?= )/g)].map(({ 0: key, index }) => ({
        text,
        end: index + key.length,
      })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...keys), value, fc.boolean(), ({ text, end }, by, isLine) => {
        const rest = text.slice(end);
        const length = rest.search(isLine ? /\n|$/ : /[,}\]\n]|$/);
        expectJudged(`${text.slice(0, end)} ${by}${rest.slice(length)}`);
      }),
    );
  });
});
