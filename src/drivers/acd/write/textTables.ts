import { isJsonObject, type JsonObject } from "../boundedJson.ts";
import { textTable } from "../textTable.ts";
import type { WriteRows } from "./writeRows.ts";

/** A heading of more words has several in its last line. */
const mostHeadingLines = 4;

type Cells = ReadonlyMap<string, string>;

interface Column {
  /** Name of the field, in small letters: paths are found without regard to case. */
  readonly key: string;
  readonly heading: string;
}

/** What is printed for a value: one line of text, and nothing for what is unknown. */
const textOf = (value: unknown): string =>
  value === null || isJsonObject(value) ? "" : String(value).trim().replace(/\s+/g, " ");

const cellsOf = (row: JsonObject): Cells =>
  new Map(Object.entries(row).map(([key, value]) => [key.toLowerCase(), textOf(value)]));

/** The headings of the profile, as the first release prints them; a field without one stands under its own name. */
function columnsOf(
  headings: Readonly<Record<string, readonly string[]>>,
  rows: readonly JsonObject[],
): readonly Column[] {
  const columns = new Map<string, string>();
  for (const [key, theirs] of Object.entries(headings))
    for (const heading of theirs.slice(0, 1)) columns.set(key.toLowerCase(), heading);
  for (const key of rows.flatMap((row) => Object.keys(row)))
    if (!columns.has(key.toLowerCase())) columns.set(key.toLowerCase(), key);
  return [...columns].map(([key, heading]) => ({ key, heading }));
}

/** The words of a heading one over the other. */
function stacked(heading: string): readonly string[] {
  const words = heading.split(/\s+/);
  const above = words.slice(0, mostHeadingLines - 1);
  return words.length > above.length ? [...above, words.slice(above.length).join(" ")] : above;
}

const isFigure = (text: string): boolean => /^\d*[:.]?\d+$/.test(text);

/** Headings, a line drawn under each of them, and the rows: every column is as wide as what stands in it. */
function tableOf(columns: readonly Column[], rows: readonly Cells[]): readonly string[] {
  const height = Math.max(...columns.map(({ heading }) => stacked(heading).length));
  const printed = columns.map(({ key, heading }, at) => {
    const words = stacked(heading);
    const head = [...Array<string>(height - words.length).fill(""), ...words];
    const cells = rows.map((row) => row.get(key) ?? "");
    // Only a drawn line of two strokes is one.
    const width = Math.max(2, ...[...head, ...cells].map(({ length }) => length));
    const below = cells.map((text) => (at > 0 && isFigure(text) ? text.padStart(width) : text.padEnd(width)));
    return [...head.map((text) => text.padEnd(width)), "-".repeat(width), ...below];
  });
  return Array.from({ length: height + 1 + rows.length }, (_, line) =>
    printed
      .map((column) => column[line])
      .join(" ")
      .trimEnd(),
  );
}

/** `Split: 12`; what is unknown has nothing behind its name. */
const pairsOf = (row: JsonObject): readonly string[] =>
  Object.entries(row).map(([key, value]) => `${key}: ${textOf(value)}`.trimEnd());

/**
 * Reports as a terminal prints them: one with a row for each queue, or one for each queue whose rows are agents. Nobody says in
 * which queue an agent serves, so all of them are in the first.
 */
export const textTables: WriteRows = ({ profile, queues, agents }) => {
  const { headings, table, title, end } = textTable.layout.parse(profile.layout);
  const report = (row: JsonObject, people: readonly JsonObject[]): string => {
    const blocks = [
      title.slice(0, 1),
      pairsOf(row),
      tableOf(columnsOf(headings, people), people.map(cellsOf)),
      end.slice(0, 1),
    ];
    return blocks
      .filter(({ length }) => length > 0)
      .map((lines) => lines.join("\n"))
      .join("\n\n");
  };
  if (table === "queues") return queues.length === 0 ? [] : [report({}, queues)];
  const [first, ...others] = profile.queue === undefined && agents.length > 0 ? [{}] : queues;
  return first === undefined ? [] : [report(first, agents), ...others.map((row) => report(row, []))];
};
