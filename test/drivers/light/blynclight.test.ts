import { describe, expect, it } from "vitest";
import { darkLook } from "../../../src/domain/light.ts";
import { encoded, lightWithLamps, look, report, shippedLight } from "./lightBench.ts";

const plain = shippedLight("embrava-blynclight");
const plus = shippedLight("embrava-blynclight-plus");

describe("commands as independent projects know them", () => {
  it("have blue before green, and end in ff 22", () => {
    expect(encoded(plain, look(plain, "#102030"))).toEqual(["00103020000000ff22"]);
  });

  it("put it out by a bit and by black", () => {
    expect(encoded(plain, darkLook(1))).toEqual(["00000000010000ff22"]);
  });

  it("dim by mixing less", () => {
    expect(encoded(plain, look(plain, "red 50%"))).toEqual(["00800000000000ff22"]);
  });

  it("flash at one of three speeds, once somebody measured it", () => {
    expect(plain.rhythms).toEqual({});
    expect(encoded(plain, look(plain, "red fast"))).toEqual(["00ff0000000000ff22"]);
    const measured = shippedLight("embrava-blynclight", { flashHz: { slow: 0.5, fast: 1 } });
    expect(measured.rhythms).toEqual({ slow: { hz: 0.5 }, fast: { hz: 1 } });
    expect(encoded(measured, look(measured, "red slow"))).toEqual(["00ff00000c0000ff22"]);
    expect(encoded(measured, look(measured, "red fast"))).toEqual(["00ff0000240000ff22"]);
    const medium = shippedLight("embrava-blynclight", { flashHz: { fast: 1 }, fastSpeed: "medium" });
    expect(encoded(medium, look(medium, "red fast"))).toEqual(["00ff0000140000ff22"]);
    expect(() => shippedLight("embrava-blynclight", { flashHz: { fast: 3 } })).toThrow(/flashHz/);
  });

  it("sound on those with a speaker, again and again until they are told to be silent", () => {
    expect(encoded(plus, look(plus, "red", "buzzer"))).toEqual(["00ff0000003105ff22"]);
    const loud = shippedLight("embrava-blynclight-plus", { tune: 9, volume: 10 });
    expect(encoded(loud, look(loud, "off", "buzzer"))).toEqual(["0000000001390aff22"]);
    expect(encoded(plus, look(plus, "red"), look(plus, "red", "buzzer"))).toEqual(["00ff0000000000ff22"]);
    expect(plain.nearest(look(plain, "red", "buzzer")).buzzer).toBe(false);
  });

  it("are not said twice", () => {
    expect(encoded(plus, look(plus, "red"), look(plus, "red"))).toEqual([]);
  });
});

describe("a Blynclight in words", () => {
  it.each([
    ["00 ff 00 80 00 00 00 ff 22", "colour", { rgb: "#ff8000" }],
    ["00 ff 00 00 02 00 00 ff 22", "colour", { rgb: "#ff0000", dim: true }],
    ["00 ff 00 00 0c 00 00 ff 22", "colour", { rgb: "#ff0000", speed: "slow" }],
    ["00 ff 00 00 14 00 00 ff 22", "colour", { rgb: "#ff0000", speed: "medium" }],
    ["00 ff 00 00 24 00 00 ff 22", "colour", { rgb: "#ff0000", speed: "fast" }],
    ["00 00 00 00 01 00 00 ff 22", "off", { rgb: "#000000" }],
    ["00 ff 00 00 00 13 0a ff 22", "colour", { rgb: "#ff0000", tune: 3, repeats: false, volume: 10 }],
    ["00 ff 00 00 00 00 05 ff 22", "colour", { rgb: "#ff0000", volume: 5 }],
    ["ff 00 80 00 00 00 ff 22", "colour", { rgb: "#ff8000" }],
  ])("understands %s", (hex, name, facts) => {
    expect(plain.read(report(hex))).toEqual({ name, facts, problems: [] });
  });

  it.each([0, 3, 5, 6, 7])("warns of flashing with the speed %i", (speed) => {
    const light = (0x04 | (speed << 3)).toString(16).padStart(2, "0");
    const { facts, problems } = plain.read(report(`00 ff 00 00 ${light} 00 00 ff 22`));
    expect(facts["speed"]).toBe("strobe");
    expect(problems).toEqual([expect.stringContaining("strobe")]);
  });

  it.each(["22 ff", "ff ff"])("mentions that it ends in %s, and the light takes it", (end) => {
    const frame = report(`00 ff 00 00 00 00 00 ${end}`);
    expect(plain.read(frame).problems).toEqual([expect.stringContaining("ends in")]);
    const twin = plain.twin();
    twin.take(frame, 0);
    expect(twin.look(0)).toEqual(look(plain, "red"));
  });

  it("takes nothing else for a command", () => {
    expect(plain.read(report("00 ff 00 00"))).toMatchObject({ name: "unknown", problems: ["not 8 bytes"] });
    expect(plain.read({ kind: "levels", levels: [] }).name).toBe("unknown");
    const twin = plain.twin();
    twin.take(report("00 ff 00 00"), 0);
    expect(twin.events.get("dropped")).toBe(1);
  });
});

describe("the twin of a Blynclight", () => {
  it("is dim, dark, and silent without a speaker", () => {
    const twin = plain.twin();
    twin.take(report("00 ff 00 00 02 31 05 ff 22"), 0);
    expect(twin.look(0)).toEqual(look(plain, "red 50%"));
    expect(twin.burning(0)).toEqual([{ red: 128, green: 0, blue: 0 }]);
    twin.take(report("00 ff ff ff 01 00 00 ff 22"), 0);
    expect(twin.look(0)).toEqual(darkLook(1));
    const loud = plus.twin();
    loud.take(report("00 ff 00 00 00 31 05 ff 22"), 0);
    expect(loud.look(0)).toEqual(look(plus, "red", "buzzer"));
    loud.take(report("00 ff 00 00 00 31 00 ff 22"), 0);
    expect(loud.look(0)).toEqual(look(plus, "red"));
  });
});

describe("a model that does not fit", () => {
  it("is refused when it has more lamps, and a look without any is dark", () => {
    expect(() => lightWithLamps("embrava-blynclight", 2)).toThrow(/one lamp/);
    const none = { lamps: [], buzzer: false };
    expect(plain.frames(null, none)).toEqual(plain.frames(null, darkLook(1)));
  });
});
