/** One Input or Output item of an invented headset, with where its author means its bits to be. */
export interface BuiltField {
  readonly kind: "input" | "output";
  readonly page: number;
  readonly ids: readonly number[];
  readonly size: number;
  readonly isRelative: boolean;
  readonly isConstant: boolean;
  /** Bits of padding behind it. */
  readonly padding: number;
  /** How its usages are written; all of them mean the same. */
  readonly form: "single" | "range" | "long" | "pageLast" | "pushed";
}

export interface BuiltReport {
  readonly id: number;
  readonly fields: readonly BuiltField[];
}

/** Where one usage of the invented headset is. */
export interface BuiltPlace {
  readonly kind: "input" | "output";
  readonly reportId: number;
  readonly usage: number;
  readonly bit: number;
  readonly size: number;
  readonly isRelative: boolean;
}

const short = (prefix: number, value: number): number[] =>
  value < 0x100 ? [prefix | 1, value] : [prefix | 2, value & 0xff, value >> 8];

const four = (prefix: number, page: number, id: number): number[] => [
  prefix | 3,
  id & 0xff,
  id >> 8,
  page & 0xff,
  page >> 8,
];

function usages({ page, ids, form }: BuiltField): number[] {
  const pageItem = short(0x04, page);
  const singles = ids.flatMap((id) => short(0x08, id));
  const [first = 0] = ids;
  const last = ids.at(-1) ?? 0;
  const isRun = ids.every((id, index) => id === first + index);
  if (form === "long") return [...short(0x04, 0x0c), ...ids.flatMap((id) => four(0x08, page, id))];
  if (form === "pageLast") return [...short(0x04, 0x0c), ...singles, ...pageItem];
  if (form === "range" && isRun) return [...pageItem, ...short(0x18, first), ...short(0x28, last)];
  if (form === "pushed") return [...pageItem, 0xa4, ...short(0x04, 0x0c), 0x75, 0x1f, 0xb4, ...singles];
  return [...pageItem, ...singles];
}

/** Writes a headset's descriptor item by item; it knows nothing of how one is read. */
export function buildDescriptor(reports: readonly BuiltReport[], isNumbered: boolean): Uint8Array {
  const body = reports.flatMap(({ id, fields }) => [
    ...(isNumbered ? [0x85, id] : []),
    ...fields.flatMap((field) => {
      const main = field.kind === "input" ? 0x81 : 0x91;
      const flags = 2 | (field.isRelative ? 4 : 0) | (field.isConstant ? 1 : 0);
      const padding = field.padding === 0 ? [] : [0x75, field.padding, 0x95, 1, main, 1];
      const layout = [0x75, field.size, 0x95, field.ids.length];
      return [...layout, ...usages(field), main, flags, ...padding];
    }),
  ]);
  return Uint8Array.from([0x05, 0x0b, 0x09, 0x05, 0xa1, 0x01, 0x15, 0x00, 0x25, 0x01, ...body, 0xc0]);
}

/** Where everything has to be, counted field by field from the author's plan. */
export function placesOf(reports: readonly BuiltReport[], isNumbered: boolean): BuiltPlace[] {
  return reports.flatMap(({ id, fields }) => {
    const next = { input: 0, output: 0 };
    return fields.flatMap((field) => {
      const start = next[field.kind];
      next[field.kind] = start + field.size * field.ids.length + field.padding;
      return field.ids.map((usage, index) => ({
        kind: field.kind,
        reportId: isNumbered ? id : 0,
        usage: field.page * 65_536 + usage,
        bit: start + index * field.size,
        size: field.size,
        isRelative: field.isRelative,
      }));
    });
  });
}

/** A report's length in bits, by the same plan. */
export const plannedBits = ({ fields }: BuiltReport, kind: "input" | "output"): number =>
  fields
    .filter((field) => field.kind === kind)
    .reduce((sum, { size, ids, padding }) => sum + size * ids.length + padding, 0);
