import type { Colour, Glass, Run } from "../domain/glass.ts";

export interface Drawing {
  /** Stands in the upper edge, cut when it is too long; "" for a plain edge. */
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  /** Whether the terminal takes ANSI colours. */
  readonly colour: boolean;
}

/** LED colours as a person sees them, red, green and blue. */
const shades: Readonly<Record<Colour, string>> = {
  red: "255;60;48",
  green: "60;220;80",
  amber: "255;176;0",
  yellow: "255;228;64",
  orange: "255;120;24",
  white: "240;240;240",
  blue: "80;140;255",
};

const ESCAPE = "\u001b[";
const PLAIN = `${ESCAPE}0m`;

/** Characters that take exactly one column in every terminal; whatever else a sign was sent must not reach it. */
const oneColumn = /^[ -~\u00a1-\u00ac\u00ae-\u024f\u20ac\u2190-\u2193\u2500-\u259f]$/;

/** A glass as lines of text in a frame, each `columns + 2` characters wide whatever the glass holds. */
export function drawGlass(glass: Glass, { title, rows, columns, colour }: Drawing): string[] {
  const edge = (left: string, text: string, right: string): string =>
    `${left}${text.padEnd(columns, "─")}${right}`;
  const name = columns < 5 || title === "" ? "" : `─ ${safe(title).slice(0, columns - 4)} `;
  const inside = Array.from({ length: rows }, (_, row) => drawRow(glass[row] ?? [], columns, colour));
  return [edge("┌", name, "┐"), ...inside.map((text) => `│${text}│`), edge("└", "", "┘")];
}

function drawRow(runs: readonly Run[], columns: number, colour: boolean): string {
  let left = columns;
  let drawn = "";
  for (const run of runs) {
    const text = safe(run.text).slice(0, left);
    left -= text.length;
    drawn += colour && text !== "" ? paint(text, run) : text;
  }
  return drawn + " ".repeat(left);
}

function paint(text: string, { colour, blink }: Run): string {
  return `${ESCAPE}${blink ? "5;" : ""}38;2;${shades[colour]}m${text}${PLAIN}`;
}

/** One character for each, so that lengths are widths: control characters, emoji and wide ones become `?`. */
function safe(text: string): string {
  return Array.from(text.replaceAll("\u00a0", " "), (letter) => (oneColumn.test(letter) ? letter : "?")).join(
    "",
  );
}
