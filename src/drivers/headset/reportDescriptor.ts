import { type DescriptorItem, type DescriptorProblem, itemsOf } from "./descriptorItems.ts";
import { LocalUsages } from "./localUsages.ts";
import type { Collection, ReportField, ReportKind } from "./reportField.ts";

/** The most that Linux takes from a device; it bounds fields, collections and what is pushed as well. */
const MOST_DESCRIPTOR_BYTES = 4_096;
/** A kilobyte of a report is far above what any headset has. */
const MOST_REPORT_BITS = 8_192;

/** A report as it is declared. */
interface DeclaredReport {
  readonly kind: ReportKind;
  readonly reportId: number;
  /** Without its number. */
  readonly bits: number;
}

export interface ReportDescriptor {
  /** Whether each report begins with its number. */
  readonly isNumbered: boolean;
  readonly fields: readonly ReportField[];
  readonly reports: readonly DeclaredReport[];
  readonly problems: readonly DescriptorProblem[];
}

interface Globals {
  readonly page: number;
  readonly logicalMin: number;
  readonly logicalMax: number;
  readonly size: number;
  readonly count: number;
  readonly reportId: number;
}

const atStart: Globals = { page: 0, logicalMin: 0, logicalMax: 0, size: 0, count: 0, reportId: 0 };

const kinds = new Map<number, ReportKind>([
  [8, "input"],
  [9, "output"],
  [11, "feature"],
]);

/** Flags of Input, Output and Feature items (HID 1.11, 6.2.2.5). */
const flags = { constant: 1, variable: 2, relative: 4 } as const;

class DescriptorReader {
  readonly fields: ReportField[] = [];
  readonly reports = new Map<string, DeclaredReport>();
  readonly problems: DescriptorProblem[] = [];
  isNumbered = false;
  #globals = atStart;
  readonly #pushed: Globals[] = [];
  #local = new LocalUsages();
  #collection: Collection | null = null;

  take(item: DescriptorItem): void {
    if (item.type === "global") this.#takeGlobal(item);
    else if (item.type === "local") this.#local.take(item, (message) => this.tell(item.at, message));
    else if (item.type === "main") this.#takeMain(item);
    else this.tell(item.at, "an item of no known type");
  }

  tell(at: number, message: string): void {
    this.problems.push({ at, message });
  }

  /** What has to be true at the end. */
  finish(end: number): void {
    if (this.#collection !== null) this.tell(end, "a collection is not closed");
    const isStray = ({ reportId }: DeclaredReport): boolean => this.isNumbered && reportId === 0;
    if ([...this.reports.values()].some(isStray))
      this.tell(0, "some fields stand before the first report number and belong to no report");
    for (const { kind, reportId, bits } of this.reports.values())
      if (bits > MOST_REPORT_BITS)
        this.tell(0, `${kind} report ${reportId} is longer than ${MOST_REPORT_BITS} bits and is left out`);
  }

  /** Reports that can be read and written, and what is in them. */
  get usable(): { readonly reports: readonly DeclaredReport[]; readonly fields: readonly ReportField[] } {
    const isUsable = ({ reportId, bits }: DeclaredReport): boolean =>
      bits <= MOST_REPORT_BITS && (!this.isNumbered || reportId !== 0);
    const reports = new Map([...this.reports].filter(([, report]) => isUsable(report)));
    const fields = this.fields.filter(({ kind, reportId }) => reports.has(`${kind} ${reportId}`));
    return { reports: [...reports.values()], fields };
  }

  #takeGlobal({ at, tag, unsigned, signed }: DescriptorItem): void {
    if (tag === 0) this.#globals = { ...this.#globals, page: unsigned % 0x1_0000 };
    else if (tag === 1) this.#globals = { ...this.#globals, logicalMin: signed };
    else if (tag === 2) this.#globals = { ...this.#globals, logicalMax: signed };
    else if (tag === 7) this.#globals = { ...this.#globals, size: unsigned };
    else if (tag === 8) this.#takeReportId(at, unsigned);
    else if (tag === 9) this.#globals = { ...this.#globals, count: unsigned };
    else if (tag === 10) this.#pushed.push(this.#globals);
    else if (tag === 11) this.#pop(at);
  }

  #takeReportId(at: number, reportId: number): void {
    this.isNumbered = true;
    if (reportId === 0 || reportId > 255) this.tell(at, `${reportId} is no report number: it is 1 to 255`);
    this.#globals = { ...this.#globals, reportId: reportId > 255 ? 0 : reportId };
  }

  #pop(at: number): void {
    const before = this.#pushed.pop();
    if (before === undefined) this.tell(at, "a pop without a push");
    else this.#globals = before;
  }

  #takeMain(item: DescriptorItem): void {
    const kind = kinds.get(item.tag);
    if (kind !== undefined) this.#addField(kind, item.unsigned);
    else if (item.tag === 10) this.#open();
    else if (item.tag === 12) this.#close(item.at);
    else this.tell(item.at, "a main item that is not defined");
    this.#local = new LocalUsages();
  }

  #open(): void {
    const [first] = this.#local.ranges(this.#globals.page);
    this.#collection = { usage: first?.first ?? 0, parent: this.#collection };
  }

  #close(at: number): void {
    if (this.#collection === null) this.tell(at, "the end of a collection that was not begun");
    else this.#collection = this.#collection.parent;
  }

  #addField(kind: ReportKind, given: number): void {
    const { page, size, count, reportId, logicalMin, logicalMax } = this.#globals;
    const key = `${kind} ${reportId}`;
    const bitOffset = this.reports.get(key)?.bits ?? 0;
    this.reports.set(key, { kind, reportId, bits: bitOffset + size * count });
    if (size === 0 || count === 0) return;
    this.fields.push({
      kind,
      reportId,
      bitOffset,
      bitSize: size,
      count,
      usages: this.#local.ranges(page),
      isArray: (given & flags.variable) === 0,
      isConstant: (given & flags.constant) !== 0,
      isRelative: (given & flags.relative) !== 0,
      logicalMin,
      logicalMax,
      collection: this.#collection,
    });
  }
}

/** Where a device keeps which bit. Any bytes are taken: what does not fit is a problem, and the rest is read. */
export function readReportDescriptor(bytes: Uint8Array): ReportDescriptor {
  const reader = new DescriptorReader();
  if (bytes.length > MOST_DESCRIPTOR_BYTES)
    reader.tell(MOST_DESCRIPTOR_BYTES, `only the first ${MOST_DESCRIPTOR_BYTES} bytes are read`);
  const read = bytes.subarray(0, MOST_DESCRIPTOR_BYTES);
  const { items, problems } = itemsOf(read);
  for (const item of items) reader.take(item);
  reader.finish(read.length);
  return {
    isNumbered: reader.isNumbered,
    ...reader.usable,
    problems: [...reader.problems, ...problems],
  };
}
