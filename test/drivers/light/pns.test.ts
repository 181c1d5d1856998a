import { describe, expect, it } from "vitest";
import { lookWords } from "../../../src/domain/lightWords.ts";
import { judged, saidHex } from "./answers.ts";
import { between, changedLight, inHex, line, lookOf, sent, shippedLight } from "./lightBench.ts";

const lr5 = shippedLight("patlite-lr5-lan");
const la6 = shippedLight("patlite-la6-poe");
const nh = shippedLight("patlite-nh-fv");
const dark = ["off", "off", "off", "off", "off"];
const flashing = shippedLight("patlite-lr5-lan", { flashHz: { slow: 0.5, fast: 2 } });

describe("patlite-pns", () => {
  // LR5-LAN_windows_python_example: AB S 00 00 06, five lamps, buzzer; AB C 00 00 00 clears.
  it("tells all lamps in one command", () => {
    expect(inHex(sent(lr5, "red", "off", "off", "off", "off"))).toEqual(["414253000006010000000000"]);
    expect(inHex(sent(lr5, "off", "amber", "green", "blue", "white", "buzzer"))).toEqual([
      "414253000006000101010101",
    ]);
    expect(inHex(sent(lr5, ...dark))).toEqual(["414243000000"]);
    expect(inHex(sent(nh, "red", "off", "off", "off", "off"))).toEqual(["585853000006010000000000"]);
  });

  it("tells the tiers that it does not have to be dark, and leaves them alone then", () => {
    const three = changedLight("patlite-lr5-lan", { lamps: lr5.model.lamps.slice(0, 3) });
    expect(inHex(sent(three, "red", "off", "green"))).toEqual(["414253000006010001000000"]);
    expect(inHex(between(three, ["red", "off", "green"], ["red", "off", "off"]))).toEqual([
      "414253000006090900090909",
    ]);
    const twin = three.twin();
    twin.take(line("414253000006010001010100"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red", "off", "green"]);
  });

  it("leaves alone what does not change", () => {
    expect(inHex(between(lr5, dark, ["off", "off", "green", "off", "off"]))).toEqual([
      "414253000006090901090909",
    ]);
    expect(
      inHex(
        between(lr5, ["red", "off", "off", "off", "off", "buzzer"], ["red", "amber", "off", "off", "off"]),
      ),
    ).toEqual(["414253000006090109090900"]);
    expect(between(lr5, dark, dark)).toEqual([]);
  });

  it("flashes by itself only where its rates were measured", () => {
    expect(lr5.rhythms).toEqual({});
    expect(inHex(sent(flashing, "red slow", "amber fast", "off", "off", "off"))).toEqual([
      "414253000006020400000000",
    ]);
    const twin = flashing.twin();
    twin.take(line("414253000006020400000000"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red slow", "amber fast", "off", "off", "off"]);
    expect(() => shippedLight("patlite-lr5-lan", { patterns: { slow: 2, fast: 2 } })).toThrow(
      /have to differ/,
    );
  });

  // LA6-POE_windows_python_example: AB D 00 00 07, five colours of nine, blinking, buzzer.
  it("gives each tier of an LA6 the nearest of its nine colours", () => {
    expect(inHex(sent(la6, "red", "yellow", "green", "blue", "white"))).toEqual([
      "41424400000701020406090000",
    ]);
    expect(inHex(sent(la6, "cyan", "magenta", "off", "off", "off", "buzzer"))).toEqual([
      "41424400000705070000000001",
    ]);
    expect(lookWords(la6.nearest(lookOf("#ff0505 20%", "amber", "#ff7878", "#bbff00", "off")))).toEqual([
      "red",
      "yellow",
      "#ff8080",
      "#bfff00",
      "off",
    ]);
    expect(inHex(sent(la6, ...dark))).toEqual(["414243000000"]);
    expect(shippedLight("patlite-la6-poe", { flashHz: { fast: 1 } }).rhythms).toEqual({});
  });

  it("waits for 06, and says what 15 means", () => {
    const [frame] = sent(lr5, ...dark);
    expect(judged(frame, "")).toBe("more");
    expect(judged(frame, "06")).toBe("taken");
    expect(judged(frame, "15")).toBe("the light refused a command (NAK)");
    expect(judged(frame, "41")).toContain("neither ACK nor NAK");
    expect(lr5.model.tcpPort).toBe(10_000);
  });

  it("answers each command once, though it comes in pieces", () => {
    const twin = lr5.twin();
    expect(saidHex(twin.take(line("4142530000"), 0))).toBe("");
    expect(saidHex(twin.take(line("06010909090901"), 0))).toBe("06");
    expect(lookWords(twin.look(0))).toEqual(["red", "off", "off", "off", "off", "buzzer"]);
    expect(saidHex(twin.take(line("414247000000"), 0))).toBe("010000000001");
    expect(saidHex(twin.take(line("414243000000"), 0))).toBe("06");
    expect(lookWords(twin.look(0))).toEqual(dark);
    expect(saidHex(twin.take(line("414247000000"), 0))).toBe("000000000000");
  });

  it("refuses what it does not know", () => {
    const twin = lr5.twin();
    for (const wrong of ["41425300000101", "41424400000701020406090000", "41425a000000", "414242000000"])
      expect(saidHex(twin.take(line(wrong), 0))).toBe("15");
    expect(saidHex(twin.take(line("585853000006010000000000"), 0))).toBe("");
    expect(lookWords(twin.look(0))).toEqual(dark);
    expect(twin.events.get("refused")).toBeGreaterThan(4);
  });

  it("reads commands in words", () => {
    expect(lr5.read(line("414253000006010900000901"))).toEqual({
      name: "run",
      facts: { tiers: [1, 9, 0, 0, 9], buzzer: 1 },
      problems: [],
    });
    expect(la6.read(line("41424400000701020406090100")).facts).toEqual({
      colours: [1, 2, 4, 6, 9],
      blink: 1,
      buzzer: 0,
    });
    expect(la6.read(line("41425400000101"))).toMatchObject({ name: "smartMode", facts: { data: [1] } });
    expect(la6.read(line("414253000006010000000000")).name).toBe("run");
    expect(lr5.read(line("414253010006010000000000")).name).toBe("unknown");
    expect(lr5.read(line("41425300ff00")).name).toBe("unknown");
    expect(lr5.read({ kind: "levels", levels: [] }).name).toBe("unknown");
    const twin = la6.twin();
    twin.take(line("41424400000701000000000100"), 0);
    expect(lookWords(twin.look(0))).toEqual(["red fast", "off", "off", "off", "off"]);
    twin.take(line("414253000006000000000001"), 0);
    expect(twin.look(0).buzzer).toBe(true);
  });
});
