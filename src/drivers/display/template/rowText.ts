import type { Colour, Glass, Run } from "../../../domain/glass.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { nearestColour } from "../../nearestColour.ts";
import type { Dialect } from "./dialect.ts";
import type { Glyphs } from "./glyphs.ts";

/** One character of a row as the display can show it. */
export interface Letter {
  readonly text: string;
  readonly colour: Colour;
  readonly blink: boolean;
}

/** One row, as many letters as the display has columns. */
export type RowText = readonly Letter[];

/** Whether there is anything to see. */
export const isBlank = (row: RowText): boolean => row.every(({ text }) => text === " ");

/** The characters that the display has and its line can carry. */
const glyphsFor = (dialect: Dialect, { serial }: DisplayModel): Glyphs =>
  serial.dataBits === 8 ? dialect.glyphs : dialect.plainGlyphs;

/** Colours that the display can be told to show, or else the one it has. */
export function coloursOf(
  { colours }: Pick<Dialect, "colours">,
  model: DisplayModel,
): readonly [Colour, ...Colour[]] {
  const told = model.colours.filter((colour) => colours.has(colour));
  const [first = "red", ...others] = told.length > 0 ? told : model.colours.slice(0, 1);
  return [first, ...others];
}

const blankLetter = (dialect: Dialect, model: DisplayModel): Letter => ({
  text: " ",
  colour: coloursOf(dialect, model)[0],
  blink: false,
});

/** A row with nothing to see. */
export const blankRow = (model: DisplayModel, dialect: Dialect): RowText =>
  new Array<Letter>(model.columns).fill(blankLetter(dialect, model));

/**
 * The rows of a glass as the display can show them: cut and filled to its columns, in colours it has, every character
 * that it has not (control bytes above all) a blank.
 */
export function rowsOf(glass: Glass, model: DisplayModel, dialect: Dialect): RowText[] {
  const glyphs = glyphsFor(dialect, model);
  const colours = coloursOf(dialect, model);
  const blank = blankLetter(dialect, model);
  const lettersOf = (run: Run): Letter[] => {
    const colour = nearestColour(run.colour, colours);
    const blink = run.blink && dialect.blink !== null;
    return Array.from(run.text, (letter) =>
      letter !== " " && glyphs.has(letter) ? { text: letter, colour, blink } : blank,
    );
  };
  return Array.from({ length: model.rows }, (_, row) => {
    const letters = (glass[row] ?? []).flatMap(lettersOf).slice(0, model.columns);
    return [...letters, ...new Array<Letter>(model.columns - letters.length).fill(blank)];
  });
}

/** Rows as runs of one colour, for people who look at them. */
export function runsOf(row: RowText): Run[] {
  const runs: Run[] = [];
  for (const { text, colour, blink } of row) {
    const last = runs.at(-1);
    if (last !== undefined && last.colour === colour && last.blink === blink)
      runs[runs.length - 1] = { ...last, text: last.text + text };
    else runs.push({ text, colour, blink });
  }
  return runs;
}

/** What pages may hold on this display: letters beyond ASCII that it has, and ASCII characters that it has not. */
export function charsetOf(model: DisplayModel, dialect: Dialect): { letters: string; missing: string } {
  const glyphs = glyphsFor(dialect, model);
  const ascii = Array.from({ length: 0x7f - 0x21 }, (_, index) => String.fromCharCode(0x21 + index));
  return {
    letters: [...glyphs.keys()].filter((letter) => letter > "~").join(""),
    missing: ascii.filter((letter) => !glyphs.has(letter)).join(""),
  };
}
