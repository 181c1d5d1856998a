import { describe, expect, it } from "vitest";
import { z } from "zod";
import { descriptionOf, knownKeys, schemasAt } from "../../src/config/schemaAt.ts";
import { wellFormed } from "../../src/config/wellFormed.ts";

const schema = z.strictObject({
  list: z.array(z.strictObject({ a: z.number().describe("the a") })).default([]),
  map: z.record(z.string(), z.union([z.string(), z.strictObject({ b: z.number() }).nullable()])).prefault({}),
  changed: z.strictObject({ c: z.string().optional() }).transform((value) => value.c),
});

describe("what a schema has at a path", () => {
  it("is found through lists, maps, unions, defaults and transforms", () => {
    expect(knownKeys(schema, [])).toEqual(["list", "map", "changed"]);
    expect(knownKeys(schema, ["list", 3])).toEqual(["a"]);
    expect(knownKeys(schema, ["map", "anything"])).toEqual(["b"]);
    expect(knownKeys(schema, ["changed"])).toEqual(["c"]);
  });

  it("is nothing where the schema ends", () => {
    expect(schemasAt(schema, ["list", 0, "a", "deeper"])).toEqual([]);
    expect(schemasAt(schema, ["toString"])).toEqual([]);
    expect(knownKeys(schema, ["list"])).toEqual([]);
  });

  it("may be described", () => {
    expect(descriptionOf(schema, ["list", 0, "a"])).toBe("the a");
    expect(descriptionOf(schema, ["changed", "c"])).toBeNull();
    expect(descriptionOf(schema, [])).toBeNull();
  });
});

describe("a name in the form that is wanted", () => {
  it("keeps the words and drops the accents", () => {
    expect(wellFormed("Après-Vente (été)", "/^[a-z-]+$/")).toBe("apres-vente-ete");
    expect(wellFormed("Après-Vente", "/^[a-zA-Z]+$/")).toBe("apresVente");
    expect(wellFormed("SØREN ÆBLE ß", "/^[a-z-]+$/")).toBe("soren-aeble-ss");
    expect(wellFormed("!!", "/^[a-z-]+$/")).toBeNull();
  });
});
