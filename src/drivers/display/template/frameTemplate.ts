import type { SumKind } from "./checksum.ts";
import type { NumberForm } from "./numberForm.ts";

/** How many characters a text takes; a width of null is a row of the display. */
export interface Pad {
  readonly width: number | null;
  readonly align: "left" | "right" | "centre";
}

/** A piece of a frame whose bytes follow from the definition, the row and what stands before it. */
export type FixedElement =
  | { readonly kind: "bytes"; readonly bytes: readonly number[] }
  /** The number of the row in turn: `first` for the topmost, `step` more for each further one. */
  | { readonly kind: "line"; readonly form: NumberForm; readonly first: number; readonly step: number }
  | { readonly kind: "address"; readonly form: NumberForm }
  /** Colour and blinking of a whole row, for signs that cannot change them within one. */
  | { readonly kind: "colour" }
  | { readonly kind: "blink" }
  | SumElement;

/** A sum of the bytes of the frame before it, `from` and `to` as a slice is written. */
export interface SumElement {
  readonly kind: "sum";
  readonly sum: SumKind;
  readonly form: NumberForm;
  readonly from: number;
  readonly to: number | null;
}

/** The text of a row: that of the row in turn, or of one that is named. Without a pad it has no blanks at its end. */
export interface TextElement {
  readonly kind: "text";
  readonly row: number | null;
  readonly pad: Pad | null;
}

/** One piece of a frame, in the order in which it goes over the line. */
export type Element =
  | FixedElement
  | TextElement
  /** All rows; it gives way to one text for each row once the display's size is known. */
  | { readonly kind: "lines"; readonly pad: Pad | null; readonly separator: readonly number[] }
  /** From here on (or no longer) some bytes are replaced, after the sums were made. */
  | { readonly kind: "escape"; readonly on: boolean }
  /** Silence in the middle of a frame. */
  | { readonly kind: "pause"; readonly ms: number };

export type FrameTemplate = readonly Element[];

/** A template in which each row has a text of its own. */
export type SpreadTemplate = readonly Exclude<Element, { kind: "lines" }>[];

/** Whether a sign knows by this byte that text is over or a command begins: a letter, a digit or a blank is text. */
export const marksAnEnd = (byte: number): boolean => {
  const isText = byte === 0x20 || /[A-Za-z0-9]/.test(String.fromCharCode(byte));
  return !isText;
};

/** The byte behind which a text cannot go on: the first of the next fixed bytes, if there are any. */
export function endOfText(template: FrameTemplate, text: number): readonly number[] {
  for (const element of template.slice(text + 1)) {
    if (element.kind === "bytes") return element.bytes.slice(0, 1);
    if (element.kind === "text" || element.kind === "colour" || element.kind === "blink") return [];
  }
  return [];
}

/** A template for a display of so many rows: each row has its own text. */
export function spread(template: FrameTemplate, rows: number): SpreadTemplate {
  return template.flatMap((element): SpreadTemplate => {
    if (element.kind !== "lines") return [element];
    const { pad, separator } = element;
    return Array.from({ length: rows }, (_, row): SpreadTemplate => {
      const text: TextElement = { kind: "text", row, pad };
      return row === 0 || separator.length === 0 ? [text] : [{ kind: "bytes", bytes: separator }, text];
    }).flat();
  });
}

/** Whether one frame holds the whole page. */
export const isWholePage = (template: FrameTemplate): boolean =>
  template.some((element) => element.kind === "lines");
