import type { Colour, Layout, Part, Run } from "../../../domain/glass.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { mostLines } from "./codes.ts";
import { colourTag } from "./colours.ts";
import { letterText } from "./letters.ts";
import type { AmplusOptions } from "./options.ts";

/** How many rows of a model the protocol reaches. */
export const rowsOf = (model: DisplayModel): number => Math.min(model.rows, mostLines);

/** How wide a part is, in characters. */
export const widthOf = (part: Part): number =>
  part.kind === "cell" ? part.cell.width : Array.from(part.run.text).length;

interface Letter {
  readonly letter: string;
  readonly colour: Colour;
  readonly blink: boolean;
}

const blank: Letter = { letter: " ", colour: "green", blink: false };

/** Exactly so many letters of a run. */
function lettersOf(run: Run | undefined, width: number): Letter[] {
  const { text, colour, blink } = run ?? { text: "", colour: "green", blink: false };
  const letters = Array.from(text).slice(0, width);
  return Array.from({ length: width }, (_, index) => ({ letter: letters[index] ?? " ", colour, blink }));
}

/** A row filled to the last column. Fixed text loses its end; half a figure would be a wrong one, so it is left out. */
function rowLetters(
  row: readonly Part[],
  values: ReadonlyMap<string, Run>,
  columns: number,
): readonly Letter[] {
  const letters: Letter[] = [];
  for (const part of row) {
    const room = columns - letters.length;
    const width = Math.min(room, widthOf(part));
    const fits = part.kind === "fixed" || part.cell.width <= room;
    const run = part.kind === "fixed" ? part.run : values.get(part.cell.key);
    letters.push(...lettersOf(fits ? run : undefined, width));
  }
  return [...letters, ...new Array<Letter>(columns - letters.length).fill(blank)];
}

const isSeen = ({ letter }: Letter): boolean => letter.trim() !== "";

/** Letters with their colours; a colour is named where it changes for something that can be seen. */
function rowText(row: readonly Letter[], model: DisplayModel, { literalAngle }: AmplusOptions): string {
  let set = "";
  let text = "";
  for (const letter of row) {
    const tag = isSeen(letter) ? colourTag(letter.colour, model.colours) : set;
    if (tag !== set) text += tag;
    set = tag;
    text += letterText(letter.letter, literalAngle);
  }
  return text;
}

/**
 * A layout with its figures as the contents of a page, line by line, from the leading effect on. It appears at once,
 * stays two seconds and holds, so that nothing moves. A sign blinks a whole page, and the first line decides it for
 * all of them, so one blinking run makes the page blink.
 */
export function pageLines(
  layout: Layout,
  values: ReadonlyMap<string, Run>,
  model: DisplayModel,
  options: AmplusOptions,
): readonly string[] {
  const rows = Array.from({ length: rowsOf(model) }, (_, row) =>
    rowLetters(layout.rows[row] ?? [], values, model.columns),
  );
  const blinks = rows.some((row) => row.some((letter) => letter.blink && isSeen(letter)));
  return rows.map((row) => `<FA><M${blinks ? "B" : "A"}><WC><FK>${rowText(row, model, options)}`);
}
