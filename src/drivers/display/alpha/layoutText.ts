import type { Cell, Layout, Part, Run } from "../../../domain/glass.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { modes, positions, textCode } from "./codes.ts";
import { colourCode } from "./colours.ts";
import { extendedOn, textBytes } from "./letters.ts";
import type { AlphaOptions } from "./options.ts";

const flashOn = [textCode.flash, 0x31] as const;
const flashOff = [textCode.flash, 0x30] as const;

/** How wide a part is, in characters. */
const widthOf = (part: Part): number =>
  part.kind === "cell" ? part.cell.width : Array.from(part.run.text).length;

/** A row cut to the display: fixed text loses its end, a cell that does not fit whole is left out. */
function fitted(row: readonly Part[], columns: number): Part[] {
  let free = columns;
  return row.flatMap((part): Part[] => {
    const width = widthOf(part);
    if (width > free && part.kind === "cell") return [];
    const room = free;
    free = Math.max(0, free - width);
    if (width <= room || part.kind === "cell") return [part];
    const text = Array.from(part.run.text).slice(0, room).join("");
    return [{ kind: "fixed", run: { ...part.run, text } }];
  });
}

/** Blanks at the end of a row need no bytes, and a row that is not full cannot wrap. */
function withoutBlankEnd(row: readonly Part[]): Part[] {
  const last = row.findLastIndex((part) => part.kind === "cell" || part.run.text.trimEnd() !== "");
  return row.slice(0, last + 1).map((part, index) => {
    if (index < last || part.kind === "cell") return part;
    return { kind: "fixed", run: { ...part.run, text: part.run.text.trimEnd() } };
  });
}

/** The cells of a layout that its model can show, in reading order. */
export function cellsOf(layout: Layout, model: DisplayModel): Cell[] {
  return layout.rows
    .slice(0, model.rows)
    .flatMap((row) => fitted(row, model.columns))
    .flatMap((part) => (part.kind === "cell" ? [part.cell] : []));
}

/** Text with its colour and blinking; the colour is left out where it is already set or nothing is to be seen. */
export function runBytes(run: Run, model: DisplayModel, options: AlphaOptions, set: number | null): number[] {
  const text = textBytes(run.text, extendedOn(model, options.extended));
  if (run.text.trim() === "") return text;
  const code = colourCode(run.colour, model.colours);
  const coloured = code === set ? text : [textCode.colour, code, ...text];
  return run.blink ? [...flashOn, ...coloured, ...flashOff] : coloured;
}

/** One row. What a STRING file sets leaks out of it, so the colour is set anew after each call. */
function rowBytes(
  row: readonly Part[],
  labelOf: (cell: Cell) => string | undefined,
  model: DisplayModel,
  options: AlphaOptions,
): number[] {
  let set: number | null = null;
  return row.flatMap((part) => {
    if (part.kind === "cell") {
      const label = labelOf(part.cell);
      if (label === undefined) return new Array<number>(part.cell.width).fill(0x20);
      set = null;
      return [textCode.callString, label.charCodeAt(0)];
    }
    const bytes = runBytes(part.run, model, options, set);
    if (part.run.text.trim() !== "") set = colourCode(part.run.colour, model.colours);
    return bytes;
  });
}

const modeField = (position: number): number[] => [textCode.mode, position, modes.hold];
/** Without fixed width the whole row would move when a narrow digit takes the place of a wide one. */
const fixedWidth = [textCode.fixedWidth, 0x31] as const;

/**
 * A layout as the content of a TEXT file, from the mode field on. The calls of STRING files stand where the cells are;
 * a cell without a file stays blank.
 */
export function layoutText(
  layout: Layout,
  labelOf: (cell: Cell) => string | undefined,
  model: DisplayModel,
  options: AlphaOptions,
): number[] {
  const rows = layout.rows
    .slice(0, model.rows)
    .map((row) => rowBytes(withoutBlankEnd(fitted(row, model.columns)), labelOf, model, options));
  const used = rows.findLastIndex((row) => row.length > 0) + 1;
  // What a sign makes of a mode field without any text is written nowhere, so a page of nothing is one blank.
  if (used === 0) return [...modeField(positions.fill), 0x20];
  const lines = (some: readonly number[][]): number[] =>
    some.flatMap((row, index) => (index === 0 ? row : [textCode.newLine, ...row]));
  if (options.rows === "lines" || used < 2) {
    return [...modeField(positions.fill), ...fixedWidth, ...lines(rows.slice(0, used))];
  }
  const above = lines(rows.slice(0, used - 1));
  const below = lines(rows.slice(used - 1, used));
  return [
    ...modeField(positions.top),
    ...fixedWidth,
    ...above,
    ...modeField(positions.bottom),
    ...fixedWidth,
    ...below,
  ];
}
