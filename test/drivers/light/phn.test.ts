import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { judged, saidHex } from "./answers.ts";
import { between, changedLight, inHex, line, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("patlite-phn");
const blinking = shippedLight("patlite-phn", { flashHz: { fast: 1 } });
const hex = (text: string): string => Buffer.from(text).toString("hex");

describe("patlite-phn", () => {
  // PHN: 57 and a byte: bits 0-2 tiers, 3 and 4 buzzers, 5-7 tiers blinking.
  it.each([
    [["red", "off", "off"], "5701"],
    [["off", "amber", "off"], "5702"],
    [["off", "off", "green", "buzzer"], "570c"],
    [["off", "off", "off"], "5700"],
  ])("is %j by %s", (words, wanted) => {
    expect(inHex(sent(light, ...words))).toEqual([wanted]);
  });

  it("blinks by itself only where its rate was measured", () => {
    expect(light.rhythms).toEqual({});
    expect(inHex(sent(blinking, "red fast", "off", "green fast"))).toEqual(["57a0"]);
    expect(between(light, ["red", "off", "off"], ["red", "off", "off"])).toEqual([]);
  });

  it("judges an answer as a whole: NAK is no ACK, however it came", () => {
    const [frame] = sent(light, "red", "off", "off");
    for (const begun of ["", "A", "AC", "N", "NA"]) expect(judged(frame, hex(begun))).toBe("more");
    expect(judged(frame, hex("ACK"))).toBe("taken");
    expect(judged(frame, hex("NAK"))).toBe("the light refused a command (NAK)");
    expect(judged(frame, hex("NACK"))).toBe("the light answered neither ACK nor NAK");
    expect(judged(frame, "06")).toBe("the light answered neither ACK nor NAK");
  });

  it("answers ACK, tells its state, and refuses the rest", () => {
    const twin = blinking.twin();
    expect(saidHex(twin.take(line("57"), 0))).toBe("");
    expect(saidHex(twin.take(line("29"), 0))).toBe(hex("ACK"));
    expect(lookWords(twin.look(0))).toEqual(["red fast", "off", "off", "buzzer"]);
    expect(saidHex(twin.take(line("52"), 0))).toBe("5228");
    expect(saidHex(twin.take(line("99"), 0))).toBe(hex("NAK"));
    expect(twin.events.get("refused")).toBe(1);
    expect(light.read(line("5710"))).toEqual({ name: "write", facts: { bits: 16 }, problems: [] });
    expect(light.read(line("52")).name).toBe("read");
    expect(light.read({ kind: "levels", levels: [] }).name).toBe("unknown");
    const silent = changedLight("patlite-phn", { hasBuzzer: false }).twin();
    silent.take(line("5709"), 0);
    expect(lookWords(silent.look(0))).toEqual(["red", "off", "off"]);
    const plain = light.twin();
    plain.take(line("5720"), 0);
    expect(lookWords(plain.look(0))).toEqual(["red fast", "off", "off"]);
  });
});
