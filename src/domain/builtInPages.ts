import { arrangeRow, placeMark, rowOf, type Slot } from "./arrangeRow.ts";
import type { CellPlan } from "./cellPlan.ts";
import type { Look, Piece } from "./fieldPiece.ts";
import type { Layout } from "./glass.ts";
import type { PageContext } from "./pageContext.ts";
import { printable } from "./printable.ts";
import { markPlan } from "./staleMark.ts";
import { labelOf } from "./vocabulary.ts";
import { wrapText } from "./wrapText.ts";

/** Id of the page that says NO DATA; no site can give a page a name with this sign. */
export const noDataId = "@noData";

const lookOf = (context: PageContext): Look => ({ colour: context.colour, blink: false });

const centred = (pieces: readonly Piece[], context: PageContext): Slot[] =>
  arrangeRow(pieces, context.columns, "centre", lookOf(context));

/** Lays rows in the middle of a display, with blank rows around them. */
function inTheMiddle(id: string, rows: readonly Slot[][], context: PageContext): Layout {
  const above = Math.floor((context.rows - rows.length) / 2);
  return {
    id,
    rows: Array.from({ length: context.rows }, (_, index) =>
      rowOf(rows[index - above] ?? centred([], context), lookOf(context)),
    ),
  };
}

/**
 * The page that says NO DATA in the display's language, and below it (or beside it, if there is one row) the time
 * of the last good figure of any of `subjects`.
 */
export function noDataLayout(
  context: PageContext,
  subjects: readonly string[],
): { readonly layout: Layout; readonly cells: readonly CellPlan[] } {
  const label = labelOf("noData", context.language, context.labels);
  const { text } = printable(label, context.charset, context.language);
  const title = centred([{ kind: "fixed", text, source: label }], context);
  const plan = markPlan(subjects, lookOf(context), context);
  if (context.rows > 1 && context.columns >= plan.width) {
    const time = centred([{ kind: "cell", plan, source: label }], context);
    return { layout: inTheMiddle(noDataId, [title, time], context), cells: [plan] };
  }
  const beside = placeMark(
    arrangeRow([{ kind: "fixed", text, source: label }], context.columns, "left", lookOf(context)),
    { kind: "cell", cell: { key: plan.key, width: plan.width } },
    plan.width,
  );
  return {
    layout: inTheMiddle(noDataId, [beside ?? title], context),
    cells: beside ? [plan] : [],
  };
}

/** A page with a plain text in the middle, broken between words: what stays when the daemon stops, or a name. */
export function textLayout(id: string, text: string, context: PageContext): Layout {
  const shown = printable(text, context.charset, context.language).text;
  const rows = wrapText(shown, context.columns)
    .slice(0, context.rows)
    .map((row) => centred([{ kind: "fixed", text: row, source: row }], context));
  return inTheMiddle(id, rows, context);
}
