import { describe, expect, it } from "vitest";
import { modbusOptions } from "../../../../src/drivers/display/modbus/options.ts";

const refusals = (settings: Record<string, unknown>): string[] =>
  (modbusOptions.safeParse(settings).error?.issues ?? []).map(
    (issue) => `${issue.path.join(".")}: ${issue.message}`,
  );

const number = { encode: "u16", register: 7, unknown: { value: 65_535 } };
const text = { encode: "ascii1", register: 0 };

describe("the map of a display's registers", () => {
  it("may be short", () => {
    expect(modbusOptions.parse(text)).toEqual({
      slave: 1,
      encode: "ascii1",
      register: 0,
      rowStep: 0,
      decimals: 0,
      onOverflow: "clamp",
      writeSingle: true,
      neverWrite: [],
    });
    expect(refusals(number)).toEqual([]);
    expect(
      refusals({
        ...number,
        encode: "dm24",
        decimals: 1,
        blinkRegister: 8,
        unknown: { value: -1, blink: true },
      }),
    ).toEqual([]);
  });

  it.each([
    [{ ...number, unknown: { value: 0 } }, "unknown.value: 0 would be taken for a figure"],
    [{ ...number, unknown: { value: 70_000 } }, "unknown: u16 has no 70000: 0 to 65535"],
    [{ ...number, unknown: { value: -1 } }, "unknown: u16 has no -1: 0 to 65535"],
    [{ ...number, unknown: { value: 1, blink: true } }, "unknown: to blink needs a blinkRegister"],
    [{ ...text, unknown: { value: 1 } }, "unknown: ascii1 has dashes: leave unknown out"],
    [{ ...text, decimals: 1 }, "decimals: ascii1 writes the point as a character: leave decimals out"],
    [{ ...text, neverWrite: [0] }, "register: register 0 is one that must never be written"],
    [{ ...number, encode: "u32", neverWrite: [8] }, "register: register 7 is one that must never be written"],
    [
      { ...text, blinkRegister: 253, neverWrite: [253] },
      "blinkRegister: register 253 is one that must never be written",
    ],
    [
      { ...text, brightness: { register: 254, level: 1 }, neverWrite: [254] },
      "brightness: register 254 is one that must never be written",
    ],
  ])("%j is refused: %s", (settings, refusal) => {
    expect(refusals(settings)).toEqual([refusal]);
  });

  it.each([{ slave: 0 }, { slave: 248 }, { register: 65_536 }, { encode: "bcd" }])(
    "with %j is refused",
    (change) => {
      expect(refusals({ ...text, ...change })).toHaveLength(1);
    },
  );

  it("has five decimals at most", () => {
    expect(refusals({ ...number, decimals: 6 })).toHaveLength(1);
  });
});
