import { z } from "zod";
import type { ReadProblem } from "../../ports/readStatistics.ts";
import type { JsonObject } from "./boundedJson.ts";
import { counted } from "./counted.ts";
import { MOST_ROWS } from "./jsonRows.ts";
import type { ProfileReader, RowReader, Rows } from "./profileReader.ts";
import { note } from "./readStatistics.ts";

/** More columns than any feed of statistics has. */
const mostColumns = 256;
const column = z.string().min(1).max(128);

const form = z
  .strictObject({
    separator: z.string().min(1).max(4).default("|"),
    columns: z.array(column).max(mostColumns).default([]).describe("names of the fields by their position"),
    header: z.boolean().default(false).describe("true: the first line of a message names the fields"),
    fewest: z
      .number()
      .int()
      .positive()
      .optional()
      .describe("the least number of fields of a whole line; all of them when absent"),
    record: z
      .strictObject({ column, is: z.array(z.string()).min(1).max(64) })
      .optional()
      .describe("lines whose field says otherwise are about something else and are passed over"),
  })
  .superRefine(({ columns, header, record }, context) => {
    const issue = (path: string, message: string): void =>
      context.addIssue({ code: "custom", path: [path], message });
    if (columns.length === 0 && !header)
      issue("columns", "names no fields; with names in the first line write header: true");
    if (columns.length > 0 && header) issue("header", "and columns both name the fields; leave one out");
    const twice = columns.find((name, index) => columns.indexOf(name) !== index);
    if (twice !== undefined) issue("columns", `has '${twice}' twice`);
    if (record !== undefined && columns.length > 0 && !columns.includes(record.column))
      issue("record", `names '${record.column}', which is none of the columns`);
  });

type Layout = z.output<typeof form>;
type Line = { readonly number: number; readonly fields: readonly string[] };

const isBlank = (text: string): boolean => text.trim() === "";

/** Lines with something on them, cut and trimmed, with their numbers as people count. */
function linesOf(text: string, separator: string): readonly Line[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    if (isBlank(line)) return [];
    return [{ number: index + 1, fields: line.split(separator).map((field) => field.trim()) }];
  });
}

/** A line as an object; null when its fields are not those of the columns, as then none of them can be trusted. */
function rowOf({ fields }: Line, columns: readonly string[], fewest: number): JsonObject | null {
  const tooMany = fields.slice(columns.length).some((field) => field !== "");
  if (tooMany || fields.length < fewest) return null;
  const present = columns.slice(0, fields.length);
  return Object.fromEntries(present.map((name, index) => [name, fields[index]]));
}

/** Whether a line is about something else; a line without that field is not, so that it is complained about. */
function recordTest(layout: Layout, columns: readonly string[]): (line: Line) => boolean {
  if (layout.record === undefined) return () => false;
  const at = columns.findIndex((name) => name.toLowerCase() === layout.record?.column.toLowerCase());
  const kinds = new Set(layout.record.is.map((kind) => kind.toLowerCase()));
  return ({ fields }) => {
    const kind = fields[at];
    return kind !== undefined && fields.length > 1 && !kinds.has(kind.toLowerCase());
  };
}

function readLines(lines: readonly Line[], columns: readonly string[], layout: Layout): Rows {
  const isOther = recordTest(layout, columns);
  const fewest = Math.min(layout.fewest ?? columns.length, columns.length);
  const problems: ReadProblem[] = [];
  const rows: JsonObject[] = [];
  const own = lines.filter((line) => !isOther(line));
  for (const line of own) {
    const row = rowOf(line, columns, fewest);
    if (row !== null) rows.push(row);
    else note(problems, `line ${line.number}`, `has ${line.fields.length} fields, not ${columns.length}`);
  }
  const [first] = problems;
  if (rows.length === 0 && first !== undefined)
    return { ok: false, reason: "wrong_shape", message: `${first.path} ${first.message}` };
  const others = lines.length - own.length;
  if (layout.record === undefined || others === 0) return { ok: true, rows, agents: [], problems };
  const { column: name, is } = layout.record;
  const leftOut = [`${counted(others, "line")}: ${name} is none of ${is.join(", ")}`];
  return { ok: true, rows, agents: [], problems, leftOut };
}

const wrong = (message: string): Rows => ({ ok: false, reason: "wrong_shape", message });

function readMessage(text: string, layout: Layout): Rows {
  const lines = linesOf(text, layout.separator);
  const [first] = lines;
  if (first === undefined) return wrong("holds no line");
  if (lines.length > MOST_ROWS) return wrong(`has more than ${MOST_ROWS} lines`);
  if (!layout.header) return readLines(lines, layout.columns, layout);
  const named = first.fields.findLastIndex((name) => name !== "");
  const names = first.fields.slice(0, Math.min(named + 1, mostColumns));
  return readLines(lines.slice(1), names, layout);
}

/** A capture of lines as messages: each line is one, or, where the first line names the fields, all up to the next such line. */
function messagesOf(text: string, layout: Layout): readonly string[] {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => !isBlank(line));
  const [header] = lines;
  if (header === undefined) return [text];
  if (!layout.header) return lines;
  const messages: string[][] = [];
  for (const line of lines) {
    if (line === header) messages.push([]);
    messages.at(-1)?.push(line);
  }
  return messages.map((message) => message.join("\n"));
}

/** Lines of fields by their position, with a bar or another mark between them: one line for each queue or agent. */
export const barLine: ProfileReader<Layout> = {
  layout: form,
  open({ layout, agentRows }): RowReader {
    return {
      messagesOf: (text) => messagesOf(text, layout),
      read(text): Rows {
        const rows = readMessage(text, layout);
        return rows.ok && agentRows !== null ? { ...rows, agents: rows.rows } : rows;
      },
    };
  },
};
