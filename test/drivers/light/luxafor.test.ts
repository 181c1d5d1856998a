import { describe, expect, it } from "vitest";
import { darkLook } from "../../../src/domain/light.ts";
import { allLamps, encoded, hexOf, lamp, lightWithLamps, look, report, shippedLight } from "./lightBench.ts";

const flag = shippedLight("luxafor-flag");
const mute = shippedLight("luxafor-mute");

describe("commands of the maker's sheet, Luxafor protocol", () => {
  it("lights all LEDs at once in one colour", () => {
    expect(encoded(flag, look(flag, "#ff8000"))).toEqual(["0001ffff8000000000"]);
    expect(encoded(flag, darkLook(6))).toEqual(["0001ff000000000000"]);
    expect(encoded(mute, look(mute, "red"))).toEqual(["0001ffff0000000000"]);
  });

  it("lights one LED by its number, from 1", () => {
    const third = look(flag, "off", "off", "#ff8000", "off", "off", "off");
    expect(encoded(flag, third, darkLook(6))).toEqual(["000103ff8000000000"]);
  });

  it("says nothing to a light that is so already, nor to one whose way to get there alone differs", () => {
    expect(encoded(flag, look(flag, "red"), look(flag, "red"))).toEqual([]);
    expect(encoded(flag, allLamps(flag, lamp("red", 500)), look(flag, "red"))).toEqual([]);
  });

  it("addresses a face only where the site knows which is which", () => {
    const halves = ["red", "red", "red", "green", "green", "green"];
    const known = shippedLight("luxafor-flag", { sideA: "first" });
    expect(encoded(known, look(known, ...halves))).toEqual(["000141ff0000000000", "00014200ff00000000"]);
    const other = shippedLight("luxafor-flag", { sideA: "last" });
    expect(encoded(other, look(other, ...halves))).toEqual(["00014100ff00000000", "000142ff0000000000"]);
    expect(encoded(flag, look(flag, ...halves))).toHaveLength(6);
  });

  it("fades in the steps that the site says, from one to 255", () => {
    expect(encoded(flag, allLamps(flag, lamp("blue", 200)))).toEqual(["0002ff0000ff140000"]);
    expect(encoded(flag, allLamps(flag, lamp("blue", 1)))).toEqual(["0002ff0000ff010000"]);
    expect(encoded(flag, allLamps(flag, lamp("blue", 60_000)))).toEqual(["0002ff0000ffff0000"]);
    const slow = shippedLight("luxafor-flag", { fadeStepMs: 100 });
    expect(encoded(slow, allLamps(slow, lamp("blue", 200)))).toEqual(["0002ff0000ff020000"]);
  });

  it("dims by mixing less", () => {
    expect(encoded(flag, look(flag, "red 50%"))).toEqual(["0001ff800000000000"]);
    expect(encoded(flag, look(flag, "#010000 1%"))).toEqual(["0001ff010000000000"]);
  });

  it("uses its strobe only at a rate that was measured", () => {
    expect(flag.rhythms).toEqual({});
    expect(encoded(flag, look(flag, "red fast"))).toEqual(["0001ffff0000000000"]);
    const measured = shippedLight("luxafor-flag", { flashHz: { fast: 1 }, strobeSpeed: { fast: 40 } });
    expect(measured.rhythms).toEqual({ fast: { hz: 1 } });
    expect(encoded(measured, look(measured, "red fast"))).toEqual(["0003ffff0000280000"]);
    expect(encoded(measured, look(measured, "red slow"))).toEqual(["0001ffff0000000000"]);
    expect(measured.nearest(allLamps(measured, lamp("red fast", 300))).lamps[0]?.fadeMs).toBe(0);
    expect(encoded(measured, look(measured, "red fast"), look(measured, "red"))).toHaveLength(1);
  });
});

