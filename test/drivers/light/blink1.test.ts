import { describe, expect, it } from "vitest";
import { darkLook } from "../../../src/domain/light.ts";
import {
  allLamps,
  encoded,
  feature,
  hexOf,
  lamp,
  lightWithLamps,
  look,
  report,
  shippedLight,
} from "./lightBench.ts";

const first = shippedLight("blink1-mk1");
const third = shippedLight("blink1-mk3");

describe("commands of the maker's document, blink(1) HID commands", () => {
  it("sets both LEDs at once", () => {
    expect(encoded(third, look(third, "#ff8000"))).toEqual(["016eff8000000000"]);
    expect(encoded(third, darkLook(2))).toEqual(["016e000000000000"]);
    expect(third.frames(null, look(third, "red"))[0]?.kind).toBe("feature");
  });

  it("sets one LED: 1 the upper, 2 the lower", () => {
    expect(encoded(third, look(third, "red", "off"), darkLook(2))).toEqual(["016eff0000000001"]);
    expect(encoded(third, look(third, "off", "red"), darkLook(2))).toEqual(["016eff0000000002"]);
    expect(encoded(third, look(third, "red", "green"))).toEqual(["016eff0000000001", "016e00ff00000002"]);
  });

  it("fades in hundredths of a second, the high byte first", () => {
    expect(encoded(third, allLamps(third, lamp("#ff8000", 5_000)))).toEqual(["0163ff800001f400"]);
    expect(encoded(third, allLamps(third, lamp("red", 4)))).toEqual(["016eff0000000000"]);
    expect(encoded(third, allLamps(third, lamp("red", 700_000)))).toEqual(["0163ff0000ffff00"]);
    expect(encoded(third, allLamps(third, { ...lamp("off"), fadeMs: 100 }), look(third, "red"))).toEqual([
      "016300000000".concat("0a00"),
    ]);
  });

  it("makes colours right for the first model as the maker's library does: 128 becomes 55", () => {
    expect(encoded(first, look(first, "#ff8000"))).toEqual(["016eff3700000000"]);
    expect(encoded(first, look(first, "#010000"))).toEqual(["016e010000000000"]);
    expect(encoded(first, allLamps(first, lamp("#008000", 500)))).toEqual(["0163003700003200"]);
  });

  it("begins the dead man's time anew at a third of it", () => {
    expect(third.keepAlive).toBeNull();
    const careful = shippedLight("blink1-mk3", { deadManSeconds: 60 });
    expect(careful.keepAlive?.everyMs).toBe(20_000);
    expect(careful.keepAlive && hexOf(careful.keepAlive.frame)).toBe("0144011770000000");
    expect(() => shippedLight("blink1-mk3", { deadManSeconds: 61 })).toThrow(/deadManSeconds/);
  });
});

