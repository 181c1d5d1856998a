import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calmWall } from "../../src/domain/calmWall.ts";
import {
  darkLamp,
  type Lamp,
  type LightColour,
  type LightLook,
  lightColours,
} from "../../src/domain/light.ts";
import { wordsOf } from "./lightFixtures.ts";

const lamp = (colour: LightColour, rhythm: Lamp["rhythm"] = "steady"): Lamp => ({
  ...darkLamp,
  rgb: lightColours[colour],
  rhythm,
});
const light = (...lamps: Lamp[]): LightLook => ({ lamps, buzzer: false });
const calmed = (...looks: LightLook[]): string[] => calmWall(looks).map(wordsOf);

describe("a wall of lights", () => {
  it("never flashes all in one colour: the first goes on, the others burn", () => {
    const red = light(lamp("red", "fast"));
    expect(calmed(red, red, light(lamp("red", "slow")))).toEqual(["red fast", "red", "red"]);
  });

  it("flashes where some light does not, or only one does", () => {
    const red = light(lamp("red", "fast"));
    expect(calmed(red, red, light(lamp("green")))).toEqual(["red fast", "red fast", "green"]);
    expect(calmed(red, light(darkLamp))).toEqual(["red fast", "dark"]);
    expect(calmed(red, light({ ...darkLamp, rhythm: "fast" }))).toEqual(["red fast", "dark"]);
    expect(calmed(red)).toEqual(["red fast"]);
    expect(calmed()).toEqual([]);
  });

  it("keeps what other lights say in other colours", () => {
    const tower = light(lamp("red", "fast"), darkLamp, lamp("green", "slow"));
    const seats = [light(lamp("green", "fast")), light(lamp("white", "slow")), light(lamp("red", "fast"))];
    expect(calmed(tower, ...seats)).toEqual(["red fast, dark, green slow", "green", "white slow", "red"]);
  });

  it("takes reds that are nearly the same for one", () => {
    const other: Lamp = { ...lamp("red", "fast"), rgb: { red: 240, green: 10, blue: 0 } };
    expect(calmWall([light(lamp("red", "fast")), light(other)])[1]?.lamps[0]?.rhythm).toBe("steady");
  });

  it("changes nothing but rhythms, and never lets all lights of one colour flash", () => {
    const any = fc
      .tuple(
        fc.constantFrom<LightColour>("red", "green", "blue"),
        fc.constantFrom<Lamp["rhythm"]>("steady", "slow", "fast"),
      )
      .map(([colour, rhythm]) => lamp(colour, rhythm));
    const looks = fc.array(
      fc.array(any, { minLength: 1, maxLength: 3 }).map((lamps) => light(...lamps)),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(looks, (given) => {
        const calm = calmWall(given);
        const steady = (all: readonly LightLook[]) =>
          all.map(({ lamps, buzzer }) => ({
            buzzer,
            lamps: lamps.map((one) => ({ ...one, rhythm: "steady" })),
          }));
        expect(steady(calm)).toEqual(steady(given));
        const flashing = (look: LightLook, colour: LightColour): boolean =>
          look.lamps.some(({ rgb, rhythm }) => rgb === lightColours[colour] && rhythm !== "steady");
        if (calm.length > 1) expect(calm.every((look) => flashing(look, "red"))).toBe(false);
      }),
    );
  });
});
