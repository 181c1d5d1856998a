import { type ParsedJson, parseJson } from "./boundedJson.ts";
import { jsonMessages } from "./jsonMessages.ts";

type Values = Extract<ParsedJson, { ok: false }> | { readonly ok: true; readonly values: readonly unknown[] };

/** Cuts a capture of objects as JSON: a list of them, or one after the other. */
export const objectMessages = jsonMessages("object");

/** The values of one message: an object, a list of them, or one on each line as streams of events have them. */
export function jsonValues(text: string): Values {
  const whole = parseJson(text);
  if (whole.ok) return { ok: true, values: [whole.value].flat() };
  const pieces = objectMessages(text);
  if (pieces.length === 1) return whole;
  const values: unknown[] = [];
  for (const piece of pieces) {
    const json = parseJson(piece);
    if (!json.ok) return json;
    values.push(...[json.value].flat());
  }
  return { ok: true, values };
}
