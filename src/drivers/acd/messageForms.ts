import { isJsonObject, parseJson } from "./boundedJson.ts";
import { compilePath } from "./fieldPath.ts";

/** Under which gateways, queries and flows put what the ACD said, the most usual first. */
const wrappers = ["rows", "payload", "data", "results", "value", "items", "records"].map((key) =>
  compilePath(key),
);

const BYTE_ORDER_MARK = "\uFEFF";

/** The text without the mark that some editors and databases put at its begin. */
export const withoutMark = (text: string): string =>
  text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;

/** A topic before JSON on the same line, as `mosquitto_sub -v` prints it. */
const topic = /^[A-Za-z0-9$][^\s{}[\]",|=]{0,255}[ \t]+(?=[{[])/;

/** A capture without the topics before its messages. */
export const withoutTopics = (text: string): string =>
  topic.test(text.trimStart()) ? text.trimStart().replace(new RegExp(topic, "gm"), "") : text;

/**
 * What is inside of a message that something on the way has wrapped: the text of a text, or what stands under one of the
 * usual keys. Null where nothing is. `takesText`: texts inside count too; of events they do not, since a caller may have
 * put words there.
 */
export function unwrapped(text: string, takesText: boolean): string | null {
  const json = parseJson(text);
  if (!json.ok) return null;
  const { value } = json;
  const isInside = (inner: unknown): boolean =>
    (takesText && typeof inner === "string") || Array.isArray(inner) || isJsonObject(inner);
  const inner = isJsonObject(value)
    ? wrappers.map((find) => find(value)).find(isInside)
    : takesText && typeof value === "string"
      ? value
      : undefined;
  if (inner === undefined) return null;
  return typeof inner === "string" ? withoutMark(inner) : JSON.stringify(inner);
}
