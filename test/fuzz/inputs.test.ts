import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inputs } from "./inputs.ts";

describe("the inputs from outside", () => {
  it.each(inputs.map((input) => [input.name, input] as const))(
    "of %s are tried by properties",
    (_, input) => {
      expect(input.tried.length).toBeGreaterThan(0);
      for (const { file, name } of input.tried) {
        const text = readFileSync(join(import.meta.dirname, "../..", file), "utf8");
        expect(text, name).toContain(name);
        expect(text.slice(text.indexOf(name)), `${file}: ${name}`).toContain("fc.assert");
      }
    },
  );

  it("have each a name of its own", () => {
    expect(new Set(inputs.map(({ name }) => name)).size).toBe(inputs.length);
  });
});
