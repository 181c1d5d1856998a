import type { Cell, Layout, Run, Show } from "../../../domain/glass.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { bytesOf, bytesPerFile, latin1, mostStringBytes, priorityLabel } from "./codes.ts";
import { cellsOf, layoutText, runBytes } from "./layoutText.ts";
import { extendedOn, mostBytesPerLetter } from "./letters.ts";
import type { AlphaOptions } from "./options.ts";

/** A layout as a file of the sign: what the file holds, and the STRING files that it calls. */
export interface PlannedText {
  readonly id: string;
  readonly label: string;
  /** One character a byte, from the mode field on. */
  readonly content: string;
  readonly cells: readonly PlannedCell[];
}

/** A cell as a STRING file of the sign. */
export interface PlannedCell {
  readonly key: string;
  readonly width: number;
  readonly label: string;
  readonly size: number;
}

/** How a sign's memory is laid out for the pages and alarms of one configuration. */
export interface MemoryPlan {
  /** What the plan was made from, so that it is made once. */
  readonly layouts: readonly Layout[];
  readonly alarms: readonly Layout[];
  readonly pages: ReadonlyMap<string, PlannedText>;
  readonly interrupts: ReadonlyMap<string, PlannedText>;
  readonly strings: ReadonlyMap<string, PlannedCell>;
  /** The memory configuration, after `E$`. */
  readonly table: string;
  /** Pool bytes that the table takes. */
  readonly poolBytes: number;
  /** Equal when a sign laid out for the one plan serves the other. */
  readonly key: string;
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/**
 * STRING labels in the order we take them. Left out: `0` and `?`, which newer signs forbid, `1` to `5`, which belong
 * to counters, and what the printable forms of the protocol and its PrintPak language begin with.
 */
const stringLabels = "abcdefghijklmnopqrstuvwxyz6789!\"#$%&'()*+,-./:;<=>@[\\`|}";
export const textLabels = capitals;

/** How many STRING files there is a label for, beside so many TEXT files. */
export const roomForStrings = (texts: number): number =>
  stringLabels.length + Math.max(0, capitals.length - texts);

const hex = (size: number): string => size.toString(16).toUpperCase().padStart(4, "0");

/** The bytes of a STRING file: exactly its width in characters, whatever the text is. */
export function stringContent(
  cell: PlannedCell,
  run: Run | undefined,
  model: DisplayModel,
  options: AlphaOptions,
): string {
  const letters = Array.from(run?.text ?? "").slice(0, cell.width);
  const text = letters.join("") + " ".repeat(cell.width - letters.length);
  return latin1(runBytes({ colour: "green", blink: false, ...run, text }, model, options, null));
}

/** Bytes of the colour and flash codes around a figure. */
const codesAround = 6;

/** The widest figure that a STRING file can take, in characters, should each of them be an accented letter. */
export function widestCell(model: DisplayModel, options: AlphaOptions): number {
  return Math.floor(
    (mostStringBytes - codesAround) / mostBytesPerLetter[extendedOn(model, options.extended)],
  );
}

function stringSize(width: number, model: DisplayModel, options: AlphaOptions): number {
  return codesAround + width * mostBytesPerLetter[extendedOn(model, options.extended)];
}

function planStrings(
  cells: readonly Cell[],
  texts: number,
  model: DisplayModel,
  options: AlphaOptions,
): ReadonlyMap<string, PlannedCell> {
  const widths = new Map<string, number>();
  const widest = widestCell(model, options);
  for (const { key, width } of cells) {
    widths.set(key, Math.min(widest, Math.max(width, widths.get(key) ?? 0)));
  }
  const labels = stringLabels + capitals.slice(texts);
  return new Map(
    [...widths].slice(0, labels.length).map(([key, width], index) => {
      const size = stringSize(width, model, options);
      return [key, { key, width, size, label: labels.charAt(index) }];
    }),
  );
}

/** Lays the sign's memory out. What does not fit is left out here and said by `planProblems`. */
export function planMemory(
  show: Pick<Show, "layouts" | "alarms">,
  model: DisplayModel,
  options: AlphaOptions,
): MemoryPlan {
  const layouts = show.layouts.slice(0, capitals.length);
  const cells = [...layouts, ...show.alarms].flatMap((layout) => cellsOf(layout, model));
  const strings = planStrings(cells, layouts.length, model, options);
  const planned = (layout: Layout, label: string): PlannedText => ({
    id: layout.id,
    label,
    content: latin1(layoutText(layout, (cell) => strings.get(cell.key)?.label, model, options)),
    cells: cellsOf(layout, model).flatMap((cell) => strings.get(cell.key) ?? []),
  });
  const texts = layouts.map((layout, index) => planned(layout, capitals.charAt(index)));
  const alarms = show.alarms.map((layout) => planned(layout, priorityLabel));
  const files = [
    ...texts.map((text) => `${text.label}AL${hex(text.content.length)}FF00`),
    ...Array.from(strings.values(), (cell) => `${cell.label}BL${hex(cell.size)}0000`),
  ];
  const sizes = [...texts.map((text) => text.content.length), ...Array.from(strings.values(), (s) => s.size)];
  return {
    layouts: show.layouts,
    alarms: show.alarms,
    pages: new Map(texts.map((text) => [text.id, text])),
    interrupts: new Map(alarms.map((text) => [text.id, text])),
    strings,
    table: files.join(""),
    poolBytes: sizes.reduce((sum, size) => sum + size + bytesPerFile, 0),
    key: [files.join(""), ...texts.map((text) => text.content)].join("\u0000"),
  };
}

/** The payloads of the frames that a sign is driven with, from the command code on. */
export const payload = {
  clear: bytesOf("E$"),
  dim: (codes: string): number[] => bytesOf(`E/${codes}`),
  layOut: (plan: MemoryPlan): number[] => bytesOf(`E$${plan.table}`),
  text: (text: PlannedText): number[] => bytesOf(`A${text.label}${text.content}`),
  string: (label: string, content: string): number[] => bytesOf(`G${label}${content}`),
  /** In order whatever the times say, keyboard unlocked, one file: the page that is on. */
  show: (text: PlannedText): number[] => bytesOf(`E.SU${text.label}`),
  /** One byte more, and the sign would keep a blank screen. */
  release: bytesOf(`A${priorityLabel}`),
};
