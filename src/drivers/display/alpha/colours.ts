import type { Colour } from "../../../domain/glass.ts";
import { nearestColour } from "../../nearestColour.ts";

/** The byte after 1CH for each colour that the protocol knows; white and blue need a relative. */
const codes: Readonly<Partial<Record<Colour, number>>> = {
  red: 0x31,
  green: 0x32,
  amber: 0x33,
  orange: 0x37,
  yellow: 0x38,
};

/** What the byte after 1CH looks like. Dim and brown are their bright relatives to us, rainbow and mix count as amber. */
const looks: ReadonlyMap<number, Colour> = new Map([
  [0x31, "red"],
  [0x32, "green"],
  [0x33, "amber"],
  [0x34, "red"],
  [0x35, "green"],
  [0x36, "amber"],
  [0x37, "orange"],
  [0x38, "yellow"],
  [0x39, "amber"],
  [0x41, "amber"],
  [0x42, "amber"],
]);

/** The byte after 1CH for a colour on a model with these colours; "auto" for one the protocol cannot name. */
export function colourCode(wanted: Colour, has: readonly Colour[]): number {
  const drawable = has.filter((colour) => codes[colour] !== undefined);
  return codes[nearestColour(wanted, drawable)] ?? 0x43;
}

/** What a person sees after 1CH and this byte, on a sign with these colours; "auto" shows the first of them. */
export function colourSeen(code: number, has: readonly Colour[]): Colour {
  const look = looks.get(code);
  return look === undefined ? (has[0] ?? "red") : nearestColour(look, has);
}
