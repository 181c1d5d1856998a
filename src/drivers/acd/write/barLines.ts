import { barLine } from "../barLine.ts";
import { isJsonObject, type JsonObject, own } from "../boundedJson.ts";
import type { WriteRows } from "./writeRows.ts";

/** A field as text; what is unknown is empty. */
const fieldOf = (row: JsonObject, column: string): string => {
  const value = own(row, column);
  return value === undefined || value === null || isJsonObject(value) ? "" : String(value);
};

/** One message with a line for each queue and each agent, and before them the names where the source sends those. */
export const barLines: WriteRows = ({ profile, queues, agents }) => {
  const layout = barLine.layout.parse(profile.layout);
  const { separator, record } = layout;
  const rows = [...queues, ...agents];
  const columns = layout.header ? [...new Set(rows.flatMap((row) => Object.keys(row)))] : layout.columns;
  const filled = rows.map((row) => (record === undefined ? row : { [record.column]: record.is[0], ...row }));
  const lines = filled.map((row) => columns.map((column) => fieldOf(row, column)).join(separator));
  if (lines.length === 0) return [];
  return [[...(layout.header ? [columns.join(separator)] : []), ...lines].join("\n")];
};
