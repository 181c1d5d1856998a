import type { Look, Piece } from "./fieldPiece.ts";
import type { Part } from "./glass.ts";

/** A row on its way to a layout: parts, and the gaps between them that may still take a stale mark. */
export type Slot =
  | { readonly kind: "part"; readonly part: Part; readonly width: number }
  | { readonly kind: "gap"; readonly width: number };

export type Align = "left" | "centre" | "right";

/** Columns that a piece takes; a fill takes none by itself. */
export function widthOf(piece: Piece): number {
  if (piece.kind === "fill") return 0;
  return piece.kind === "fixed" ? piece.text.length : piece.plan.width;
}

const gap = (width: number): Slot[] => (width > 0 ? [{ kind: "gap", width }] : []);

const fixed = (text: string, look: Look): Slot => ({
  kind: "part",
  part: { kind: "fixed", run: { text, ...look } },
  width: text.length,
});

/** Leaves out what does not fit any more, so that a row with a mistake in it still is a row. */
function cutToFit(pieces: readonly Piece[], columns: number): Piece[] {
  let left = columns;
  const kept: Piece[] = [];
  for (const piece of pieces) {
    const width = widthOf(piece);
    if (width <= left) kept.push(piece);
    else if (piece.kind === "fixed") kept.push({ ...piece, text: piece.text.slice(0, left) });
    left = Math.max(0, left - width);
  }
  return kept;
}

const slotOf = (piece: Exclude<Piece, { kind: "fill" }>, look: Look): Slot =>
  piece.kind === "fixed"
    ? fixed(piece.text, look)
    : {
        kind: "part",
        part: { kind: "cell", cell: { key: piece.plan.key, width: piece.plan.width } },
        width: piece.plan.width,
      };

/**
 * Brings the pieces of a line to exactly `columns`: fills share what is free (those on the left get what cannot be
 * halved), else the alignment decides where it goes.
 */
export function arrangeRow(pieces: readonly Piece[], columns: number, align: Align, look: Look): Slot[] {
  const fitting = cutToFit(pieces, columns);
  const free = columns - fitting.reduce((sum, piece) => sum + widthOf(piece), 0);
  const fills = fitting.filter((piece) => piece.kind === "fill").length;
  const slots: Slot[] = [];
  let filled = 0;
  for (const piece of fitting) {
    if (piece.kind === "fill") {
      slots.push(...gap(Math.floor(free / fills) + (filled < free % fills ? 1 : 0)));
      filled += 1;
    } else if (widthOf(piece) > 0) slots.push(slotOf(piece, look));
  }
  if (fills > 0) return joinGaps(slots);
  const before = align === "left" ? 0 : align === "right" ? free : Math.floor(free / 2);
  return joinGaps([...gap(before), ...slots, ...gap(free - before)]);
}

/** Two gaps side by side are one, which may then have room for a mark. */
function joinGaps(slots: readonly Slot[]): Slot[] {
  const joined: Slot[] = [];
  for (const slot of slots) {
    const last = joined.at(-1);
    if (slot.kind === "gap" && last?.kind === "gap") {
      joined[joined.length - 1] = { kind: "gap", width: last.width + slot.width };
    } else joined.push(slot);
  }
  return joined;
}

/**
 * Puts a mark into the last gap of a row that has room for it, at the gap's right end and with a blank towards
 * every neighbour; null when no gap is wide enough.
 */
export function placeMark(slots: readonly Slot[], mark: Part, width: number): Slot[] | null {
  for (let index = slots.length - 1; index >= 0; index--) {
    const slot = slots[index];
    if (slot?.kind !== "gap") continue;
    const atLeftEdge = index === 0;
    const atRightEdge = index === slots.length - 1;
    const after = atRightEdge ? 0 : atLeftEdge ? slot.width - width : 1;
    const before = slot.width - width - after;
    if (before < (atLeftEdge ? 0 : 1) || after < (atRightEdge ? 0 : 1)) continue;
    const placed: Slot[] = [...gap(before), { kind: "part", part: mark, width }, ...gap(after)];
    return [...slots.slice(0, index), ...placed, ...slots.slice(index + 1)];
  }
  return null;
}

/** The finished row: gaps become blanks, and neighbouring texts one, so that a driver has little to send. */
export function rowOf(slots: readonly Slot[], look: Look): Part[] {
  const parts: Part[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") parts.push({ kind: "fixed", run: { text, ...look } });
    text = "";
  };
  for (const slot of slots) {
    if (slot.kind === "gap") text += " ".repeat(slot.width);
    else if (slot.part.kind === "fixed") text += slot.part.run.text;
    else {
      flush();
      parts.push(slot.part);
    }
  }
  flush();
  return parts;
}
