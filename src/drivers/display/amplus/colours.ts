import type { Colour } from "../../../domain/glass.ts";
import { nearestColour } from "../../nearestColour.ts";

/** The letter of `<C?>` for each colour a sign may have: the bright ones. White and blue need a relative. */
const codes: Readonly<Partial<Record<Colour, string>>> = {
  red: "C",
  green: "F",
  amber: "I",
  orange: "I",
  yellow: "J",
};

/** What `<C?>` looks like, letter by letter; inverse and mixed ones are the colour that is most of them. */
const looks: Readonly<Record<string, Colour>> = {
  A: "red",
  B: "red",
  C: "red",
  D: "green",
  E: "green",
  F: "green",
  G: "orange",
  H: "orange",
  I: "orange",
  J: "yellow",
  K: "yellow",
  L: "red",
  M: "green",
  N: "orange",
  P: "red",
  Q: "green",
  R: "orange",
  S: "orange",
};

/** The tag for a colour on a model with these colours; "" when none of them has a tag. */
export function colourTag(wanted: Colour, has: readonly Colour[]): string {
  const named = has.filter((colour) => codes[colour] !== undefined);
  return named.length === 0 ? "" : `<C${codes[nearestColour(wanted, named)]}>`;
}

/** What a person sees behind `<C?>` on a sign with these colours; without a known letter it is the first of them. */
export function colourSeen(letter: string, has: readonly Colour[]): Colour {
  const look = looks[letter];
  return look === undefined ? (has[0] ?? "red") : nearestColour(look, has);
}
