import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { judged, saidHex, verdict } from "./answers.ts";
import { between, inHex, inText, line, sent, shippedLight } from "./lightBench.ts";

const light = shippedLight("lcus-4");
const dark = ["off", "off", "off", "off"];
const hex = (text: string): string => Buffer.from(text).toString("hex");

describe("lcus", () => {
  // Shop manuals: relay 1 on A0 01 01 A2, off A0 01 00 A1.
  it("switches one relay by four bytes", () => {
    expect(inHex(between(light, dark, ["red", "off", "off", "off"]))).toEqual(["a00101a2"]);
    expect(inHex(between(light, ["red", "off", "off", "off"], dark))).toEqual(["a00100a1"]);
    expect(between(light, dark, dark)).toEqual([]);
  });

  it("switches off before it switches on", () => {
    expect(inHex(between(light, ["red", "off", "off", "off"], ["off", "off", "green", "off"]))).toEqual([
      "a00100a1",
      "a00301a4",
    ]);
    expect(inHex(sent(light, "red", "off", "off", "off"))).toEqual([
      "a00200a2",
      "a00300a3",
      "a00400a4",
      "a00101a2",
    ]);
  });

  it("leaves time between frames, without which a board loses them", () => {
    expect(light.model.betweenFramesMs).toBeGreaterThanOrEqual(10);
    expect(light.model.wears).toBe(true);
    const twin = light.twin();
    twin.take(line("a00101a2"), 1_000);
    twin.take(line("a00201a3"), 1_009);
    twin.take(line("a00301a4"), 1_019);
    expect(lookWords(twin.look(1_020))).toEqual(["red", "off", "green", "off"]);
    expect(twin.events.get("tooSoon")).toBe(1);
  });

  it("uses other relays where a site says so", () => {
    const moved = shippedLight("lcus-2", { relays: [3, 8] });
    expect(inHex(sent(moved, "red", "green"))).toEqual(["a00301a4", "a00801a9"]);
    const twin = moved.twin();
    twin.take(line("a00101a2"), 0);
    twin.take(line("a00801a9"), 100);
    expect(lookWords(twin.look(100))).toEqual(["off", "green"]);
    expect(() => shippedLight("lcus-2", { relays: [3] })).toThrow(/name 2, one for each lamp/);
    expect(() => shippedLight("lcus-2", { relays: [3, 3] })).toThrow(/named twice/);
  });

  it("speaks the languages of clones", () => {
    const letters = shippedLight("lcus-2", { dialect: "letters" });
    expect(inText(sent(letters, "red", "off"))).toEqual(["b", "A"]);
    const twin = letters.twin();
    twin.take(line(hex("B")), 0);
    twin.take(line(hex("?")), 100);
    expect(lookWords(twin.look(100))).toEqual(["off", "green"]);
    const one = shippedLight("lcus-1", { dialect: "aabb" });
    expect(inHex(sent(one, "red"))).toEqual(["aa"]);
    expect(inHex(sent(one, "off"))).toEqual(["bb"]);
    expect(one.read(line("aa")).facts).toEqual({ relay: 1, on: true });
    expect(one.read(line("cc")).name).toBe("unknown");
    expect(one.read(line("ccdd"))).toMatchObject({ name: "unknown", facts: { hex: "ccdd" } });
    expect(() => shippedLight("lcus-2", { dialect: "aabb" })).toThrow(/has 1 at most/);
    expect(() => shippedLight("lcus-1", { dialect: "aabb", readBack: "raw" })).toThrow(/readBack/);
  });

  it("drops frames with a wrong sum, and finds the next one", () => {
    const twin = light.twin();
    twin.take(line("a00101a3"), 0);
    twin.take(line("0d0a"), 100);
    twin.take(line("a002"), 200);
    twin.take(line("01a3"), 210);
    expect(lookWords(twin.look(210))).toEqual(["off", "amber", "off", "off"]);
    twin.take(line("a003"), 300);
    twin.take(line("a00401a5"), 1_000);
    expect(lookWords(twin.look(1_000))).toEqual(["off", "amber", "off", "blue"]);
    for (const wrong of ["a00101a3", "a00901aa", "a00102a3", "a001"])
      expect(light.read(line(wrong)).name).toBe("unknown");
    expect(light.read({ kind: "report", bytes: Uint8Array.of(0) }).name).toBe("unknown");
  });

  it.each(["text", "raw"])("asks the board whether its relays obeyed: %s", (readBack) => {
    const asked = shippedLight("lcus-2", { readBack });
    const frames = sent(asked, "red", "off");
    expect(inHex(frames)).toEqual(["a00200a2", "a00101a2", "ff"]);
    const question = frames[2];
    const twin = asked.twin();
    twin.take(line("a00101a2"), 0);
    const good = twin.take(line("ff"), 100);
    expect(saidHex(good)).toBe(readBack === "text" ? hex("CH1: ON\r\nCH2: OFF\r\n") : "0100");
    expect(judged(question, good)).toBe("taken");
    expect(judged(question, good.slice(0, 0))).toBe("more");
    twin.take(line("a00201a3"), 200);
    expect(judged(question, twin.take(line("ff"), 300))).toBe("relay 2 is on although it was switched off");
    expect(verdict(question, readBack === "text" ? hex("CH1: ON\r\n") : "01")).toEqual({ kind: "more" });
  });

  it("tells of all relays of a board, those of nobody included", () => {
    const asked = shippedLight("lcus-1", { readBack: "raw", boardRelays: 4 });
    expect(saidHex(asked.twin().take(line("ff"), 0))).toBe("00000000");
    expect(judged(sent(asked, "red")[1], "00000000")).toBe("relay 1 is off although it was switched on");
    expect(light.twin().take(line("ff"), 0)).toEqual([]);
    expect(light.read(line("ff")).name).toBe("status");
  });

  it.each(["text", "raw"])("takes a board to have all relays that are in use: %s", (readBack) => {
    const asked = shippedLight("lcus-2", { readBack, boardRelays: 1 });
    const twin = asked.twin();
    const answers = sent(asked, "off", "amber").map((frame, at) => twin.take(frame, at * 100));
    expect(saidHex(answers[2] ?? [])).toBe(readBack === "text" ? hex("CH1: OFF\r\nCH2: ON\r\n") : "0001");
    expect(judged(sent(asked, "off", "amber")[2], answers[2] ?? [])).toBe("taken");
  });
});
