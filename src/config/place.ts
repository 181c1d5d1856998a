import { LineCounter, type Node } from "yaml";

/** A place in a text; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where the lines of a text begin. The YAML parser's own count goes wrong where a text runs over several lines. */
export function linesIn(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return lines;
}

/** The place of a character, counted from 0. */
export function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** The place where a part of a YAML file begins; the beginning of the file for nothing. */
export const placeOf = (lines: LineCounter, node: Node | null | undefined): Place =>
  placeAt(lines, node?.range?.[0] ?? 0);
