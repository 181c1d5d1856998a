import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { between, feature, inHex, lookOf, report, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("muteme-original");
const measured = shippedLight("muteme-mini", { flashHz: { slow: 0.5, fast: 2 } });

describe("muteme", () => {
  // The maker's page: 1 red, 2 green, 4 blue; 10 dim, 20 fast pulse, 30 slow pulse (hexadecimal).
  it.each([
    ["red", "0001"],
    ["green", "0002"],
    ["yellow", "0003"],
    ["blue", "0004"],
    ["magenta", "0005"],
    ["cyan", "0006"],
    ["white", "0007"],
    ["off", "0000"],
    ["red 20%", "0011"],
    ["#400000", "0011"],
    ["orange", "0001"],
    ["amber", "0003"],
  ])("is %s by %s", (words, hex) => {
    expect(inHex(sent(light, words))).toEqual([hex]);
  });

  it("pulses by itself only where the rates were measured", () => {
    expect(light.rhythms).toEqual({});
    expect(measured.rhythms).toEqual({ slow: { hz: 0.5 }, fast: { hz: 2 } });
    expect(inHex(sent(measured, "red fast"))).toEqual(["0021"]);
    expect(inHex(sent(measured, "white slow 20%"))).toEqual(["0037"]);
    expect(lookWords(measured.nearest(lookOf("red slow 20%")))).toEqual(["red slow"]);
    expect(lookWords(light.nearest(lookOf("red slow 20%")))).toEqual(["red slow 50%"]);
    const twin = measured.twin();
    twin.take(report("0021"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red fast"]);
    expect(twin.burning(249)).toEqual([{ red: 255, green: 0, blue: 0 }]);
    expect(twin.burning(250)).toEqual([{ red: 0, green: 0, blue: 0 }]);
  });

  it("says nothing when nothing changes", () => {
    expect(between(light, ["red"], ["red"])).toEqual([]);
  });

  it("tells of its button", () => {
    const twin = light.twin();
    const [start, held] = twin.press?.(true) ?? [];
    const [end, clear] = twin.press?.(false) ?? [];
    const news = [start, held, end, clear].map((word) => (word === undefined ? "none" : light.hear(word)));
    expect(news).toEqual(["pressed", null, "released", null]);
    expect(
      light.hear({ kind: "report", bytes: Uint8Array.from(Buffer.from("0000000400000000", "hex")) }),
    ).toBe("pressed");
    expect(light.hear({ kind: "bytes", bytes: Uint8Array.of(0, 0, 0, 4) })).toBeNull();
    const other = shippedLight("muteme-mini", { touchByte: 0 });
    expect(other.hear({ kind: "report", bytes: Uint8Array.of(2, 0, 0, 0) })).toBe("released");
  });

  it.each(["0008", "0080", "00ff"])("hangs at %s", (hex) => {
    const twin = light.twin();
    expect(light.read(report(hex)).problems[0]).toContain("never send");
    twin.take(report(hex), 0);
    expect(twin.bricked).not.toBeNull();
  });

  it("takes one byte behind a zero, and nothing else", () => {
    const twin = light.twin();
    twin.take(report("01"), 0);
    twin.take(feature("0001"), 0);
    expect(twin.events.get("dropped")).toBe(2);
    expect(light.read(report("000101")).name).toBe("unknown");
    expect(light.read(report("0041")).name).toBe("sleep");
    twin.take(report("0041"), 0);
    expect(lookWords(twin.look(0))).toEqual(["off"]);
  });
});
