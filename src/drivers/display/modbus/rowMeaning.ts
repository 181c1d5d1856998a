import { noDataId } from "../../../domain/builtInPages.ts";
import type { Part, Show } from "../../../domain/glass.ts";

/** A number as its digits, without sign, grouping and zeros that nobody wrote. */
export interface ShownNumber {
  readonly negative: boolean;
  readonly whole: string;
  /** Digits behind the point; "" when there are none. */
  readonly fraction: string;
  /** A plus behind it: it is this or more. */
  readonly orMore: boolean;
}

/** What a row of a page says on a display that has digits only. */
export type RowMeaning =
  | { readonly kind: "number"; readonly number: ShownNumber; readonly blink: boolean }
  | { readonly kind: "unknown"; readonly blink: boolean }
  | { readonly kind: "blank"; readonly blink: boolean };

/** Digits, grouped by blanks or not, a point or a comma, and what a figure may carry behind: `1 234`, `92,5 %`, `99+`. */
const numberForm = /^(-?)(\d{1,12}|\d{1,3}(?: \d{3}){1,3})(?:[.,](\d{1,6}))?(?: ?%)?(\+?)$/;

function readNumber(text: string): ShownNumber | null {
  const [, sign, whole, fraction = "", plus] = numberForm.exec(text) ?? [];
  if (whole === undefined) return null;
  return { negative: sign === "-", whole: whole.replaceAll(" ", ""), fraction, orMore: plus === "+" };
}

/**
 * What a row says. Where there is a figure the text around it is a label, which digits cannot show. Two figures in one
 * row would read as one wrong number, so they are unknown; so is everything that is no number, a time above all.
 */
function meaningOf(row: readonly Part[], values: Show["values"]): RowMeaning {
  const cells = row.flatMap((part) => (part.kind === "cell" ? [values.get(part.cell.key)] : []));
  const fixed = row.flatMap((part) => (part.kind === "fixed" ? [part.run] : []));
  const runs = cells.length > 0 ? cells.filter((run) => run !== undefined) : fixed;
  const said = runs.filter((run) => run.text.trim() !== "");
  const blink = said.some((run) => run.blink);
  if (said.length === 0) return { kind: "blank", blink };
  const number = said.length === 1 ? readNumber(said.map((run) => run.text.trim()).join("")) : null;
  return number === null ? { kind: "unknown", blink } : { kind: "number", number, blink };
}

/** What each row says of what is on: the alarm if there is one, else the page. The page NO DATA is all dashes. */
export function rowMeanings(show: Show, rows: number): RowMeaning[] {
  const { layouts, alarms, page, alarm, values } = show;
  const layout =
    alarm === null ? layouts.find(({ id }) => id === page) : alarms.find(({ id }) => id === alarm);
  return Array.from({ length: rows }, (_, index) =>
    layout?.id === noDataId
      ? { kind: "unknown", blink: false }
      : meaningOf(layout?.rows[index] ?? [], values),
  );
}
