import type { Colour, Layout, Run } from "./glass.ts";
import type { PageContext } from "./pageContext.ts";
import { printable } from "./printable.ts";
import { wrapText } from "./wrapText.ts";

/** Rows of text, each exactly as wide as the display. */
export type Screen = readonly string[];

/** The layout for messages in the rotation, and the one that interrupts. No site can give a page these names. */
export const messagePageId = "@message";
export const urgentPageId = "@urgent";

const cellKey = (page: string, row: number): string => `${page}.${row}`;

/** A page that is nothing but rows of text: each row is one cell, so that any text can be shown without a new page. */
export function textPageLayout(id: string, { rows, columns }: PageContext): Layout {
  return {
    id,
    rows: Array.from({ length: rows }, (_, row) => [
      { kind: "cell" as const, cell: { key: cellKey(id, row), width: columns } },
    ]),
  };
}

const centre = (text: string, columns: number): string => {
  const left = Math.floor((columns - text.length) / 2);
  return `${" ".repeat(left)}${text}`.padEnd(columns);
};

/** A text as screens of a display, one after the other; always at least one. */
export function screensOf(text: string, context: PageContext, most: number): readonly Screen[] {
  const { rows, columns, charset, language } = context;
  const lines = wrapText(printable(text, charset, language).text, columns);
  const screens: Screen[] = [];
  for (let at = 0; at < Math.max(1, lines.length) && screens.length < most; at += rows) {
    const shown = lines.slice(at, at + rows).map((line) => centre(line, columns));
    const above = Math.floor((rows - shown.length) / 2);
    screens.push(Array.from({ length: rows }, (_, row) => shown[row - above] ?? " ".repeat(columns)));
  }
  return screens;
}

/** A screen as the values of a text page's cells. */
export function screenValues(
  page: string,
  screen: Screen,
  look: { readonly colour: Colour; readonly blink: boolean },
): ReadonlyMap<string, Run> {
  return new Map(screen.map((text, row) => [cellKey(page, row), { text, ...look }]));
}
