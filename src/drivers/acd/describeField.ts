import { type FieldPath, keysOf } from "./fieldPath.ts";
import type { FieldSpec, OperandSpec, Profile } from "./profileSchema.ts";

const pathText = (path: FieldPath): string => keysOf(path).join(".");

function operandText(spec: OperandSpec): string {
  if (typeof spec === "string") return spec;
  const unit = spec.unit === undefined ? "" : ` (${spec.unit})`;
  return `${pathText(spec.from)}${unit}`;
}

/** Where a profile takes a figure from, as a technician would say it: `pending + reserved`, `oldest (ms)`. */
export function describeField(spec: FieldSpec): string {
  if (typeof spec === "string" || "from" in spec) return operandText(spec);
  if ("sum" in spec) return spec.sum.map(operandText).join(" + ");
  if ("minus" in spec) return spec.minus.map(operandText).join(" − ");
  if ("over" in spec) return spec.over.map(operandText).join(" ÷ ");
  if ("first" in spec) return spec.first.map(describeField).join(", else ");
  if ("value" in spec) return `always ${spec.value}`;
  if ("below" in spec) return `classes of waiting time below ${spec.below.limit}`;
  const where = Object.entries(spec.count.where).map(
    ([path, values]) => `${path} ${[values].flat().join("/")}`,
  );
  return `${pathText(spec.count.in)} with ${where.join(", ")}, counted`;
}

const groups = ["now", "agents", "totals", "serviceLevel", "averages", "peaks"] as const;

/** For each path of the model that a profile maps, where it takes it from. */
export function describeProfile(profile: Profile): ReadonlyMap<string, string> {
  const described = new Map<string, string>();
  for (const group of groups)
    for (const [key, spec] of Object.entries(profile[group]))
      if (spec !== undefined && !plainKeys.has(`${group}.${key}`))
        described.set(`${group}.${key}`, describeField(spec as FieldSpec));
  return described;
}

/** Keys of a profile that are words of their own and no field of the message. */
const plainKeys: ReadonlySet<string> = new Set(["totals.window", "serviceLevel.formula", "averages.method"]);
