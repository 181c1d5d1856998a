import { isJsonObject, type JsonObject, parseJson } from "./boundedJson.ts";
import { compilePath } from "./fieldPath.ts";
import type { ProfileReader, Rows } from "./profileReader.ts";

/** More queues than any centre has. */
const mostRows = 2_000;

function reader(rowsOf: (value: unknown) => readonly unknown[] | null, expected: string): ProfileReader {
  return (rowsPath) => {
    const find = compilePath(rowsPath);
    return (text): Rows => {
      const json = parseJson(text);
      if (!json.ok) return json;
      const rows = rowsOf(find(json.value));
      if (rows === null) return { ok: false, reason: "wrong_shape", message: `is not ${expected}` };
      if (rows.length > mostRows) {
        return { ok: false, reason: "wrong_shape", message: `has more than ${mostRows} rows` };
      }
      return { ok: true, rows: rows.filter((row): row is JsonObject => isJsonObject(row)) };
    };
  };
}

/** A table as JSON: a list of objects, one for each queue. */
export const jsonRows = reader((value) => {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? [value] : null;
}, "a list of objects");

/** One queue as one JSON object. */
export const jsonObject = reader((value) => (isJsonObject(value) ? [value] : null), "an object");
