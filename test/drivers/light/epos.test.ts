import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { between, inHex, report, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("epos-busylight");

describe("epos", () => {
  // busylight-core: report 1, 12 02, two colours, 1 while anything burns.
  it("sends both zones in one report", () => {
    expect(inHex(sent(light, "#ff8000", "#ff8000"))).toEqual(["011202ff8000ff800001"]);
    expect(inHex(sent(light, "off", "off"))).toEqual(["01120200000000000000"]);
    expect(inHex(between(light, ["red", "off"], ["red", "blue"]))).toEqual(["011202ff00000000ff01"]);
    expect(between(light, ["red", "off"], ["red", "off"])).toEqual([]);
  });

  it("makes dimming part of the colour", () => {
    expect(inHex(sent(light, "red 20%", "off"))).toEqual(["01120233000000000001"]);
  });

  it("takes no other report, and says so", () => {
    const twin = light.twin();
    const wrong = ["011203ff8000ff800001", "011202ff8000", "021202ff8000ff800001"].map((hex) => report(hex));
    for (const frame of wrong) {
      expect(light.read(frame).name).toBe("unknown");
      twin.take(frame, 0);
    }
    expect(twin.events.get("dropped")).toBe(3);
    twin.take(report("011202ff00000000ff00"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red", "blue"]);
    expect(light.read(report("011202ff00000000ff00"))).toEqual({
      name: "zones",
      facts: { zones: ["#ff0000", "#0000ff"] },
      problems: [],
    });
  });
});
