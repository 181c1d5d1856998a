import type { Refusal } from "./readStatistics.ts";

/** No ACD nests deeper; a bomb of brackets does. */
const deepestJson = 32;

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: Refusal; readonly message: string };

/** Text with few brackets cannot be deep. They are found by machine code, letter by letter takes longer than the parser. */
function hasFewBrackets(text: string): boolean {
  let opened = 0;
  for (const bracket of ["{", "["])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      opened += 1;
      if (opened > deepestJson) return false;
    }
  return true;
}

/** Depth of the brackets outside of texts, looked at before the parser spends memory on them. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const letter = text.charCodeAt(index);
    if (quoted) {
      if (letter === 0x5c) index += 1;
      else if (letter === 0x22) quoted = false;
    } else if (letter === 0x22) quoted = true;
    else if (letter === 0x7b || letter === 0x5b) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (letter === 0x7d || letter === 0x5d) depth -= 1;
  }
  return deepest;
}

/** Parses JSON from outside; never throws. The text must be bounded already. */
export function parseJson(text: string): ParsedJson {
  if (!hasFewBrackets(text) && depthOf(text) > deepestJson) {
    return { ok: false, reason: "too_deep", message: `nested deeper than ${deepestJson}` };
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    // The parser's own words quote the payload, which does not belong in a log.
    return { ok: false, reason: "not_json", message: "is not JSON" };
  }
}

/** An object of JSON: its own keys are all that may be asked for. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value of an own key; undefined when there is none, also for `__proto__` and its like. */
export const own = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;