describe("a Luxafor light in words", () => {
  it.each([
    ["00 01 ff ff 80 00", "static", { led: "all", rgb: "#ff8000" }],
    ["00 01 41 00 ff 00 00 00 00", "static", { led: "sideA", rgb: "#00ff00" }],
    ["00 01 42 00 ff 00 00 00 00", "static", { led: "sideB", rgb: "#00ff00" }],
    ["00 02 03 00 00 ff 0a 00 00", "fade", { led: 3, rgb: "#0000ff", time: 10 }],
    ["00 04 02 00 ff ff 00 03 0a", "wave", { type: 2, rgb: "#00ffff", repeat: 3, speed: 10 }],
    ["00 06 08 05 00 00 00 00 00", "pattern", { pattern: "rainbow", repeat: 5 }],
    ["00 06 02 00 00 00 00 00 00", "pattern", { pattern: 2, repeat: 0 }],
    ["00 0a 45 00 00 00 00 00 00", "productivity", { letter: "E" }],
    ["00 0a 52 00 00 00 00 00 00", "productivity", { letter: "R" }],
    ["00 00 4d", "colour", { letter: "M" }],
    ["00 80 00 00 00 00 00 00 00", "info", {}],
    ["01 ff ff 80 00 00 00 00", "static", { led: "all", rgb: "#ff8000" }],
  ])("understands %s", (hex, name, facts) => {
    expect(flag.read(report(hex))).toEqual({ name, facts, problems: [] });
  });

  it("says what nobody should see: a strobe of any speed, the police pattern", () => {
    expect(flag.read(report("00 03 ff ff 00 00 0a 00 05"))).toMatchObject({
      name: "strobe",
      facts: { speed: 10, repeat: 5 },
      problems: [expect.stringContaining("strobe")],
    });
    expect(flag.read(report("00 06 05 03 00 00 00 00 00")).problems).toEqual([
      expect.stringContaining("police"),
    ]);
    const measured = shippedLight("luxafor-flag", { flashHz: { slow: 0.5 } });
    expect(measured.read(report("00 03 ff ff 00 00 64 00 00")).problems).toEqual([]);
    expect(measured.read(report("00 03 ff ff 00 00 32 00 00")).problems).toHaveLength(1);
  });

  it.each([
    ["00 07 00", "no mode 0x07"],
    ["00", "not 1 to 8 bytes"],
    ["00 01 ff 00 00 00 00 00 00 00", "not 1 to 8 bytes"],
    ["00 00 51", "no letter of a colour"],
    ["00 0a 51", "no letter of a colour"],
    ["00 0a", "no letter of a colour"],
    ["00 00", "no letter of a colour"],
  ])("takes %s for no command", (hex, problem) => {
    const { name, problems } = flag.read(report(hex));
    expect([name, problems]).toEqual(["unknown", [problem]]);
  });

  it("says which LED is not there", () => {
    expect(flag.read(report("00 01 07 ff 00 00 00 00 00")).problems).toEqual(["there is no LED 0x07"]);
    expect(flag.read({ kind: "message", topic: "a", payload: "b" }).name).toBe("unknown");
  });
});

describe("the twin of a Luxafor light", () => {
  it("lights what is addressed, and one-lamp lights for every address", () => {
    const twin = flag.twin();
    twin.take(report("00 01 41 ff 00 00 00 00 00"), 0);
    twin.take(report("00 01 05 00 00 ff 00 00 00"), 0);
    expect(twin.look(0)).toEqual(look(flag, "red", "red", "red", "off", "blue", "off"));
    const one = mute.twin();
    for (const hex of ["00 01 42 00 ff 00", "00 01 03 00 ff 00", "00 00 47"]) {
      one.take(report("00 01 ff 00 00 00"), 0);
      one.take(report(hex), 0);
      expect(one.look(0)).toEqual(look(mute, "green"));
    }
  });

  it("runs its own effects until the next colour, and says so", () => {
    const twin = flag.twin();
    expect(twin.take(report("00 06 08 05"), 0)).toEqual([
      { kind: "report", bytes: Uint8Array.of(0, 0x42, 9, 0, 0, 0, 0, 0) },
    ]);
    expect(twin.look(0).lamps[0]?.rhythm).toBe("fast");
    twin.take(report("00 04 01 ff 00 00 00 00 05"), 0);
    expect(twin.look(0).lamps[0]).toEqual(lamp("red slow"));
    twin.take(report("00 03 ff ff 00 00 05"), 0);
    expect(twin.look(0).lamps[0]).toEqual(lamp("red fast"));
    expect(twin.take(report("00 01 ff 00 00 00"), 0)).toHaveLength(1);
    expect(twin.look(0)).toEqual(darkLook(6));
  });

  it("answers what it is, and drops what it does not know", () => {
    const twin = flag.twin();
    expect(twin.take(report("00 80"), 0)[0]).toMatchObject({ bytes: expect.objectContaining({ 0: 0x80 }) });
    twin.take(report("00 55 55"), 0);
    expect(twin.events.get("dropped")).toBe(1);
  });
});

describe("the button of the Mute", () => {
  it("tells a press and a release", () => {
    const twin = mute.twin();
    const [press] = twin.press?.(true) ?? [];
    const [release] = twin.press?.(false) ?? [];
    expect(press).toEqual({ kind: "report", bytes: Uint8Array.of(0x83, 0, 0, 0, 0, 0, 0, 0) });
    expect([press, release].map((word) => word && mute.hear(word))).toEqual(["pressed", "released"]);
  });

  it("is no other report, and not there on other lights", () => {
    expect(mute.hear({ kind: "report", bytes: Uint8Array.of(0, 0x42, 9) })).toBeNull();
    expect(mute.hear({ kind: "report", bytes: Uint8Array.of(0x83, 0x42) })).toBeNull();
    expect(mute.hear({ kind: "bytes", bytes: Uint8Array.of(0x83, 0) })).toBeNull();
    expect(flag.hear({ kind: "report", bytes: Uint8Array.of(0x83, 0) })).toBeNull();
    expect(flag.twin().press).toBeUndefined();
  });
});

describe("a model that is no Luxafor light", () => {
  it("is refused", () => {
    expect(() => lightWithLamps("luxafor-flag", 2)).toThrow(/it has 2 lamps/);
    expect(() => shippedLight("luxafor-flag", { nonsense: 1 })).toThrow(/nonsense/);
    expect(flag.keepAlive).toBeNull();
    expect(flag.frames(null, look(flag, "red")).map(hexOf)).toEqual(["0001ffff0000000000"]);
  });
});
