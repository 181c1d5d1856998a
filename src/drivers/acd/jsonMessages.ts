import { parseJson } from "./boundedJson.ts";

/** More messages than a capture for a tool needs. */
const mostMessages = 1_000_000;

/** Whether the text is JSON on every line, more than one of them. */
function linesOf(text: string): readonly string[] | null {
  const lines = text.split(/\r?\n/, mostMessages).filter((line) => line.trim() !== "");
  return lines.length > 1 && lines.every((line) => /^\s*[[{]/.test(line) && parseJson(line).ok)
    ? lines
    : null;
}

/**
 * Cuts a capture of JSON messages: one a line, or, where a message is a single object, a list of them. A list that a message
 * may be itself, such as one of rows, stays whole.
 */
export const jsonMessages =
  (message: "object" | "list") =>
  (text: string): readonly string[] => {
    const json = parseJson(text);
    if (!json.ok) return linesOf(text) ?? [text];
    if (message === "list" || !Array.isArray(json.value)) return [text];
    return json.value.length === 0 ? [text] : json.value.map((each) => JSON.stringify(each));
  };
