import { z } from "zod";
import { isJsonObject, type JsonObject, parseJson } from "./boundedJson.ts";
import { compilePath, type FieldPath, keysOf } from "./fieldPath.ts";
import { jsonMessages } from "./jsonMessages.ts";
import type { ProfileReader, Rows } from "./profileReader.ts";

/** More queues or agents than any centre has. */
export const MOST_ROWS = 20_000;

type Find = (value: unknown) => unknown;

/** What a message has at a path; a list without anything around it is the list that would stand there. */
export const listAt =
  (find: Find): Find =>
  (value) =>
    find(value) ?? (Array.isArray(value) ? value : undefined);

const message = z
  .array(z.string().regex(/^[^.]{1,128}$/))
  .max(32)
  .default([])
  .describe("keys of the message that every row gets as message.…");

const ofObject = z.strictObject({ message });

const ofRows = z.strictObject({
  message,
  keyed: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe("the rows stand under their names in an object: each name becomes this field of its row"),
});

type Layout = z.output<typeof ofRows>;
type RowsOf = (value: unknown) => readonly unknown[] | null;
type Found = { readonly rows: readonly JsonObject[] } | { readonly wrong: string };

function rowsAt(value: unknown, rowsOf: RowsOf, expected: string): Found {
  const rows = rowsOf(value);
  if (rows === null) return { wrong: `is not ${expected}` };
  if (rows.length > MOST_ROWS) return { wrong: `has more than ${MOST_ROWS} rows` };
  return { rows: rows.filter((row): row is JsonObject => isJsonObject(row)) };
}

function listOrOne(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? [value] : null;
}

const oneObject: RowsOf = (value) => (isJsonObject(value) ? [value] : null);

const withName = (row: unknown, field: string, name: string): unknown =>
  isJsonObject(row) ? { ...row, [field]: name } : row;

/** Rows of a list; where they stand under their names, each gets its own. */
function listRows({ keyed }: Layout): RowsOf {
  if (keyed === undefined) return listOrOne;
  return (value) => {
    if (!isJsonObject(value)) return listOrOne(value);
    return Object.entries(value).map(([name, row]) => withName(row, keyed, name));
  };
}

/** What a message says once for all its rows. */
function sharedBy({ message: keys }: Layout): (message: unknown) => JsonObject {
  if (keys.length === 0) return () => ({});
  const finds = keys.map((key) => [key, compilePath(key)] as const);
  return (value) => {
    const said = finds.map(([key, find]) => [key, find(value)] as const);
    const there = said.filter(([, found]) => found !== undefined);
    return there.length === 0 ? {} : { message: Object.fromEntries(there) };
  };
}

/** Values of the message beside its rows that nobody reads. */
function besides(value: unknown, read: readonly FieldPath[]): readonly string[] {
  if (!isJsonObject(value) || read.some((path) => keysOf(path).length === 0)) return [];
  const known = new Set(read.map((path) => keysOf(path)[0]?.toLowerCase()));
  return Object.keys(value).filter((key) => !known.has(key.toLowerCase()) && typeof value[key] !== "object");
}

interface Kind {
  readonly rowsOf: RowsOf;
  readonly expected: string;
  readonly find: Find;
  readonly findAgents: Find | null;
  readonly shared: (message: unknown) => JsonObject;
  readonly read: readonly FieldPath[];
}

function readRows(text: string, kind: Kind, place: string, listIgnored: boolean): Rows {
  const json = parseJson(text);
  if (!json.ok) return json;
  const queues = rowsAt(kind.find(json.value), kind.rowsOf, kind.expected);
  if ("wrong" in queues)
    return { ok: false, reason: "wrong_shape", message: `${place} ${queues.wrong}`.trim() };
  const people = kind.findAgents?.(json.value) ?? [];
  const agents = rowsAt(people, kind.expected === "an object" ? listOrOne : kind.rowsOf, "a list of agents");
  if ("wrong" in agents) return { ok: false, reason: "wrong_shape", message: agents.wrong };
  const all = kind.shared(json.value);
  const told = (rows: readonly JsonObject[]): readonly JsonObject[] =>
    "message" in all ? rows.map((row) => ({ ...row, ...all })) : rows;
  const understood = { ok: true as const, rows: told(queues.rows), agents: told(agents.rows), problems: [] };
  return listIgnored ? { ...understood, unread: besides(json.value, kind.read) } : understood;
}

function jsonReader(layoutForm: z.ZodType<Layout>, isOne: boolean): ProfileReader<Layout> {
  return {
    layout: layoutForm,
    open({ rows, agentRows, layout }) {
      const kind: Kind = {
        rowsOf: isOne ? oneObject : listRows(layout),
        expected: isOne ? "an object" : "a list of objects",
        find: isOne ? compilePath(rows) : listAt(compilePath(rows)),
        findAgents: agentRows === null ? null : compilePath(agentRows),
        shared: sharedBy(layout),
        read: [rows, ...(agentRows === null ? [] : [agentRows]), ...layout.message],
      };
      const place = keysOf(rows).join(".");
      return {
        messagesOf: jsonMessages(!isOne && place === "" ? "list" : "object", isOne ? "" : rows),
        read: (text, { listIgnored }) => readRows(text, kind, place, listIgnored),
      };
    },
  };
}

/** A table as JSON: a list of objects, one for each queue, or an object with one under each name. */
export const jsonRows = jsonReader(ofRows, false);

/** One queue as one JSON object. */
export const jsonObject = jsonReader(ofObject, true);
