import type { Instant } from "../../../domain/instant.ts";
import type { Figure } from "../../../domain/queueStatistics.ts";
import { matcher } from "../compileField.ts";
import { type FieldPath, keysOf } from "../fieldPath.ts";
import type { NumberKind } from "../figureKinds.ts";
import type { BelowSpec, FieldSpec, OperandSpec, ProfileOptions } from "../profileSchema.ts";
import type { Unit } from "../units.ts";
import { RawRow } from "./rawRow.ts";
import { unconvert } from "./unconvert.ts";

/** One figure that a row must mean. */
export interface Wanted {
  readonly spec: FieldSpec;
  readonly kind: NumberKind;
  readonly value: Figure;
}

/** What holds for a whole row. */
export interface WriteRules {
  readonly settings: ProfileOptions;
  /** By which the reader makes start times into ages. */
  readonly reference: Instant;
}

interface Part {
  readonly path: FieldPath;
  readonly key: string;
  readonly unit: Unit;
  readonly map: Readonly<Record<string, string | number | boolean>> | null;
}

/** A figure that is made of several fields. */
type Joint = Extract<FieldSpec, { sum: unknown } | { minus: unknown } | { over: unknown }>;
type Quotient = Extract<FieldSpec, { over: unknown }>;
type WantedJoint = Wanted & { readonly spec: Joint };

const isJoint = (wanted: Wanted): wanted is WantedJoint =>
  typeof wanted.spec === "object" && ["sum", "minus", "over"].some((word) => word in Object(wanted.spec));

/** Of several places, of which there are two at least, the one that a reader asks first. */
const preferred = (spec: FieldSpec): FieldSpec =>
  typeof spec === "object" && "first" in spec ? spec.first.reduce((first) => first) : spec;

type Count = Extract<FieldSpec, { count: unknown }>["count"];

const keyOf = (path: FieldPath): string => keysOf(path).join("\u0000").toLowerCase();

/** Puts the figures of one queue where a profile will look for them, and remembers what each field then means. */
export class Inverter {
  readonly #row: RawRow;
  readonly #rules: WriteRules;
  /** What each field means to the reader; null for unknown. */
  readonly #known = new Map<string, Figure>();

  constructor(row: RawRow, rules: WriteRules) {
    this.#row = row;
    this.#rules = rules;
  }

  /** Fields that mean one figure first, then those that several figures are made of, the least open ones first. */
  write(figures: readonly Wanted[]): void {
    const wanted = figures.map((figure) => ({ ...figure, spec: preferred(figure.spec) }));
    for (const { spec, kind, value } of wanted)
      if (typeof spec === "string" || "from" in spec) this.#set(this.#part(spec, kind), value);
    for (const { spec, value } of wanted)
      if (typeof spec === "object" && "below" in spec) this.#putClasses(spec, value);
    this.#putLists(wanted);
    for (const open = new Set(wanted.filter(isJoint)); open.size > 0; ) {
      const next = [...open].reduce((best, one) =>
        this.#open(one).length < this.#open(best).length ? one : best,
      );
      open.delete(next);
      this.#solve(next);
    }
  }

