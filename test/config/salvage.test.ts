import { describe, expect, it } from "vitest";
import { z } from "zod";
import { salvage } from "../../src/config/salvage.ts";

const schema = z
  .strictObject({ a: z.number().optional(), b: z.number().optional(), inner: z.strictObject({}).optional() })
  .refine((value) => value.b !== undefined, "needs b");

describe("what can be saved of a wrong part", () => {
  it("is all of it when nothing is wrong", () => {
    expect(salvage(schema, { b: 1 }, {})).toEqual({ b: 1 });
  });

  it("is the rest beside unknown keys and what may be left away", () => {
    const written = { a: "x", b: 1, c: 2, inner: { d: 3 } };
    expect(salvage(schema, written, { a: undefined })).toEqual({ b: 1, inner: {} });
    expect(written).toEqual({ a: "x", b: 1, c: 2, inner: { d: 3 } });
  });

  it("is nothing when what must not be patched is wrong, before or after patching", () => {
    expect(salvage(schema, { a: "x", b: 1 }, {})).toBeNull();
    expect(salvage(schema, { a: "x" }, { a: undefined })).toBeNull();
    expect(salvage(schema, ["a"], { a: undefined })).toBeNull();
  });
});
