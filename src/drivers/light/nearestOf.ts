import type { Rgb } from "../../domain/light.ts";

/** How far two colours are from each other when both burn as brightly as they can. */
function distance(a: Rgb, b: Rgb): number {
  const full = ({ red, green, blue }: Rgb): readonly number[] => {
    const strongest = Math.max(red, green, blue, 1);
    return [red, green, blue].map((part) => (part * 255) / strongest);
  };
  const other = full(b);
  return full(a).reduce((sum, part, index) => sum + (part - (other[index] ?? 0)) ** 2, 0);
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