  #part(spec: OperandSpec, kind: NumberKind): Part {
    const full = typeof spec === "string" ? { from: spec } : spec;
    const time = this.#rules.settings.timeUnit ?? "s";
    const usual = kind === "percent" ? "percent" : kind === "count" || kind === "total" ? "number" : time;
    return { path: full.from, key: keyOf(full.from), unit: full.unit ?? usual, map: full.map ?? null };
  }

  #partsOf({ spec, kind }: WantedJoint): readonly Part[] {
    if ("sum" in spec) return spec.sum.map((one) => this.#part(one, kind));
    if ("minus" in spec) return spec.minus.map((one) => this.#part(one, kind));
    return this.#share(spec, kind);
  }

  #share({ over: [dividend, divisor] }: Quotient, kind: NumberKind): readonly [Part, Part] {
    return [this.#part(dividend, kind === "percent" ? "total" : kind), this.#part(divisor, "total")];
  }

  #open(wanted: WantedJoint): readonly Part[] {
    return this.#partsOf(wanted).filter(({ key }) => !this.#known.has(key));
  }

  #value({ key }: Part): number {
    return this.#known.get(key) ?? 0;
  }

  #set({ path, key, unit, map }: Part, value: Figure): void {
    if (this.#known.has(key)) return;
    this.#known.set(key, value);
    if (map === null)
      this.#row.put(path, value === null ? null : unconvert(value, unit, this.#rules.reference));
    else this.#row.put(path, Object.entries(map).find(([, ours]) => ours === value)?.[0] ?? null);
  }

  /** One open field takes what the others leave; of several, the first does and the others are nothing. */
  #solve(wanted: WantedJoint): void {
    const { spec, kind, value } = wanted;
    const [free, ...rest] = this.#open(wanted);
    if (free === undefined) return;
    // With nothing known of the calls, one call as long as the mean says the same as all of them.
    const least = "over" in spec ? 1 : 0;
    for (const part of rest) this.#set(part, value === null ? null : least);
    if (value === null) this.#set(free, null);
    else if ("over" in spec) this.#solveQuotient(this.#share(spec, kind), kind, free, value);
    else {
      const others = this.#partsOf(wanted).filter(({ key }) => key !== free.key);
      const sum = others.reduce((total, part) => total + this.#value(part), 0);
      const isTaken = "minus" in spec && this.#part(spec.minus[1], kind).key === free.key;
      const left = isTaken ? sum - value : "minus" in spec ? value + sum : value - sum;
      this.#set(free, Math.max(0, left));
    }
  }

  #solveQuotient(
    [dividend, divisor]: readonly [Part, Part],
    kind: NumberKind,
    free: Part,
    value: number,
  ): void {
    const scale = kind === "percent" ? 100 : 1;
    if (free.key === dividend.key) this.#set(dividend, (value * this.#value(divisor)) / scale);
    else this.#set(divisor, value === 0 ? 0 : (this.#value(dividend) * scale) / value);
  }

  #putClasses({ below: { limit, classes } }: BelowSpec, value: Figure): void {
    const { settings } = this.#rules;
    const seconds =
      (limit === "short" ? settings.shortAbandonSeconds : settings.thresholdSeconds) ??
      Number.POSITIVE_INFINITY;
    for (const { seconds: end, from } of classes) {
      const inside = end === seconds || (settings.buckets === "cumulative" && end > seconds);
      this.#row.put(from, value === null ? null : inside ? value : 0);
    }
  }

  /** Lists of objects to count: what is asked for most exactly comes first, so that wider questions see it too. */
  #putLists(wanted: readonly Wanted[]): void {
    const counts = wanted.flatMap(({ spec, value }) =>
      typeof spec === "object" && "count" in spec ? [{ count: spec.count, value }] : [],
    );
    const width = ({ where }: Count): number =>
      Object.values(where).reduce<number>((product, values) => product * [values].flat().length, 1);
    counts.sort((one, other) => width(one.count) - width(other.count));
    const lists = new Map<string, { readonly path: FieldPath; readonly objects: unknown[] }>();
    const unknown = new Set(counts.flatMap(({ count, value }) => (value === null ? [keyOf(count.in)] : [])));
    for (const [index, { count, value }] of counts.entries()) {
      const list = lists.get(keyOf(count.in)) ?? { path: count.in, objects: [] };
      lists.set(keyOf(count.in), list);
      const missing = (value ?? 0) - list.objects.filter(matcher(count.where)).length;
      const object = objectFor(
        count,
        counts.slice(0, index).map((one) => one.count),
      );
      for (let added = 0; added < missing; added++) list.objects.push(object);
    }
    // A list counts everything in it, so that none of its figures is known when one is not.
    for (const [key, { path, objects }] of lists) if (!unknown.has(key)) this.#row.put(path, objects);
  }
}

/** An object that a count takes, and where possible none of those before it does. */
function objectFor({ where }: Count, before: readonly Count[]): unknown {
  let choices: RawChoice[] = [[]];
  for (const [path, values] of Object.entries(where))
    choices = choices.flatMap((choice) =>
      [values].flat().map((value): RawChoice => [...choice, [path, value]]),
    );
  const objects = choices.map(made);
  return objects.find((object) => !before.some((count) => matcher(count.where)(object))) ?? objects[0];
}

type RawChoice = readonly (readonly [string, string | number | boolean])[];

function made(choice: RawChoice): unknown {
  const row = new RawRow();
  for (const [path, value] of choice) row.put(path, value);
  return row.toObject();
}
