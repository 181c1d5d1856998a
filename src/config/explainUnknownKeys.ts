import type { Checked, Told } from "./explainIssue.ts";
import { didYouMean, listOf, nearest } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { Positions } from "./positions.ts";
import type { Path } from "./problem.ts";
import { knownKeys } from "./schemaAt.ts";

/** One message for each key that nobody knows, with the one that was probably meant. */
export function explainUnknownKeys(keys: readonly string[], inSchema: Path, checked: Checked): Told[] {
  const known = knownKeys(checked.schema, inSchema);
  const path = [...checked.before, ...inSchema];
  return keys.map((key) => ({
    path,
    message: `unknown key ${quoted(key)}${didYouMean(key, known)}`,
    help: { at: checked.positions.ofKey([...path, key]), advice: adviceFor(key, known) },
  }));
}

function adviceFor(key: string, known: readonly string[]): string | null {
  if (key === "<<") return "YAML 1.2 has no merge keys: write the keys out";
  return nearest(key, known) === null ? listOf(known) : null;
}

/** What stands between the braces of a figure on a page: `sales.waiting | hm`. */
const field = /^[a-zA-Z]\w*(\.\w+)?(\s*\|.*)?$/;

/** The text that somebody meant who wrote `{sales.waiting}` without quotes: in YAML that is a map with an empty key. */
export function unquotedField(value: unknown, path: Path, positions: Positions): string | null {
  if (typeof value !== "object" || value === null) return null;
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0 || !field.test(key)) return null;
  return positions.isEmptyAt([...path, key]) ? `"{${key}}"` : null;
}
