import { lookUp } from "./compileField.ts";
import { compilePath } from "./fieldPath.ts";
import type { OperandSpec } from "./profileSchema.ts";

/** Longer than any name or code of a real ACD; more is a mistake, or somebody's joke. */
const longestText = 128;

/** Text of a row; null for what is missing, a sentinel, empty or too long. */
export type ReadText = (row: unknown) => string | null;

/** Compiles where a profile finds a text; numbers are taken as text. */
export function compileText(spec: OperandSpec | undefined, isSentinel: (raw: unknown) => boolean): ReadText {
  if (spec === undefined) return () => null;
  const full = typeof spec === "string" ? { from: spec } : spec;
  const find = compilePath(full.from);
  const translate = full.map === undefined ? null : lookUp(full.map);
  return (row) => {
    const found = find(row);
    const raw = translate === null ? found : translate(found);
    if ((typeof raw !== "string" && typeof raw !== "number") || isSentinel(raw)) return null;
    const text = String(raw).trim();
    return text === "" || text.length > longestText ? null : text;
  };
}
