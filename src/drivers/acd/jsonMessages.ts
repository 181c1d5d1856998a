import { isJsonObject, parseJson } from "./boundedJson.ts";
import { compilePath, type FieldPath, keysOf } from "./fieldPath.ts";

/** More messages than a capture for a tool needs. */
const mostMessages = 1_000_000;

/** Lines that each begin as JSON does, the first of them whole; a later one may be cut off, and is its own problem. */
function linesOf(text: string): readonly string[] | null {
  const lines = text.split(/\r?\n/, mostMessages).filter((line) => line.trim() !== "");
  const isList = lines.length > 1 && lines.every((line) => /^\s*[[{]/.test(line));
  return isList && parseJson(String(lines[0])).ok ? lines : null;
}

/** Where the text of JSON that begins at a quotation mark ends. */
function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter === 0x5c) at += 1;
    else if (letter === 0x22) return at;
  }
  return text.length;
}

/** Objects and lists that stand one after the other, over as many lines as each may take. */
function valuesIn(text: string): readonly string[] {
  const values: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let at = 0; at < text.length && values.length < mostMessages; at++) {
    const letter = text.charAt(at);
    if (letter === '"') at = endOfText(text, at);
    else if (letter === "{" || letter === "[") depth += 1;
    else if (letter === "}" || letter === "]") {
      depth -= 1;
      if (depth < 0) break;
      if (depth > 0) continue;
      values.push(text.slice(begin, at + 1));
      begin = at + 1;
    }
  }
  const rest = text.slice(begin);
  return rest.trim() === "" ? values : [...values, rest];
}

/** A text of several values of JSON as one for each; a text that is no such thing is left as it is. */
function piecesOf(text: string): readonly string[] {
  const pieces = linesOf(text) ?? valuesIn(text);
  return pieces.length > 1 && parseJson(String(pieces[0])).ok ? pieces : [text];
}

/** Whether the entries of a list are messages and not the rows of one that lost its wrapper. */
function areMessages(list: readonly unknown[], rows: FieldPath): boolean {
  if (keysOf(rows).length === 0) return true;
  const find = compilePath(rows);
  return list.some((each) => !isJsonObject(each) || find(each) !== undefined);
}

/**
 * Cuts a capture of JSON messages: one after the other, or, where a message is a single object, a list of them. A list that
 * a message may be itself, such as one of rows, stays whole; `rows` is where a message has its own.
 */
export const jsonMessages = (message: "object" | "list", rows: FieldPath = "") => {
  const cut = (text: string): readonly string[] => {
    const json = parseJson(text);
    if (!json.ok) {
      const pieces = piecesOf(text);
      return pieces.length > 1 ? pieces.flatMap(cut) : pieces;
    }
    if (message === "list" || !Array.isArray(json.value) || json.value.length === 0) return [text];
    return areMessages(json.value, rows) ? json.value.map((each) => JSON.stringify(each)) : [text];
  };
  return cut;
};
