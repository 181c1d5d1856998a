import type { ReadFigure } from "./compileField.ts";
import { compilePath } from "./fieldPath.ts";
import type { BelowSpec, ProfileOptions } from "./profileSchema.ts";
import { convert } from "./units.ts";

/** Where the limits lie, and what a class of waiting times counts. */
export interface ClassRules {
  readonly buckets: ProfileOptions["buckets"];
  readonly thresholdSeconds: number | null;
  readonly shortAbandonSeconds: number | null;
}

type Classes = BelowSpec["below"]["classes"];

/** The classes that count what is below the limit: all up to it, or the one that ends there; a sentence where none fits. */
function classesBelow(
  classes: Classes,
  limitSeconds: number | null,
  { buckets }: ClassRules,
): Classes | string {
  if (buckets === undefined) return "needs buckets: exclusive or cumulative in the profile's options";
  if (limitSeconds === null) return "needs thresholdSeconds";
  const last = classes.find(({ seconds }) => seconds === limitSeconds);
  if (last === undefined)
    return `has no class that ends at ${limitSeconds} s, only at ${classes.map(({ seconds }) => seconds).join(", ")}`;
  return buckets === "cumulative" ? [last] : classes.filter(({ seconds }) => seconds <= limitSeconds);
}

/** Compiles a figure that the source counts by classes of waiting time, such as calls answered within the threshold. */
export function compileBelow(
  { below: { limit, classes } }: BelowSpec,
  path: string,
  rules: ClassRules,
  isSentinel: (raw: unknown) => boolean,
): ReadFigure {
  // Many sites have no limit for short abandons, and miss nothing.
  if (limit === "short" && rules.shortAbandonSeconds === null) return () => null;
  const limitSeconds = limit === "short" ? rules.shortAbandonSeconds : rules.thresholdSeconds;
  const chosen = classesBelow(classes, limitSeconds, rules);
  if (typeof chosen === "string") return (_row, _reference, remarks) => remarks.problem(path, chosen);
  const finds = chosen.map(({ from }) => compilePath(from));
  return (row, _, remarks) => {
    let sum = 0;
    for (const find of finds) {
      const raw = find(row);
      // A class that is missing would make the service look worse, or the callers more patient, than they are.
      if (raw === undefined || raw === null || isSentinel(raw)) return remarks.quality(path, "partial");
      const count = convert(raw, "number", null);
      if (!count.ok) return remarks.problem(path, count.message);
      sum += count.value;
    }
    return sum;
  };
}
