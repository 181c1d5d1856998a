import type { Colour } from "../domain/glass.ts";

/** Which colours may stand in for one that a model lacks, the nearest first. */
const relatives: Readonly<Record<Colour, readonly Colour[]>> = {
  red: ["orange", "amber", "yellow", "green"],
  green: ["yellow", "amber", "orange", "red"],
  amber: ["orange", "yellow", "red", "green"],
  yellow: ["amber", "orange", "green", "red"],
  orange: ["amber", "red", "yellow", "green"],
  white: ["amber", "yellow", "green", "orange", "red"],
  blue: ["green", "yellow", "amber", "orange", "red"],
};

/** The colour that a model shows when asked for another one. */
export function nearestColour(wanted: Colour, has: readonly Colour[]): Colour {
  return [wanted, ...relatives[wanted]].find((colour) => has.includes(colour)) ?? has[0] ?? wanted;
}
