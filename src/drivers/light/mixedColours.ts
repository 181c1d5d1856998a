import { darkLamp, isDark, type Lamp, type LightLook, lampAt, type Rgb } from "../../domain/light.ts";
import type { LightModel } from "../../ports/lightModel.ts";

/** A colour at so many percent of its brightness; what burns stays visible, however little is left of it. */
export function dimmed({ red, green, blue }: Rgb, percent: number): Rgb {
  const strongest = Math.max(red, green, blue);
  const part = (value: number): number => {
    const scaled = Math.round((value * percent) / 100);
    return value > 0 && value === strongest ? Math.max(1, scaled) : scaled;
  };
  return { red: part(red), green: part(green), blue: part(blue) };
}

/** A lamp that mixes every colour and has no brightness beside it: dimming becomes part of its colour. */
export const dimIntoColour = ({ rgb, rhythm, dim }: Lamp): Lamp =>
  isDark({ rgb }) ? darkLamp : { rgb: dimmed(rgb, dim), rhythm, dim: 100, fadeMs: 0 };

/** A look with so many lamps as the model has, each made what such a lamp can be. */
export const lampByLamp = (
  wanted: LightLook,
  { lamps, hasBuzzer }: LightModel,
  make: (lamp: Lamp) => Lamp,
): LightLook => ({
  lamps: lamps.map((_, index) => make(lampAt(wanted, index))),
  buzzer: hasBuzzer && wanted.buzzer,
});
