import { z } from "zod";
import { isJsonObject, type JsonObject, parseJson } from "./boundedJson.ts";
import { compilePath, keysOf } from "./fieldPath.ts";
import { jsonMessages } from "./jsonMessages.ts";
import type { ProfileReader, Rows } from "./profileReader.ts";

/** More queues or agents than any centre has. */
export const MOST_ROWS = 20_000;

type RowsOf = (value: unknown) => readonly unknown[] | null;

/** What a message has at a path; a list without anything around it is the list that would stand there. */
export const listAt =
  (find: (value: unknown) => unknown) =>
  (value: unknown): unknown =>
    find(value) ?? (Array.isArray(value) ? value : undefined);
type Found = { readonly rows: readonly JsonObject[] } | { readonly wrong: string };

function rowsAt(value: unknown, rowsOf: RowsOf, expected: string): Found {
  const rows = rowsOf(value);
  if (rows === null) return { wrong: `is not ${expected}` };
  if (rows.length > MOST_ROWS) return { wrong: `has more than ${MOST_ROWS} rows` };
  return { rows: rows.filter((row): row is JsonObject => isJsonObject(row)) };
}

function jsonReader(rowsOf: RowsOf, expected: string): ProfileReader {
  return {
    layout: z.strictObject({}),
    open({ rows: rowsPath, agentRows }) {
      const isOne = expected === "an object";
      const find = isOne ? compilePath(rowsPath) : listAt(compilePath(rowsPath));
      const findAgents = agentRows === null ? null : compilePath(agentRows);
      const isList = !isOne && keysOf(rowsPath).length === 0;
      return {
        messagesOf: jsonMessages(isList ? "list" : "object", isOne ? "" : rowsPath),
        read(text): Rows {
          const json = parseJson(text);
          if (!json.ok) return json;
          const queues = rowsAt(find(json.value), rowsOf, expected);
          if ("wrong" in queues) {
            const message = `${keysOf(rowsPath).join(".")} ${queues.wrong}`.trim();
            return { ok: false, reason: "wrong_shape", message };
          }
          if (findAgents === null) return { ok: true, rows: queues.rows, agents: [], problems: [] };
          const agents = rowsAt(findAgents(json.value) ?? [], listOrOne, "a list of agents");
          if ("wrong" in agents) return { ok: false, reason: "wrong_shape", message: agents.wrong };
          return { ok: true, rows: queues.rows, agents: agents.rows, problems: [] };
        },
      };
    },
  };
}

function listOrOne(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? [value] : null;
}

/** A table as JSON: a list of objects, one for each queue. */
export const jsonRows = jsonReader(listOrOne, "a list of objects");

/** One queue as one JSON object. */
export const jsonObject = jsonReader((value) => (isJsonObject(value) ? [value] : null), "an object");
