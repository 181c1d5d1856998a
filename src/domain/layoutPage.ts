import { arrangeRow, placeMark, rowOf, type Slot, widthOf } from "./arrangeRow.ts";
import type { CellPlan } from "./cellPlan.ts";
import { fieldPiece, type Look, type Piece } from "./fieldPiece.ts";
import type { Layout, Part } from "./glass.ts";
import type { Page, PageContext, PageLine, PageProblem } from "./pageContext.ts";
import { printable } from "./printable.ts";
import { markPlan } from "./staleMark.ts";
import { parseTemplate } from "./template.ts";

/** A page made ready for a display. There always is a layout of the display's size, also when there are problems. */
export interface LaidOutPage {
  readonly layout: Layout;
  /** Every cell of the layout once. */
  readonly cells: readonly CellPlan[];
  /** Queues and groups whose figures are on the page, in order of appearance. */
  readonly subjects: readonly string[];
  /** Whether there was room to say since when figures are stale. */
  readonly mark: boolean;
  readonly problems: readonly PageProblem[];
  /** Worth knowing, but no reason to refuse the page: letters that the display has not. */
  readonly warnings: readonly PageProblem[];
}

interface Line {
  readonly pieces: readonly Piece[];
  readonly problems: readonly PageProblem[];
  readonly warnings: readonly PageProblem[];
}

function droppedWarning(line: number, dropped: readonly string[]): PageProblem[] {
  if (dropped.length === 0) return [];
  const codes = dropped.slice(0, 8).map(codeOf).join(", ");
  return [
    {
      line,
      column: null,
      message: `the display cannot show ${codes}`,
      advice: "it is left out; write it otherwise",
    },
  ];
}

/** A character as people can see it and find it: most of what is dropped is invisible or an emoji. */
const codeOf = (letter: string): string => {
  const code = `U+${Number(letter.codePointAt(0)).toString(16).toUpperCase().padStart(4, "0")}`;
  return /\p{C}|\p{Z}/u.test(letter) ? code : `${letter} (${code})`;
};

function readLine(line: PageLine, index: number, look: Look, context: PageContext): Line {
  const template = parseTemplate(line.text);
  const pieces: Piece[] = [];
  const dropped: string[] = [];
  const problems = [...template.problems];
  for (const part of template.parts) {
    if (part.kind === "text") {
      const shown = printable(part.text, context.charset, context.language);
      dropped.push(...shown.dropped);
      pieces.push({ kind: "fixed", text: shown.text, source: `"${part.text}"` });
      continue;
    }
    // A field that could not be read is in the problems already.
    if (
      template.problems.some(
        (problem) => problem.column >= part.column && problem.column < part.column + part.source.length,
      )
    )
      continue;
    const result = fieldPiece(part, look, context);
    if ("problem" in result) problems.push(result.problem);
    else {
      pieces.push(result.piece);
      dropped.push(...result.dropped);
    }
  }
  const located = problems
    .toSorted((one, other) => one.column - other.column)
    .map((problem) => ({ line: index, ...problem }));
  return { pieces, problems: located, warnings: droppedWarning(index, [...new Set(dropped)]) };
}

function tooWide(pieces: readonly Piece[], line: number, columns: number): PageProblem[] {
  const width = pieces.reduce((sum, piece) => sum + widthOf(piece), 0);
  if (width <= columns) return [];
  const parts = pieces
    .filter((piece) => piece.kind !== "fill")
    .map((piece) => `${piece.source} ${widthOf(piece)}`)
    .join(", ");
  return [
    {
      line,
      column: null,
      message: `line is ${width} columns wide, the display has ${columns}: ${parts}`,
      advice: 'shorten the text, or give a figure less room: "| width 2"',
    },
  ];
}

function tooMany(page: Page, rows: number): PageProblem[] {
  if (page.lines.length <= rows) return [];
  const has = rows === 1 ? "1 row" : `${rows} rows`;
  return [
    {
      line: rows,
      column: null,
      message: `the page has ${page.lines.length} lines, the display has ${has}`,
      advice: "put some lines on another page",
    },
  ];
}

/** Each cell once, in order of appearance. */
function distinctCells(pieces: readonly Piece[]): CellPlan[] {
  const byKey = new Map<string, CellPlan>();
  for (const piece of pieces) if (piece.kind === "cell") byKey.set(piece.plan.key, piece.plan);
  return [...byKey.values()];
}

/** Queues and groups of which the cells show a figure. */
function subjectsOf(cells: readonly CellPlan[]): string[] {
  return [...new Set(cells.flatMap((cell) => (cell.shows.kind === "figure" ? [cell.shows.subject] : [])))];
}

interface Row {
  readonly slots: Slot[];
  readonly look: Look;
}

/** Puts the mark into the first row with room; the answer says whether there was one. */
function markRows(rows: Row[], cell: CellPlan): boolean {
  const part: Part = { kind: "cell", cell: { key: cell.key, width: cell.width } };
  for (const [index, row] of rows.entries()) {
    const slots = placeMark(row.slots, part, cell.width);
    if (!slots) continue;
    rows[index] = { ...row, slots };
    return true;
  }
  return false;
}

/**
 * Lays a page out for one display: every row is exactly as wide as the display and there are as many as it has, so
 * that nothing of an older page stays and nothing moves when a figure changes.
 */
export function layoutPage(page: Page, context: PageContext): LaidOutPage {
  const lookOf = (line: PageLine | undefined): Look => ({
    colour: line?.colour ?? context.colour,
    blink: page.blink,
  });
  const lines = page.lines.map((line, index) => readLine(line, index, lookOf(line), context));
  const rows: Row[] = Array.from({ length: context.rows }, (_, index) => {
    const line = page.lines[index];
    const look = lookOf(line);
    return {
      look,
      slots: arrangeRow(lines[index]?.pieces ?? [], context.columns, line?.align ?? "left", look),
    };
  });
  const cells = distinctCells(lines.slice(0, context.rows).flatMap((line) => line.pieces));
  const subjects = subjectsOf(cells);
  const markCell = subjects.length > 0 ? markPlan(subjects, lookOf(undefined), context) : null;
  const mark = markCell !== null && markRows(rows, markCell);
  return {
    layout: { id: page.id, rows: rows.map((row) => rowOf(row.slots, row.look)) },
    cells: mark ? [...cells, markCell] : cells,
    subjects,
    mark,
    problems: [
      ...tooMany(page, context.rows),
      ...lines.flatMap((line, index) => [...line.problems, ...tooWide(line.pieces, index, context.columns)]),
    ],
    warnings: lines.flatMap((line) => line.warnings),
  };
}
