import { describe, expect, it } from "vitest";
import { darkLook } from "../../../src/domain/light.ts";
import { encoded, feature, lightWithLamps, look, report, shippedLight } from "./lightBench.ts";

const older = shippedLight("blync-usb10");
const newer = shippedLight("blync-usb20");
const whole = (code: string): string => `00${code}${"00".repeat(63)}`;

describe("commands captured from hosts", () => {
  it.each([
    ["white", "8f"],
    ["cyan", "9f"],
    ["magenta", "af"],
    ["blue", "bf"],
    ["yellow", "cf"],
    ["green", "df"],
    ["red", "ef"],
  ])("light BLYNCUSB10 %s", (colour, code) => {
    expect(encoded(older, look(older, colour))).toEqual([`0055534243004002${code}`]);
  });

  it.each([
    ["red", "60"],
    ["green", "d8"],
    ["blue", "35"],
    ["yellow", "40"],
    ["magenta", "20"],
    ["white", "07"],
    ["cyan", "17"],
  ])("light BLYNCUSB20 %s, after it was put out", (colour, code) => {
    expect(encoded(newer, look(newer, colour))).toEqual([whole("73"), whole(code)]);
  });

  it("put them out", () => {
    expect(encoded(older, darkLook(1))).toEqual(["0055534243004002ff"]);
    expect(encoded(newer, darkLook(1))).toEqual([whole("73")]);
    expect(encoded(newer, look(newer, "red"), look(newer, "red"))).toEqual([]);
  });
});

describe("what a light of seven colours can be", () => {
  it.each([
    ["orange", "red"],
    ["#00ff60", "green"],
    ["#800000", "red"],
    ["#ff60ff", "magenta"],
  ])("shows %s as %s", (wanted, nearest) => {
    expect(older.nearest(look(older, wanted))).toEqual(look(older, nearest));
  });

  it("neither dims nor fades nor flashes by itself", () => {
    expect(older.nearest(look(older, "red 20%"))).toEqual(look(older, "red"));
    expect(older.rhythms).toEqual({});
    expect(older.keepAlive).toBeNull();
  });
});

describe("an old Blync in words", () => {
  it("reads colours, sent as either kind of report", () => {
    const hex = "00 55 53 42 43 00 40 02 cf";
    expect(older.read(report(hex))).toEqual({ name: "colour", facts: { colour: "yellow" }, problems: [] });
    const twin = older.twin();
    twin.take(feature(hex.slice(3)), 0);
    expect(twin.look(0)).toEqual(look(older, "yellow"));
    expect(newer.read(report(whole("17"))).facts).toEqual({ colour: "cyan" });
  });

  it("takes nothing else for a command", () => {
    expect(older.read(report("00 55 53 42 43 00 40 02 1f")).problems).toEqual(["no colour 0x1f"]);
    for (const hex of ["00 55 53 42 43 00 40 02", "00 55 53 42 43 00 40 03 ef", whole("60")]) {
      expect(older.read(report(hex)).problems).toEqual(["not the form of its commands"]);
    }
    expect(newer.read(report("00 60")).name).toBe("unknown");
    const twin = newer.twin();
    twin.take(report(whole("73")), 0);
    expect(twin.look(0)).toEqual(darkLook(1));
    expect(newer.read({ kind: "levels", levels: [] }).name).toBe("unknown");
  });
});

describe("a model that does not fit", () => {
  it("is refused when it has more lamps, and a look without any is dark", () => {
    expect(() => lightWithLamps("blync-usb10", 2)).toThrow(/one lamp/);
    const none = { lamps: [], buzzer: false };
    expect(older.frames(null, none)).toEqual(older.frames(null, darkLook(1)));
  });
});
