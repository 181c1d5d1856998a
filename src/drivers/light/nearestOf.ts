import type { Rgb } from "../../domain/light.ts";
import { eachPart } from "./byteWords.ts";

/** How far two colours are from each other when both burn as brightly as they can. */
function distance(a: Rgb, b: Rgb): number {
  const full = (rgb: Rgb): Rgb => {
    const strongest = Math.max(rgb.red, rgb.green, rgb.blue, 1);
    return eachPart(rgb, (part) => (part * 255) / strongest);
  };
  const [one, other] = [full(a), full(b)];
  return (one.red - other.red) ** 2 + (one.green - other.green) ** 2 + (one.blue - other.blue) ** 2;
}

/** The colour of a palette that is nearest to another one in its hue; brightness does not count. */
export const nearestOf = <Name extends string>(
  wanted: Rgb,
  palette: Readonly<Record<Name, Rgb>>,
  names: readonly [Name, ...Name[]],
): Name =>
  names.reduce((best, name) =>
    distance(wanted, palette[name]) < distance(wanted, palette[best]) ? name : best,
  );
