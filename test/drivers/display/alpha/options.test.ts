import { describe, expect, it } from "vitest";
import { defineDisplayDriver } from "../../../../src/drivers/defineDisplayDriver.ts";
import { alphaOptions } from "../../../../src/drivers/display/alpha/options.ts";
import { driver } from "../../../../src/drivers/display/alpha.ts";
import { Fault } from "../../../../src/ports/fault.ts";
import { model4120 } from "../bench.ts";

describe("settings of an Alpha sign", () => {
  it("are all filled in", () => {
    expect(alphaOptions.parse({})).toEqual({
      type: "Z",
      address: "00",
      syncByte: 0,
      syncCount: 5,
      checksum: false,
      needsClear: true,
      extended: "escape",
      rows: "lines",
      verify: { everySeconds: null },
      dimming: null,
      memoryBytes: 7_000,
    });
  });

  it.each([
    { type: "z" },
    { type: "!" },
    { type: "," },
    { type: "ZZ" },
    { type: "é" },
    { address: "1" },
    { address: "0g" },
    { address: 1 },
    { syncByte: 1 },
    { syncByte: 0x80 },
    { syncCount: 4 },
    { syncCount: 31 },
    { extended: "utf8" },
    { memoryBytes: 0 },
    { dimming: "0a8f" },
    { dimming: 1_234 },
    { verify: { everySeconds: 0 } },
    { verify: 600 },
    { bautRate: 9600 },
  ])("%j is refused", (settings) => {
    expect(alphaOptions.safeParse(settings).success).toBe(false);
  });

  it("that are wrong are told with their path and with advice", () => {
    const bind = (): unknown => defineDisplayDriver(driver).bind(model4120, { type: "z", syncCount: 1 });
    expect(bind).toThrow(Fault);
    expect(bind).toThrow(/alpha-4120c.*settings\.type: z erases.*settings\.syncCount/);
  });
});
