import type { JsonObject } from "./boundedJson.ts";
import type { FieldPath } from "./fieldPath.ts";
import type { Refusal } from "./readStatistics.ts";

export type Rows =
  | { readonly ok: true; readonly rows: readonly JsonObject[] }
  | { readonly ok: false; readonly reason: Refusal; readonly message: string };

/** Turns the text of a message into one object for each queue; what a table cannot say is code like this. */
export type ProfileReader = (rowsPath: FieldPath) => (text: string) => Rows;
