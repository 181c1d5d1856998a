import type { Instant } from "../../domain/instant.ts";
import type { Figure, QualityReason } from "../../domain/queueStatistics.ts";
import { type ClassRules, compileBelow } from "./compileBelow.ts";
import { compilePath } from "./fieldPath.ts";
import { type NumberKind, numberProblem } from "./figureKinds.ts";
import type { FieldSpec, OperandSpec } from "./profileSchema.ts";
import { convert, type Unit } from "./units.ts";

/** What is noted while one row is read. */
export interface RowRemarks {
  problem(path: string, message: string): null;
  quality(path: string, reason: QualityReason): null;
}

/** Reads one figure of a row. `reference` is the time of measure, by which start times become ages. */
export type ReadFigure = (row: unknown, reference: Instant | null, remarks: RowRemarks) => Figure;

/** What a profile says once for all its fields. */
export interface FieldRules {
  readonly isSentinel: (raw: unknown) => boolean;
  /** What a missing counter means; durations and percentages that are missing are always unknown. */
  readonly absent: 0 | null;
  readonly timeUnit: Unit;
  /** Messages hold only what changed: a null then says that something known before is known no more. */
  readonly partial: boolean;
  readonly classes: ClassRules;
}

/** Whether a value is one of those by which a source says that it does not know. */
export function sentinelTest(sentinels: readonly (string | number)[]): (raw: unknown) => boolean {
  const texts = new Set(sentinels.map((one) => String(one).toLowerCase()));
  const numbers = new Set(sentinels.filter((one) => typeof one === "number"));
  return (raw) => {
    if (typeof raw === "number") return numbers.has(raw);
    return typeof raw === "string" && texts.has(raw.trim().toLowerCase());
  };
}

/** Looks a word up without regard to case; undefined when the table does not have it. */
export function lookUp(
  map: Readonly<Record<string, string | number | boolean>>,
): (raw: unknown) => string | number | boolean | undefined {
  const table = new Map(Object.entries(map).map(([word, ours]) => [word.toLowerCase(), ours]));
  return (raw) => (typeof raw === "object" ? undefined : table.get(String(raw).trim().toLowerCase()));
}

const isCounter = (kind: NumberKind): boolean => kind === "count" || kind === "total";

function defaultUnit(kind: NumberKind, rules: FieldRules): Unit {
  if (kind === "percent") return "percent";
  return isCounter(kind) ? "number" : rules.timeUnit;
}

function compileOperand(spec: OperandSpec, kind: NumberKind, path: string, rules: FieldRules): ReadFigure {
  const full = typeof spec === "string" ? { from: spec } : spec;
  const find = compilePath(full.from);
  const unit = full.unit ?? defaultUnit(kind, rules);
  const absent = full.absent === undefined ? (isCounter(kind) ? rules.absent : null) : full.absent;
  const translate = full.map === undefined ? null : lookUp(full.map);
  return (row, reference, remarks) => {
    const found = find(row);
    if (found === undefined) return absent;
    if (found === null) return rules.partial ? remarks.quality(path, "sentinel") : null;
    if (rules.isSentinel(found)) return remarks.quality(path, "sentinel");
    const raw = translate === null ? found : translate(found);
    const converted = convert(raw, unit, reference);
    if (!converted.ok) {
      if (converted.skewed) remarks.quality(path, "clock_skew");
      return remarks.problem(path, converted.message);
    }
    if (converted.thresholdChanged) remarks.quality(path, "threshold_changed");
    return converted.value;
  };
}

/** A sum or difference with an unknown part is unknown: a denominator that is too small would flatter. */
function joined(
  operands: readonly ReadFigure[],
  path: string,
  join: (sum: number, part: number) => number,
): ReadFigure {
  return (row, reference, remarks) => {
    let sum: Figure = null;
    let unknown = 0;
    for (const [index, operand] of operands.entries()) {
      const part = operand(row, reference, remarks);
      if (part === null) unknown += 1;
      else sum = index === 0 ? part : join(sum ?? 0, part);
    }
    if (unknown === 0) return sum;
    return unknown < operands.length ? remarks.quality(path, "partial") : null;
  };
}

