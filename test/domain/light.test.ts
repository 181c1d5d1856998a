import { describe, expect, it } from "vitest";
import {
  darkLamp,
  darkLook,
  type Lamp,
  type LightLook,
  lampAt,
  lightColours,
  sameLook,
} from "../../src/domain/light.ts";

const red: Lamp = { ...darkLamp, rgb: lightColours.red };
const of = (...lamps: readonly Lamp[]): LightLook => ({ lamps, buzzer: false });

describe("a look", () => {
  it("tells of its lamps by their places, and has darkness behind them", () => {
    expect(lampAt(of(darkLamp, red), 1)).toBe(red);
    expect(lampAt(of(darkLamp, red), 2)).toBe(darkLamp);
    expect(lampAt({ lamps: [] }, 0)).toBe(darkLamp);
  });

  it("is another one with a lamp more, with another colour, and with the buzzer", () => {
    expect(sameLook(of(red), of({ ...red, fadeMs: 300 }))).toBe(true);
    expect(sameLook(of(red), of(red, darkLamp))).toBe(false);
    expect(sameLook(of(red), darkLook(1))).toBe(false);
    expect(sameLook(of(red), { ...of(red), buzzer: true })).toBe(false);
    expect(sameLook(of(red), of({ ...red, rhythm: "slow" }))).toBe(false);
  });

  it("looks the same in the dark, whatever its rhythm was told to be", () => {
    expect(sameLook(of({ ...darkLamp, rhythm: "fast", dim: 20 }), darkLook(1))).toBe(true);
  });
});
