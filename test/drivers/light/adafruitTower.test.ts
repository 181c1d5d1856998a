import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { between, inHex, line, lookOf, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("adafruit-tower");
const dark = ["off", "off", "off"];
const blinking = shippedLight("adafruit-tower", { flashHz: { fast: 1 } });

describe("adafruit-tower", () => {
  // Nine constants of public programs: 11 21 41 red, 12 22 42 yellow, 14 24 44 green, 18 28 48 buzzer.
  it("switches everything off before it lights what it wants, because nobody can ask the tower", () => {
    expect(inHex(sent(light, "red", "off", "off"))).toEqual(["28", "21", "22", "24", "11"]);
    expect(inHex(sent(light, ...dark))).toEqual(["28", "21", "22", "24"]);
    expect(inHex(sent(light, "off", "yellow", "green", "buzzer"))).toEqual([
      "28",
      "21",
      "22",
      "24",
      "12",
      "14",
      "18",
    ]);
  });

  it("says one byte for each lamp that changes", () => {
    expect(inHex(between(light, dark, ["red", "off", "off"]))).toEqual(["11"]);
    expect(inHex(between(light, ["red", "off", "off", "buzzer"], ["off", "off", "green"]))).toEqual([
      "21",
      "14",
      "28",
    ]);
    expect(between(light, ["red", "off", "off"], ["red", "off", "off"])).toEqual([]);
  });

  it("ends blinking by off before it lights a lamp steadily", () => {
    expect(light.rhythms).toEqual({});
    expect(blinking.rhythms).toEqual({ fast: { hz: 1 } });
    expect(inHex(between(blinking, dark, ["red fast", "off", "off"]))).toEqual(["41"]);
    expect(inHex(between(blinking, ["red fast", "off", "off"], ["red", "off", "off"]))).toEqual(["21", "11"]);
    expect(inHex(between(blinking, ["red fast", "off", "off"], dark))).toEqual(["21"]);
  });

  it("has one rate of blinking, whatever it is called", () => {
    const both = shippedLight("adafruit-tower", { flashHz: { slow: 1, fast: 1 } });
    expect(lookWords(both.nearest(lookOf("red slow", "off", "off")))).toEqual(["red fast", "off", "off"]);
    const slow = shippedLight("adafruit-tower", { flashHz: { slow: 0.5 } }).twin();
    slow.take(line("42"), 0);
    expect(lookWords(slow.look(0))).toEqual(["off", "yellow slow", "off"]);
    const twin = light.twin();
    twin.take(line("4248"), 0);
    expect(lookWords(twin.look(0))).toEqual(["off", "yellow fast", "off", "buzzer"]);
  });

  it("drops bytes that mean nothing, and keeps what it was told", () => {
    const twin = light.twin();
    twin.take(line("1117ff3100"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red", "off", "off"]);
    expect(twin.events.get("dropped")).toBe(4);
    expect(light.read(line("17")).name).toBe("unknown");
    expect(light.read(line("")).name).toBe("unknown");
    expect(light.read(line("2114"))).toEqual({
      name: "several",
      facts: { commands: ["off red", "on green"] },
      problems: [],
    });
    twin.powerCycle();
    expect(lookWords(twin.look(0))).toEqual(dark);
    expect(twin.events.size).toBe(0);
  });
});
