import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileNameOf, keptFolder, packValues, readKept, unpackValues } from "./keptFailure.ts";

const top = join(import.meta.dirname, "../..");
const kept = [...readKept(keptFolder)].map(([name, failure]) => ({ name, ...failure }));

describe("a case that is kept", () => {
  it("comes back as it was, bytes and odd numbers included", () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true });
    fc.assert(
      fc.property(fc.array(anything), (values) => {
        const packed = packValues(values);
        expect(packed === null ? values : unpackValues(packed)).toEqual(values);
      }),
    );
    const odd = [new Uint8Array([0, 255]), "\ud800", -0, Number.NaN, undefined, [[]]];
    expect(unpackValues(packValues(odd) ?? "")).toEqual(odd);
  });

  it("is not kept when it is more than values", () => {
    expect(packValues([() => 1])).toBeNull();
    expect(packValues([Object.create(null)])).toBeNull();
  });

  it("has a file named by its property", () => {
    expect(fileNameOf({ test: 'a frame > is read: "01"', nth: 2 })).toBe("a-frame-is-read-01-2.json");
    expect(fileNameOf({ test: "x".repeat(500), nth: 0 })).toHaveLength(87);
  });
});

describe("test/fuzz/kept", () => {
  it("is no folder before anything was found", () => {
    expect(readKept(join(top, "none")).size).toBe(0);
  });

  it("holds whole cases of tests that are there, each in a file of its name", () => {
    for (const { name, file, test, nth, values } of kept) {
      expect(name).toBe(fileNameOf({ test, nth }));
      expect(existsSync(join(top, file)), file).toBe(true);
      expect(readFileSync(join(top, file), "utf8"), name).toContain(test.split(" > ")[0]);
      expect(
        values,
        `${name} cannot be tried again: write it as a test of its own, and delete the file`,
      ).not.toBeNull();
    }
  });
});
