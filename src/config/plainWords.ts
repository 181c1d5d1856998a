/** Longer texts are cut in messages; a message is one line. */
const LONGEST_QUOTE = 48;

/** The user part of an address, which may hold a password and must not reach a log. */
const userPart = /\/\/[^/\s]*@/g;

/** A text in single quotes for a message: one line, not too long, without anybody's password. */
export function quoted(text: string): string {
  const safe = text.replaceAll(userPart, "//***@").replaceAll(/\p{Cc}/gu, "·");
  return safe.length > LONGEST_QUOTE ? `'${safe.slice(0, LONGEST_QUOTE - 1)}…'` : `'${safe}'`;
}

/** What somebody wrote, in words: `text 'abc'`, `the number 12`, `a list`, `empty`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (typeof value === "string") return value === "" ? "empty" : `the text ${quoted(value)}`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "a list" : "a map of keys";
}

const typeWords: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys",
  record: "a map of keys",
  null: "null",
};

/** What a schema expects, in words. */
export const describeType = (expected: string): string => typeWords[expected] ?? expected;

/** `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** `1 queue`, `2 queues`, `no queues`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count === 0 ? "no" : count} ${several}`;
}
