import {
  darkLamp,
  isDark,
  type Lamp,
  type LightLook,
  lampAt,
  lightColours,
  type Rgb,
} from "../../../domain/light.ts";
import type { LampModel, LightModel } from "../../../ports/lightModel.ts";

const percent = (part: number, of: number): number =>
  Math.min(100, Math.max(1, Math.round((100 * part) / of)));

/** A colour at its brightest, and how bright that leaves it: for lights that keep colour and brightness apart. */
export function brightest(lamp: Lamp): Lamp {
  const { red, green, blue } = lamp.rgb;
  const most = Math.max(red, green, blue, 1);
  const part = (value: number): number => Math.round((255 * value) / most);
  const rgb: Rgb = { red: part(red), green: part(green), blue: part(blue) };
  return { ...lamp, rgb, dim: percent(lamp.dim * most, 25_500) };
}

/** A lamp with a colour of its own burns in that at full brightness, whatever was asked for. */
const inOwnColour = (lamp: Lamp, colour: Exclude<LampModel["colour"], "any">): Lamp => ({
  ...lamp,
  rgb: lightColours[colour],
  dim: 100,
  fadeMs: 0,
});

/** The nearest look, lamp by lamp; `closest` answers for lamps that mix their colour. */
export const fitLook = (wanted: LightLook, model: LightModel, closest: (lamp: Lamp) => Lamp): LightLook => ({
  lamps: model.lamps.map(({ colour }, index) => {
    const lamp = lampAt(wanted, index);
    if (isDark(lamp)) return { ...darkLamp, fadeMs: closest(lamp).fadeMs };
    return colour === "any" ? closest(lamp) : inOwnColour(lamp, colour);
  }),
  buzzer: wanted.buzzer && model.hasBuzzer,
});

/** A fade in the steps that a light knows, in milliseconds. */
export const inSteps = (fadeMs: number, stepMs: number): number => Math.round(fadeMs / stepMs) * stepMs;

/** Which lamps have to become otherwise; all of them where nobody knows what they are. */
export const changedLamps = (
  held: LightLook | null,
  wanted: LightLook,
  same: (a: Lamp, b: Lamp) => boolean,
): readonly (readonly [index: number, lamp: Lamp])[] =>
  [...wanted.lamps.entries()].filter(([index, lamp]) => {
    const before = held?.lamps[index];
    return before === undefined || !same(before, lamp);
  });
