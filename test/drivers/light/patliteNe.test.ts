import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { between, inHex, report, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("patlite-ne-usb");
const measured = shippedLight("patlite-ne-usb", { flashHz: { slow: 0.5, fast: 1 } });

describe("patlite-ne", () => {
  // NE-USB_linux_cpp_example: 00 00, count and buzzer, volume, colour and pattern; F keeps.
  it.each([
    ["red", "000000f00f11000000"],
    ["green", "000000f00f21000000"],
    ["yellow", "000000f00f31000000"],
    ["blue", "000000f00f41000000"],
    ["magenta", "000000f00f51000000"],
    ["cyan", "000000f00f61000000"],
    ["white", "000000f00f71000000"],
    ["off", "000000f00f00000000"],
  ])("is %s by %s", (words, hex) => {
    expect(inHex(sent(light, words))).toEqual([hex]);
  });

  it("sounds without touching the lamp, and lets it sound on while the lamp changes", () => {
    expect(inHex(between(light, ["red"], ["red", "buzzer"]))).toEqual(["000000010fff000000"]);
    expect(inHex(between(light, ["red", "buzzer"], ["blue", "buzzer"]))).toEqual(["000000ff0f41000000"]);
    expect(inHex(between(light, ["red", "buzzer"], ["red"]))).toEqual(["000000f00fff000000"]);
    expect(between(light, ["red"], ["red"])).toEqual([]);
  });

  it("blinks by itself only where the rates of its patterns were measured", () => {
    expect(inHex(sent(measured, "red slow"))).toEqual(["000000f00f12000000"]);
    expect(inHex(sent(measured, "red fast"))).toEqual(["000000f00f13000000"]);
    const twin = measured.twin();
    twin.take(report("000000f00f12000000"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red slow"]);
    expect(() => shippedLight("patlite-ne-usb", { patterns: { slow: 4, fast: 4 } })).toThrow(
      /have to differ/,
    );
  });

  it("knows its other commands, and no unknown ones", () => {
    const twin = light.twin();
    twin.take(report("000000010f11000000"), 0);
    const query = report("000080000000000000");
    expect(light.read(query).name).toBe("query");
    expect(twin.take(query, 0)).toEqual([{ kind: "report", bytes: Uint8Array.of(0, 0) }]);
    expect(light.read(report("000001010000000000"))).toMatchObject({
      name: "connectionLamp",
      facts: { on: true },
    });
    for (const wrong of ["000002010000000000", "000100f00f11000000", "000000f00f11"]) {
      expect(light.read(report(wrong)).name).toBe("unknown");
      twin.take(report(wrong), 0);
    }
    twin.take(report("000001010000000000"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red", "buzzer"]);
  });
});
