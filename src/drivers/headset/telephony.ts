import { type ReportDescriptor, readReportDescriptor } from "./reportDescriptor.ts";
import { isWithin, type ReportField, type ReportKind, usageAt, usageOfValue } from "./reportField.ts";
import { isTelephone, ledName, pages, rejectUsages, telephonyName } from "./usages.ts";

/** One thing that a headset says or takes, and where its bits are. */
export interface Control {
  readonly name: string;
  /** With its page in the upper 16 bits. */
  readonly usage: number;
  /** 0 where reports carry no number. */
  readonly reportId: number;
  /** From the first bit behind the report's number. */
  readonly bitOffset: number;
  readonly bitSize: number;
  /** As the device reports it, whatever the control means. */
  readonly type: "absolute" | "relative";
  readonly isSigned: boolean;
  /** Values outside say nothing (HID 1.11, 5.10); null where every value counts. */
  readonly range: { readonly least: number; readonly most: number } | null;
  /** For a key of an array: the value that stands for it; null: the field is the state itself. */
  readonly arrayValue: number | null;
  /** How many values stand one behind the other; more than one only for arrays, which can hold several keys at once. */
  readonly slots: number;
}

/** A headset as its descriptor describes it. */
export interface HeadsetControls {
  /** Full: it asks with its hook and can be answered. Input only: it tells, and cannot be told that it is off hook. */
  readonly callControl: "full" | "inputOnly" | "none";
  readonly isNumbered: boolean;
  readonly inputs: readonly Control[];
  readonly outputs: readonly Control[];
  /** Bits behind the number of every report of each direction that the device declares, telephony or not. */
  readonly inputBits: ReadonlyMap<number, number>;
  readonly outputBits: ReadonlyMap<number, number>;
  readonly featureBits: ReadonlyMap<number, number>;
  /** What is wrong with the descriptor, in sentences. */
  readonly problems: readonly string[];
}

/** JavaScript's numbers take this many bits as they are; no control of a telephone has more. */
const MOST_CONTROL_BITS = 32;
/** A telephone's page has fewer usages than this; what lies further back in a field is none of its. */
const MOST_VALUES = 256;

const inputName = (usage: number): string | null =>
  rejectUsages.includes(usage) ? "Reject" : telephonyName(usage);

/** All controls of a field. */
function controlsOf(field: ReportField, nameOf: (usage: number) => string | null): Control[] {
  const { bitSize, count, isArray } = field;
  if (bitSize > MOST_CONTROL_BITS) return [];
  const most = Math.min(isArray ? 2 ** bitSize - 1 : count, MOST_VALUES);
  return Array.from({ length: most }, (_, index) => {
    const usage = isArray ? usageAt(field.usages, index) : usageOfValue(field, index);
    const name = usage === null ? null : nameOf(usage);
    return usage === null || name === null ? [] : [controlAt(field, index, usage, name)];
  }).flat();
}

function controlAt(field: ReportField, index: number, usage: number, name: string): Control {
  const { reportId, bitOffset, bitSize, count, isArray, isRelative, logicalMin, logicalMax } = field;
  // A maximum below the minimum is a device that wrote 255 into one byte, where it means −1.
  const hasRange = !isArray && bitSize > 1 && logicalMin < logicalMax;
  return {
    name,
    usage,
    reportId,
    bitOffset: isArray ? bitOffset : bitOffset + index * bitSize,
    bitSize,
    type: isRelative ? "relative" : "absolute",
    isSigned: !isArray && logicalMin < 0 && bitSize > 1,
    range: hasRange ? { least: logicalMin, most: logicalMax } : null,
    // By the letter 0 would be the first key where values begin at 0, yet it is how such a key pad rests.
    arrayValue: isArray ? Math.max(1, logicalMin) + index : null,
    slots: isArray ? count : 1,
  };
}

/** When a usage comes again in a report, which it does where usages are too few for the bits, its first place counts. */
function withoutRepeats(controls: readonly Control[]): Control[] {
  const seen = new Set<string>();
  return controls.filter(({ usage, reportId }) => {
    const key = `${reportId} ${usage}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Where a device has several names for its reject key, the surest one is meant and the others are other keys. */
function withoutDoubtfulRejects(controls: readonly Control[]): Control[] {
  const rejects = controls.filter(({ name }) => name === "Reject").map(({ usage }) => usage);
  const surest = rejectUsages.find((usage) => rejects.includes(usage));
  return controls.filter(({ name, usage }) => name !== "Reject" || usage === surest);
}

/**
 * The fields that make a telephone: those in a telephone's collection at any depth. Makers repeat them on pages of their
 * own, which must not count twice. A device without such a collection may still have a telephone's usages somewhere.
 */
function telephoneFields({ fields }: ReportDescriptor): readonly ReportField[] {
  const within = fields.filter((field) => isWithin(field, isTelephone));
  const speaks = (field: ReportField): boolean =>
    field.kind === "input" && controlsOf(field, telephonyName).length > 0;
  if (within.some(speaks) || !fields.some(speaks)) return within;
  return fields.filter((field) => !isButton(field));
}

/** Outside a telephone's collection a button is any button. */
const isButton = ({ usages }: ReportField): boolean =>
  usages.some(({ first }) => Math.floor(first / 0x1_0000) === pages.button);

const bitsOf = ({ reports }: ReportDescriptor, wanted: ReportKind): Map<number, number> =>
  new Map(reports.filter(({ kind }) => kind === wanted).map(({ reportId, bits }) => [reportId, bits]));

/** Finds a headset's controls; everything is taken from the descriptor and nothing from the model's name. */
export function readHeadset(descriptorBytes: Uint8Array): HeadsetControls {
  const descriptor = readReportDescriptor(descriptorBytes);
  const fields = telephoneFields(descriptor);
  const ofKind = (kind: ReportKind, nameOf: (usage: number) => string | null): Control[] =>
    withoutRepeats(
      fields.filter((field) => field.kind === kind).flatMap((field) => controlsOf(field, nameOf)),
    );
  const inputs = withoutDoubtfulRejects(ofKind("input", inputName));
  const outputs = ofKind("output", ledName);
  const canAsk = inputs.some(({ name }) => name === "HookSwitch");
  const canBeTold = outputs.some(({ name }) => name === "OffHook");
  return {
    callControl: inputs.length === 0 ? "none" : canAsk && canBeTold ? "full" : "inputOnly",
    isNumbered: descriptor.isNumbered,
    inputs,
    outputs,
    inputBits: bitsOf(descriptor, "input"),
    outputBits: bitsOf(descriptor, "output"),
    featureBits: bitsOf(descriptor, "feature"),
    problems: descriptor.problems.map(({ at, message }) => `byte ${at}: ${message}`),
  };
}
