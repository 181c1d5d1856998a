import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { between, feature, inHex, lookOf, report, sent, shippedLight } from "./lightBench.ts";

const dark = (count: number): string[] => Array.from({ length: count }, () => "off");

describe("blinkstick", () => {
  // blinkstick-node: report 1 is R G B of the first LED, report 5 is channel, index, R G B; rows have green first.
  it("sends one colour to a stick with one LED", () => {
    expect(inHex(sent(shippedLight("blinkstick"), "#ff8000"))).toEqual(["01ff8000"]);
    expect(inHex(sent(shippedLight("blinkstick"), "off"))).toEqual(["01000000"]);
    expect(inHex(sent(shippedLight("blinkstick-pro"), "blue"))).toEqual(["010000ff"]);
    expect(sent(shippedLight("blinkstick"), "red")[0]?.kind).toBe("feature");
  });

  it("sends all LEDs of a Square in one report of 26 bytes, green before red", () => {
    const light = shippedLight("blinkstick-square");
    const orange = Array.from({ length: 8 }, () => "#ff8000");
    expect(inHex(sent(light, ...orange))).toEqual([`0600${"80ff00".repeat(8)}`]);
  });

  it("fills the rest of a report with darkness", () => {
    expect(inHex(sent(shippedLight("blinkstick-nano"), "red", "blue"))).toEqual([
      `060000ff000000ff${"000000".repeat(6)}`,
    ]);
    const flex = sent(shippedLight("blinkstick-flex"), ...dark(31), "green");
    expect(inHex(flex)).toEqual([`0800${"000000".repeat(31)}ff0000`]);
  });

  it("changes one LED by the report for one LED", () => {
    const light = shippedLight("blinkstick-square");
    expect(inHex(between(light, dark(8), ["off", "off", "#ff8000", ...dark(5)]))).toEqual(["050002ff8000"]);
    expect(between(light, dark(8), dark(8))).toEqual([]);
    expect(inHex(between(light, dark(8), ["red", "red", ...dark(6)]))[0]).toMatch(/^0600/);
  });

  it("makes dimming part of the colour, and never darkness of it", () => {
    const light = shippedLight("blinkstick");
    expect(inHex(sent(light, "#ff8000 50%"))).toEqual(["01804000"]);
    expect(inHex(sent(light, "#020100 1%"))).toEqual(["01010000"]);
  });

  it("speaks to another header of a Pro", () => {
    const light = shippedLight("blinkstick-strip", { channel: 2 });
    expect(inHex(between(light, dark(8), ["red", ...dark(7)]))).toEqual(["050200ff0000"]);
    const twin = light.twin();
    twin.take(feature("050100ff0000"), 0);
    expect(lookWords(twin.look(0))).toEqual(dark(8));
    expect(twin.events.get("otherChannel")).toBe(1);
    twin.take(feature("050200ff0000"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red", ...dark(7)]);
  });

  it.each(["02", "03", "0402", "8108"])("is broken by %s, which writes to flash", (hex) => {
    const light = shippedLight("blinkstick-square");
    const twin = light.twin();
    expect(light.read(feature(hex)).problems[0]).toContain("never send");
    twin.take(feature(hex), 0);
    expect(twin.bricked).toContain("flash");
    twin.take(feature("01ff0000"), 0);
    expect(twin.look(0)).toEqual(lookOf(...dark(8)));
  });

  it("takes nothing else, and says so", () => {
    const light = shippedLight("blinkstick");
    const twin = light.twin();
    for (const frame of [report("01ff0000"), feature("0600ff"), feature("")]) {
      expect(light.read(frame)).toMatchObject({ name: "unknown", problems: [expect.any(String)] });
      twin.take(frame, 0);
    }
    expect(twin.look(0)).toEqual(lookOf("off"));
    expect(light.read(feature("0500010000ff"))).toEqual({
      name: "one",
      facts: { channel: 0, first: 1, leds: ["#0000ff"] },
      problems: [],
    });
  });

  it("forgets all when its plug is pulled", () => {
    const twin = shippedLight("blinkstick").twin();
    twin.take(feature("01ff0000"), 0);
    expect(twin.burning(0)).toEqual([{ red: 255, green: 0, blue: 0 }]);
    twin.powerCycle();
    expect(twin.burning(0)).toEqual([{ red: 0, green: 0, blue: 0 }]);
    expect(twin.events.size).toBe(0);
  });

  it("has no more lamps than its report carries", () => {
    expect(() => shippedLight("blinkstick-flex", { row: 8 })).toThrow(/carries 8 LEDs/);
  });
});
