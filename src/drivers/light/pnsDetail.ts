import {
  darkLamp,
  isDark,
  type Lamp,
  type LightLook,
  lampAt,
  lightColours,
  type Rgb,
} from "../../domain/light.ts";
import { nearestOf } from "./nearestOf.ts";

/** What command D calls colours, by their numbers from 1 on. What lemon and peach look like is our guess. */
const names = ["red", "yellow", "lemon", "green", "skyBlue", "blue", "purple", "peach", "white"] as const;

const palette: Readonly<Record<(typeof names)[number], Rgb>> = {
  red: lightColours.red,
  yellow: lightColours.yellow,
  lemon: { red: 191, green: 255, blue: 0 },
  green: lightColours.green,
  skyBlue: lightColours.cyan,
  blue: lightColours.blue,
  purple: lightColours.magenta,
  peach: { red: 255, green: 128, blue: 128 },
  white: lightColours.white,
};

const TIERS = 5;
const BLINK_AT = TIERS;

/** The nearest of the nine colours, at full brightness. */
export const detailColour = ({ rgb, rhythm }: Lamp): Lamp =>
  isDark({ rgb }) ? darkLamp : { ...darkLamp, rgb: palette[nearestOf(rgb, palette, names)], rhythm };

/** Five colours, no blinking of the unit's own (it would take all tiers alike), and the sound. */
export const detailData = (look: LightLook, buzzer: number): readonly number[] => [
  ...Array.from({ length: TIERS }, (_, tier) => {
    const { rgb } = lampAt(look, tier);
    return isDark({ rgb }) ? 0 : names.indexOf(nearestOf(rgb, palette, names)) + 1;
  }),
  0,
  buzzer,
];

/** What such data make of the tiers. */
export function lampsOfDetail(data: readonly number[], lamps: number): ReadonlyMap<number, Lamp> {
  const rhythm = data[BLINK_AT] === 1 ? "fast" : "steady";
  return new Map(
    data.slice(0, lamps).map((number, tier) => {
      const name = names[number - 1];
      return [tier, name === undefined ? darkLamp : { ...darkLamp, rgb: palette[name], rhythm }];
    }),
  );
}
