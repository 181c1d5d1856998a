import { markdownTable } from "../markdownTable.ts";
import { subjectNames } from "./floorSubjects.ts";

/** One line of the benchmark's table: what each program needed for the same thing. */
export interface Figure {
  readonly part: string;
  readonly what: string;
  readonly values: Readonly<Record<string, number>>;
  /** To `minimal`, of this run. */
  readonly ratios: Readonly<Record<string, number>>;
}

/** A line of the table, with the ratios that belong to it. */
export function figure(part: string, what: string, values: ReadonlyMap<string, number>): Figure {
  const minimal = values.get("minimal") ?? Number.NaN;
  const ratios = [...values].map(([name, value]) => [name, value / minimal] as const);
  return { part, what, values: Object.fromEntries(values), ratios: Object.fromEntries(ratios) };
}

/** A part of what each program gave. */
export function each<T>(all: ReadonlyMap<string, T>, of: (one: T) => number): ReadonlyMap<string, number> {
  return new Map([...all].map(([name, one]) => [name, of(one)]));
}

function inWords(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "-";
  if (Math.abs(value) >= 100 || Number.isInteger(value)) return value.toFixed(0);
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(Math.abs(value) >= 1 ? 2 : 3);
}

/** All lines as one table. */
export function figureTable(figures: readonly Figure[]): string {
  const heads = ["part", "what", ...subjectNames, "paced ratio", "daemon ratio"];
  const rows = figures.map(({ part, what, values, ratios }) => [
    part,
    what,
    ...subjectNames.map((name) => inWords(values[name])),
    ...["paced", "daemon"].map((name) => inWords(ratios[name])),
  ]);
  return markdownTable(heads, rows);
}
