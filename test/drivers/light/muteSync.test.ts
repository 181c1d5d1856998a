import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { between, inHex, line, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("mutesync-button");

describe("mutesync", () => {
  // busylight-core: 41 and four times R G B.
  it("sends four colours behind a letter A", () => {
    expect(inHex(sent(light, "#ff8000", "#ff8000", "#ff8000", "#ff8000"))).toEqual([
      "41ff8000ff8000ff8000ff8000",
    ]);
    expect(inHex(between(light, ["off", "off", "off", "off"], ["off", "blue", "off", "off"]))).toEqual([
      "410000000000ff000000000000",
    ]);
    expect(between(light, ["red", "off", "off", "off"], ["red", "off", "off", "off"])).toEqual([]);
  });

  it("puts a command together from its pieces, and gives up one that was cut off", () => {
    const twin = light.twin();
    twin.take(line("0041ff00"), 0);
    twin.take(line("00000000000000000000"), 100);
    expect(lookWords(twin.look(100))).toEqual(["red", "off", "off", "off"]);
    twin.take(line("4100"), 200);
    twin.take(line("4100ff00000000000000000000"), 1_000);
    expect(lookWords(twin.look(1_000))).toEqual(["green", "off", "off", "off"]);
    expect(twin.events.get("dropped")).toBe(1);
    expect(light.read(line("41ff0000")).name).toBe("unknown");
    expect(light.read(line("41ff00000000ff000000000000")).facts).toEqual({
      leds: ["#ff0000", "#0000ff", "#000000", "#000000"],
    });
  });
});