/** A mean or a share over nothing is unknown, neither zero nor a hundred. */
function quotient(dividend: ReadFigure, divisor: ReadFigure, scale: number): ReadFigure {
  return (row, reference, remarks) => {
    const part = dividend(row, reference, remarks);
    const whole = divisor(row, reference, remarks);
    return part === null || whole === null || whole === 0 ? null : (part * scale) / whole;
  };
}

/** The first that is known. What was remarked of those before it is of no use then; if none is, the first one's says why. */
function firstKnown(candidates: readonly ReadFigure[]): ReadFigure {
  return (row, reference, remarks) => {
    const kept: (() => void)[][] = [];
    for (const candidate of candidates) {
      const told: (() => void)[] = [];
      const value = candidate(row, reference, {
        problem(path, message) {
          told.push(() => remarks.problem(path, message));
          return null;
        },
        quality(path, reason) {
          told.push(() => remarks.quality(path, reason));
          return null;
        },
      });
      if (value !== null) {
        for (const tell of told) tell();
        return value;
      }
      kept.push(told);
    }
    for (const tell of kept.find((told) => told.length > 0) ?? []) tell();
    return null;
  };
}

/** More entries than a list of agents or callers ever has. */
const mostCounted = 5_000;

type Scalar = string | number | boolean;

/** Whether a value is one of those listed, as text and without regard to case. */
function oneOf(values: Scalar | readonly Scalar[]): (raw: unknown) => boolean {
  const list = typeof values === "object" ? values : [values];
  const known = lookUp(Object.fromEntries(list.map((value) => [String(value), true])));
  return (raw) => known(raw) === true;
}

/** Whether an object has the wanted values at all of some paths. */
export function matcher(
  where: Readonly<Record<string, Scalar | readonly Scalar[]>>,
): (row: unknown) => boolean {
  const tests = Object.entries(where).map(([path, values]) => {
    const [find, fits] = [compilePath(path), oneOf(values)];
    return (row: unknown) => fits(find(row));
  });
  return (row) => tests.every((test) => test(row));
}

function compileSpec(spec: FieldSpec, kind: NumberKind, path: string, rules: FieldRules): ReadFigure {
  const operand = (one: OperandSpec): ReadFigure => compileOperand(one, kind, path, rules);
  if (typeof spec === "string" || "from" in spec) return operand(spec);
  if ("sum" in spec) return joined(spec.sum.map(operand), path, (sum, part) => sum + part);
  if ("minus" in spec) return joined(spec.minus.map(operand), path, (sum, part) => sum - part);
  if ("value" in spec) return () => spec.value;
  if ("first" in spec) return firstKnown(spec.first.map((each) => compileSpec(each, kind, path, rules)));
  if ("below" in spec) return compileBelow(spec, path, rules.classes, rules.isSentinel);
  if ("over" in spec) {
    const [dividend, divisor] = spec.over;
    const isShare = kind === "percent";
    const read = compileOperand(dividend, isShare ? "total" : kind, path, rules);
    return quotient(read, compileOperand(divisor, "total", path, rules), isShare ? 100 : 1);
  }
  const [find, fits] = [compilePath(spec.count.in), matcher(spec.count.where)];
  return (row, _, remarks) => {
    const list = find(row);
    if (list === undefined || list === null) return null;
    if (!Array.isArray(list) || list.length > mostCounted)
      return remarks.problem(path, "is not a list to count");
    return list.filter(fits).length;
  };
}

/** Compiles what a profile says of one figure; what comes out is within the bounds of its kind, or null. */
export function compileField(
  spec: FieldSpec | undefined,
  kind: NumberKind,
  path: string,
  rules: FieldRules,
): ReadFigure {
  if (spec === undefined) return () => null;
  const read = compileSpec(spec, kind, path, rules);
  return (row, reference, remarks) => {
    const value = read(row, reference, remarks);
    if (value === null) return null;
    const problem = numberProblem(value, kind);
    return problem === null ? value + 0 : remarks.problem(path, problem);
  };
}
