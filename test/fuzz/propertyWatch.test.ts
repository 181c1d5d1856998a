import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packValues, readKept } from "./keptFailure.ts";
import { propertyWatch } from "./propertyWatch.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bandeau-watch-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** True but for one word that no draw would ever hit. */
const almost = () => fc.property(fc.string(), (text) => text !== "the one word");

describe("a watch over properties", () => {
  const nameHere = () => expect.getState().currentTestName ?? "";
  const failure = (nth: number) => ({
    file: "test/fuzz/propertyWatch.test.ts",
    test: nameHere(),
    nth,
    seed: 1,
    path: "0",
    counterexample: "",
    values: packValues(["the one word"]),
  });

  it("tries what is kept of a property before anything else", () => {
    expect(() => fc.assert(almost())).not.toThrow();
    const { plugin } = propertyWatch([failure(0)], null);
    expect(() => fc.assert(almost(), { plugins: [plugin] })).toThrow("the one word");
  });

  it("tries it at its own property of the test only", () => {
    const { plugin, testBegins } = propertyWatch([failure(1), { ...failure(0), values: null }], null);
    expect(() => fc.assert(almost(), { plugins: [plugin] })).not.toThrow();
    expect(() => fc.assert(almost(), { plugins: [plugin] })).toThrow("the one word");
    expect(() => fc.assert(almost(), { plugins: [plugin] })).not.toThrow();
    testBegins();
    expect(() => fc.assert(almost(), { plugins: [plugin] })).not.toThrow();
    expect(() => fc.assert(almost(), { plugins: [plugin] })).toThrow("the one word");
  });

  it("writes down what ran and what failed, so that it can be tried again", async () => {
    const { plugin } = propertyWatch([], folder);
    const short = (bytes: Uint8Array) => bytes.length < 3;
    fc.assert(
      fc.property(fc.string(), () => true),
      { plugins: [plugin], numRuns: 7 },
    );
    const broken = fc.asyncProperty(fc.uint8Array(), async (bytes) => short(bytes));
    await expect(fc.assert(broken, { plugins: [plugin], seed: 5 })).rejects.toThrow();
    expect(readFileSync(join(folder, "counts"), "utf8")).toMatch(/^7\n\d+\n$/);
    const found = readKept(folder);
    expect(readdirSync(folder)).toHaveLength(2);
    const [one] = found.values();
    expect(one).toMatchObject({ file: "test/fuzz/propertyWatch.test.ts", test: nameHere(), nth: 1, seed: 5 });
    const again = propertyWatch(one === undefined ? [] : [{ ...one, nth: 0 }], null);
    const seen: unknown[] = [];
    const look = fc.property(fc.uint8Array(), (bytes) => void seen.push([...bytes]));
    fc.assert(look, { plugins: [again.plugin], numRuns: 1 });
    expect(seen).toEqual([[0, 0, 0]]);
  });
});
