import type { Colour, Run } from "../../../domain/glass.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { colourSeen } from "./colours.ts";
import { glyphOf } from "./letters.ts";
import { dateText, timeText } from "./signClock.ts";

/** Five dots and a gap. */
const dotsOfLetter = 6;
/** A picture block is 32 dots wide; we only show that something is there. */
const blockText = "█████";

/** What may stand between angle brackets in a text; all else is drawn as it is. */
const pieces = /<(?:(C)([A-S])|(U)([0-9A-Fa-f]{2})|(N)([0-9A-Fa-f]{2})|K([DT])|(G)[A-P][1-8]|[AB][A-Z])>|./gs;

interface Letter {
  readonly glyph: string;
  readonly colour: Colour;
}

/** What a line of a page may ask of the sign that shows it. */
export interface Surroundings {
  readonly model: DisplayModel;
  /** The sign's clock, `YYMMDDHHmm`. */
  readonly stamp: string;
  readonly blink: boolean;
}

/**
 * What one character of a text without tags draws: control bytes nothing. Extended characters have been read as letters
 * by then, and raw bytes of 80H and more look like Latin-1, as a program for these signs believes.
 */
function glyphsOf(letter: string): string {
  if (/[\x00-\x1f\x7f]/.test(letter)) return "";
  return /[\x80-\xa0\xad]/.test(letter) ? "?" : letter;
}

/** A line's text as a person sees it: exactly as wide as the display. What goes beyond cannot be seen. */
export function renderLine(text: string, { model, stamp, blink }: Surroundings): readonly Run[] {
  const { colours, columns } = model;
  const first = colourSeen("", colours);
  const letters: Letter[] = Array.from({ length: columns }, () => ({ glyph: " ", colour: first }));
  let colour = first;
  let column = 0;
  const draw = (glyphs: string): void => {
    for (const glyph of glyphs) {
      if (column < columns) letters[column] = { glyph, colour };
      column += 1;
    }
  };
  for (const [
    whole,
    isColour,
    look = "",
    isGlyph,
    code = "",
    isPlace,
    dots = "",
    live,
    isBlock,
  ] of text.matchAll(pieces)) {
    if (isColour) colour = colourSeen(look, colours);
    else if (isGlyph) draw(glyphOf(Number.parseInt(code, 16)));
    else if (isPlace) column = Math.floor(Number.parseInt(dots, 16) / dotsOfLetter);
    else if (live) draw(live === "D" ? dateText(stamp) : timeText(stamp));
    else if (isBlock) draw(blockText);
    else if (whole.length === 1) draw(glyphsOf(whole));
  }
  return runsOf(letters, blink);
}

function runsOf(letters: readonly Letter[], blink: boolean): readonly Run[] {
  const runs: Run[] = [];
  for (const { glyph, colour } of letters) {
    const last = runs.at(-1);
    if (last?.colour === colour) runs[runs.length - 1] = { ...last, text: last.text + glyph };
    else runs.push({ text: glyph, colour, blink });
  }
  return runs;
}
