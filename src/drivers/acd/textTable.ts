import { z } from "zod";
import type { JsonObject } from "./boundedJson.ts";
import { MOST_ROWS } from "./jsonRows.ts";
import type { ProfileReader, Rows } from "./profileReader.ts";
import { cellsOf, isRule, type TextColumns, waysToCut } from "./textColumns.ts";

const word = z.string().min(1).max(128);

const form = z.strictObject({
  headings: z
    .record(word, z.array(word).min(1).max(16))
    .refine((headings) => Object.keys(headings).length > 0, "names no heading")
    .describe("our name of a column: the headings under which releases print it, joined from top to bottom"),
  table: z
    .enum(["queues", "agents"])
    .default("queues")
    .describe("what a row of the table is; of agents, the lines above tell of the one queue"),
  title: z
    .array(word)
    .max(16)
    .default([])
    .describe("one of these stands at the head of each report of a capture"),
  end: z.array(word).max(16).default([]).describe("words by which the line after the last row begins"),
});

type Layout = z.output<typeof form>;

/** A page of a report is 132 columns wide at most; what lies far beyond belongs to something else. */
const widestLine = 1_000;
/** No report stacks more lines of headings. */
const mostHeadingLines = 6;
const mostPairs = 200;

const normal = (text: string): string => text.trim().replace(/\s+/g, " ").toLowerCase();

/** A line by its number; beyond the last one there is nothing. */
const lineAt = (lines: readonly string[], at: number): string => lines[at] ?? "";
const isBlank = (line: string): boolean => line.trim() === "";
const holdsOne = (line: string, texts: readonly string[]): boolean =>
  texts.some((text) => normal(line).includes(normal(text)));

/** Lines with tabs made into blanks, so that what stands below one another on paper does so here. */
const linesOf = (text: string): readonly string[] =>
  text.split(/\r\n|\n|\r|\f/).map((line) => {
    let laid = "";
    for (const part of line.slice(0, widestLine).split("\t"))
      laid = laid === "" ? part : laid.padEnd(Math.ceil((laid.length + 1) / 8) * 8) + part;
    return laid;
  });

/** Headings have words and no figures; `Split: 12` and `3=Avail` are no headings. */
const isHeading = (line: string): boolean => !isBlank(line) && !/[\d:]/.test(line) && !isRule(line);

interface Heading {
  readonly lines: readonly string[];
  readonly cut: TextColumns;
  /** How many of the headings that the profile names are among them. */
  readonly known: number;
}

/** The lines that have the most of the wanted headings; null when none has any. */
function findHeading(lines: readonly string[], wanted: ReadonlyMap<string, string>): Heading | null {
  let best: Heading | null = null;
  for (const [last, line] of lines.entries()) {
    if (!isHeading(line) || isHeading(lineAt(lines, last + 1))) continue;
    const below = lineAt(lines, last + 1);
    for (let first = last; first >= 0 && last - first < mostHeadingLines; first--) {
      if (!isHeading(lineAt(lines, first))) break;
      const headings = lines.slice(first, last + 1);
      for (const cut of waysToCut(headings, isRule(below) ? below : null)) {
        const known = cut.columns.filter(({ heading }) => wanted.has(normal(heading))).length;
        if (known > (best?.known ?? 0)) best = { lines: headings, cut, known };
      }
    }
  }
  return best;
}

/** Numbers of the lines that are rows, below every place where the headings stand: a long report has them on each page. */
function rowsBelow(lines: readonly string[], heading: Heading, end: readonly string[]): ReadonlySet<number> {
  const rows = new Set<number>();
  const height = heading.lines.length;
  const isHere = (at: number): boolean =>
    heading.lines.every((line, index) => normal(line) === normal(lineAt(lines, at + index)));
  for (let at = 0; at < lines.length; at++) {
    if (!isHere(at)) continue;
    at += height;
    while (at < lines.length && (isBlank(lineAt(lines, at)) || isRule(lineAt(lines, at)))) at += 1;
    const isRow = (line: string): boolean =>
      !isBlank(line) && !isRule(line) && !end.some((text) => normal(line).startsWith(normal(text)));
    for (; at < lines.length && isRow(lineAt(lines, at)); at++) rows.add(at);
    at -= 1;
  }
  return rows;
}

/** `Split: 12`, `Oldest Call: 1:04` and `3=Avail` of the lines around the table. */
function pairsOf(lines: readonly string[]): JsonObject {
  const pairs: [string, string][] = [];
  for (const line of lines) {
    for (const [, value, key] of line.matchAll(/(\d{1,9}) ?= ?([A-Za-z]+(?: [A-Za-z]+){0,3})/g))
      pairs.push([String(key), String(value)]);
    for (const [, key, value] of line.matchAll(/([A-Za-z%](?: ?[^\s:]){0,40}):\s+(\S+(?: \S+)*)/g))
      pairs.push([String(key), String(value)]);
  }
  return Object.fromEntries(pairs.slice(0, mostPairs));
}

/** Our name of each heading of the profile, by the heading. */
const namesOf = ({ headings }: Layout): ReadonlyMap<string, string> =>
  new Map(Object.entries(headings).flatMap(([ours, theirs]) => theirs.map((each) => [normal(each), ours])));

const wrong = (message: string): Rows => ({ ok: false, reason: "wrong_shape", message });

function readReport(text: string, layout: Layout, names: ReadonlyMap<string, string>): Rows {
  const lines = linesOf(text);
  if (lines.length > MOST_ROWS) return wrong(`has more than ${MOST_ROWS} lines`);
  const heading = findHeading(lines, names);
  const rowLines = heading === null ? new Set<number>() : rowsBelow(lines, heading, layout.end);
  const pairs = pairsOf(lines.filter((_, at) => !rowLines.has(at)));
  if (heading === null) {
    const message = `has no table with the headings ${Object.values(layout.headings).flat().join(", ")}`;
    if (layout.table === "queues") return wrong(message);
    return { ok: true, rows: [pairs], agents: [], problems: [{ path: "", message }] };
  }
  const table = lines
    .filter((_, at) => rowLines.has(at))
    .map((line): JsonObject => {
      const cells = [...cellsOf(line, heading.cut)];
      return Object.fromEntries(
        cells.map(([{ heading: said }, cell]) => [names.get(normal(said)) ?? said, cell]),
      );
    });
  if (layout.table === "agents") return { ok: true, rows: [pairs], agents: table, problems: [] };
  return { ok: true, rows: table.map((row) => ({ ...pairs, ...row })), agents: [], problems: [] };
}

/** A capture of reports, each of which begins at its title. */
function messagesOf(text: string, { title }: Layout): readonly string[] {
  const messages: string[][] = [[]];
  let titles = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const isTitle = holdsOne(line, title);
    if (isTitle && titles > 0) messages.push([]);
    if (isTitle) titles += 1;
    messages.at(-1)?.push(line);
  }
  return messages.map((lines) => lines.join("\n"));
}

/** A printed report: a table cut by its headings, with lines such as `Split: 12` around it. */
export const textTable: ProfileReader<Layout> = {
  layout: form,
  open({ layout }) {
    const names = namesOf(layout);
    return {
      messagesOf: (text) => messagesOf(text, layout),
      read: (text) => readReport(text, layout, names),
    };
  },
};
