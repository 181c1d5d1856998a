import { type ParsedJson, parseJson } from "./boundedJson.ts";
import { jsonMessages } from "./jsonMessages.ts";

type Values = Extract<ParsedJson, { ok: false }> | { readonly ok: true; readonly values: readonly unknown[] };

/** Cuts a capture of objects as JSON: a list of them, or one a line. */
export const objectMessages = jsonMessages("object");

/** The values of one message: an object, a list of them, or one on each line as streams of events have them. */
export function jsonValues(text: string): Values {
  const whole = parseJson(text);
  if (whole.ok) return { ok: true, values: [whole.value].flat() };
  const lines = objectMessages(text);
  if (lines.length === 1) return whole;
  // Each of several lines was seen to be JSON when the text was cut.
  return { ok: true, values: lines.flatMap((line) => [JSON.parse(line) as unknown].flat()) };
}
