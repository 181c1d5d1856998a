export type ReportKind = "input" | "output" | "feature";

/** Usages from one to another, both with their page in the upper 16 bits; a single one is a range of itself. */
export interface UsageRange {
  readonly first: number;
  readonly last: number;
}

/** A collection with those around it. */
export interface Collection {
  readonly usage: number;
  readonly parent: Collection | null;
}

/** What one Input, Output or Feature item lays out: `count` values of `bitSize` bits, one behind the other. */
export interface ReportField {
  readonly kind: ReportKind;
  /** 0 where reports carry no number. */
  readonly reportId: number;
  /** From the first bit behind the report's number. */
  readonly bitOffset: number;
  readonly bitSize: number;
  readonly count: number;
  readonly usages: readonly UsageRange[];
  /** An array's values are indices into the usages; else each value is the state of a usage of its own. */
  readonly isArray: boolean;
  /** Says "padding" by the letter, yet real headsets report their hook and mute in such fields. */
  readonly isConstant: boolean;
  readonly isRelative: boolean;
  readonly logicalMin: number;
  readonly logicalMax: number;
  readonly collection: Collection | null;
}

/** A usage with its page, as the tables of usages write it: page × 65,536 + id. */
export const usageOf = (page: number, id: number): number => page * 0x1_0000 + id;

/** `000B:0020` */
export function usageText(usage: number): string {
  const hex = usage.toString(16).toUpperCase().padStart(8, "0");
  return `${hex.slice(0, 4)}:${hex.slice(4)}`;
}

/** The usage at a place of a list of ranges; null behind its end. */
export function usageAt(usages: readonly UsageRange[], index: number): number | null {
  let left = index;
  for (const { first, last } of usages) {
    if (left <= last - first) return first + left;
    left -= last - first + 1;
  }
  return null;
}

/** What one value of a variable field means: usages in order, and the last one for all values that are left. */
export const usageOfValue = ({ usages }: ReportField, index: number): number | null =>
  usageAt(usages, index) ?? usages.at(-1)?.last ?? null;

/** Whether a field stands within a collection of such a usage, however deep. */
export function isWithin(field: ReportField, isWanted: (usage: number) => boolean): boolean {
  for (let around = field.collection; around !== null; around = around.parent)
    if (isWanted(around.usage)) return true;
  return false;
}
