import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { between, inHex, report, sent, shippedLight } from "./lightBench.ts";

const dark = ["off", "off", "off", "off", "off"];
const light = shippedLight("patlite-lr-usb");
const measured = shippedLight("patlite-lr-usb", { flashHz: { slow: 0.5, fast: 1 } });

describe("patlite-usb", () => {
  // LR6-USB_linux_python_example: 00 00, count and buzzer, tones, red and amber, green and blue, white, 00.
  it("tells all five lamps and the buzzer in one report", () => {
    expect(inHex(sent(light, "red", "off", "off", "off", "off"))).toEqual(["000000000010000000"]);
    expect(inHex(sent(light, "red", "amber", "green", "blue", "white"))).toEqual(["000000000011111000"]);
    expect(inHex(sent(light, ...dark))).toEqual(["000000000000000000"]);
  });

  it("sounds the buzzer in its usual tones until it is told to stop", () => {
    expect(inHex(sent(light, ...dark, "buzzer"))).toEqual(["00000001ef00000000"]);
    expect(inHex(between(light, [...dark, "buzzer"], dark))).toEqual(["000000000000000000"]);
  });

  it("lets a buzzer sound on while lamps change", () => {
    const red = ["red", "off", "off", "off", "off", "buzzer"];
    expect(inHex(between(light, [...dark, "buzzer"], red))).toEqual(["0000000f0010000000"]);
    expect(between(light, red, red)).toEqual([]);
  });

  it("blinks by itself only where the rates of its patterns were measured", () => {
    expect(light.rhythms).toEqual({});
    expect(inHex(sent(measured, "red slow", "off", "green fast", "off", "off"))).toEqual([
      "000000000020300000",
    ]);
    expect(() => shippedLight("patlite-lr-usb", { patterns: { slow: 4, fast: 4 } })).toThrow(
      /have to differ/,
    );
  });

  it("keeps what it is told to keep", () => {
    const twin = light.twin();
    twin.take(report("00000001ef10000000"), 0);
    // The maker's set_light: everything but one lamp is F.
    twin.take(report("0000000f00fff1f000"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red", "off", "off", "blue", "off", "buzzer"]);
    twin.take(report("000000010000000000"), 0);
    expect(lookWords(twin.look(0))).toEqual(["off", "off", "off", "off", "off", "buzzer"]);
  });

  it("takes eight bytes that begin with zeros, and nothing else", () => {
    for (const wrong of ["000100000010000000", "000001000010000000", "0000000000100000"])
      expect(light.read(report(wrong)).name).toBe("unknown");
    expect(light.read(report("00000021ef12345000")).facts).toEqual({
      lamps: [1, 2, 3, 4, 5],
      buzzer: 1,
      times: 2,
      toneA: 14,
      toneB: 15,
    });
  });
});
