/** Drawings of several letters side by side, five dots wide with a gap between two; `#` is a dot that is lit. */
export interface Sheet {
  readonly letters: string;
  readonly rows: readonly string[];
}

/** From the beginning of one drawing to that of the next. */
const pitch = 6;
const width = 5;

/** Each letter of the sheet with its own drawing, row by row. */
export const cutOut = ({ letters, rows }: Sheet): (readonly [string, readonly string[]])[] =>
  Array.from(letters, (letter, index) => [
    letter,
    rows.map((row) => row.slice(index * pitch, index * pitch + width)),
  ]);