describe("a blink(1) in words", () => {
  it.each([
    ["01 63 ff 80 00 01 f4 02", "fade", { rgb: "#ff8000", fadeMs: 5_000, led: 2 }],
    ["01 6e ff 80 00 00 00 00 00", "set", { rgb: "#ff8000", led: "all" }],
    ["01 72 00 00 00 00 00 01", "readColour", { led: 1 }],
    [
      "01 44 01 01 f4 00 00 00",
      "deadMan",
      { on: true, withinMs: 5_000, keepsState: false, first: 0, last: 0 },
    ],
    ["01 70 01 00 03 05 00 00", "play", { on: true, first: 0, last: 3, count: 5 }],
    ["01 53 00 00 00 00 00 00", "readPlayState", {}],
    ["01 50 00 00 ff 00 32 04", "writePatternLine", { rgb: "#0000ff", fadeMs: 500, position: 4 }],
    ["01 52 00 00 00 00 00 04", "readPatternLine", { position: 4 }],
    ["01 6c 02 00 00 00 00 00", "choosePatternLed", { led: 2 }],
    ["01 76 00 00 00 00 00 00", "version", {}],
  ])("understands %s", (hex, name, facts) => {
    expect(third.read(feature(hex))).toEqual({ name, facts, problems: [] });
  });

  it.each(["47", "4c", "45", "57", "42", "46"])("warns of command %s, and the twin breaks", (code) => {
    const frame = feature(`01 ${code} 00 00 00 00 00 00`);
    expect(third.read(frame).problems).toHaveLength(1);
    const twin = third.twin();
    twin.take(feature("01 6e ff 00 00 00 00 00"), 0);
    twin.take(frame, 1);
    expect(twin.bricked).toMatch(/break/);
    twin.take(feature("01 6e ff 00 00 00 00 00"), 2);
    expect(twin.look(3)).toEqual(darkLook(2));
  });

  it.each([
    ["01 6e ff 00 00", "5 bytes instead of 8"],
    ["01 20 00 00 00 00 00 00", "no command 0x20"],
    ["03 6e 00 00 00 00 00 00", "no report 3"],
    ["02 66 00 00 00 00 00 00", "notes are not for hosts that light it"],
  ])("takes %s for no command", (hex, problem) => {
    expect(third.read(feature(hex))).toMatchObject({ name: "unknown", problems: [problem] });
  });

  it("has two LEDs at most", () => {
    expect(() => lightWithLamps("blink1-mk3", 3)).toThrow(/it has 3 lamps/);
  });

  it("takes feature reports only, and knows its LEDs", () => {
    expect(third.read(report("01 6e ff 00 00 00 00 00")).problems).toEqual(["it takes feature reports only"]);
    expect(third.read(feature("01 6e ff 00 00 00 00 03")).problems).toEqual(["there is no LED 3"]);
    expect(first.read(feature("01 6e ff 00 00 00 00 03")).problems).toEqual([]);
  });
});

describe("the twin of a blink(1)", () => {
  it("fades in time, from what burned", () => {
    const twin = third.twin();
    twin.take(feature("01 6e 00 00 ff 00 00 00"), 0);
    twin.take(feature("01 63 ff 00 00 00 64 01"), 1_000);
    expect(twin.look(1_000)).toEqual(look(third, "red", "blue"));
    expect(twin.burning(1_000)[0]).toEqual({ red: 0, green: 0, blue: 255 });
    expect(twin.burning(1_500)[0]).toEqual({ red: 128, green: 0, blue: 128 });
    expect(twin.burning(2_000)[0]).toEqual({ red: 255, green: 0, blue: 0 });
    expect(twin.burning(1_500)[1]).toEqual({ red: 0, green: 0, blue: 255 });
  });

  it("goes dark when the host that it was told to listen for is gone", () => {
    const twin = third.twin();
    twin.take(feature("01 44 01 01 f4 00 00 00"), 0);
    twin.take(feature("01 6e ff 00 00 00 00 00"), 0);
    twin.take(feature("01 44 01 01 f4 00 00 00"), 4_000);
    expect(twin.look(8_999)).toEqual(look(third, "red"));
    expect(twin.look(9_000)).toEqual(darkLook(2));
    expect(twin.events.get("timedOut")).toBe(1);
  });

  it("stays lit when the dead man's time is off, or keeps its state", () => {
    for (const hex of ["01 44 00 01 f4 00 00 00", "01 44 01 01 f4 01 00 00"]) {
      const twin = third.twin();
      twin.take(feature("01 6e ff 00 00 00 00 00"), 0);
      twin.take(feature(hex), 0);
      expect(twin.look(60_000)).toEqual(look(third, "red"));
    }
  });

  it("forgets all when it is unplugged", () => {
    const twin = third.twin();
    twin.take(feature("01 44 01 01 f4 00 00 00"), 0);
    twin.take(feature("01 6e ff 00 00 00 00 00"), 0);
    twin.powerCycle();
    expect(twin.look(1)).toEqual(darkLook(2));
    expect([...twin.events]).toEqual([]);
    twin.take(feature("01 6e ff 00 00 00 00 00"), 20_000);
    expect(twin.look(90_000)).toEqual(look(third, "red"));
  });
});
