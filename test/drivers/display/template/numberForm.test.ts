import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  mostOf,
  type NumberForm,
  readNumber,
  writeNumber,
} from "../../../../src/drivers/display/template/numberForm.ts";
import { shown } from "./templateBench.ts";

const form = (change: Partial<NumberForm>): NumberForm => ({
  base: "decimal",
  size: 2,
  lower: false,
  leastFirst: false,
  ...change,
});

const forms = fc.record({
  base: fc.constantFrom("decimal", "hex", "raw"),
  size: fc.integer({ min: 1, max: 4 }),
  lower: fc.boolean(),
  leastFirst: fc.boolean(),
});

describe("a number in a frame", () => {
  it.each([
    [7, form({}), "07"],
    [7, form({ size: 1 }), "7"],
    [171, form({ base: "hex" }), "AB"],
    [171, form({ base: "hex", lower: true }), "ab"],
    [0x12ab, form({ base: "hex", size: 4 }), "12AB"],
    [0x12ab, form({ base: "hex", size: 4, leastFirst: true }), "AB12"],
    [42, form({ base: "raw", size: 1 }), "*"],
    [0x1234, form({ base: "raw", size: 2 }), "\\x124"],
    [0x1234, form({ base: "raw", size: 2, leastFirst: true }), "4\\x12"],
    [123, form({}), "23"],
  ])("%i is written as its form says", (value, how, text) => {
    expect(shown(writeNumber(value, how))).toBe(text);
  });

  it("is read as it was written, whatever the form", () => {
    fc.assert(
      fc.property(forms, fc.nat(), (how, value) => {
        fc.pre(!how.leastFirst || how.base !== "hex" || how.size % 2 === 0);
        const fitting = value % (mostOf(how) + 1);
        const bytes = writeNumber(fitting, how);
        expect(bytes.length).toBe(how.size);
        expect(readNumber(bytes, how)).toBe(fitting);
      }),
    );
  });

  it("is none where other characters stand", () => {
    expect(readNumber([0x31, 0x41], form({}))).toBeNull();
    expect(readNumber([0x31, 0x47], form({ base: "hex" }))).toBeNull();
  });
});
