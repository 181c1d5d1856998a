import { counted } from "../config/plainWords.ts";
import type { ReportDescriptor } from "../drivers/headset/reportDescriptor.ts";
import { type ReportField, usageAt, usageOfValue } from "../drivers/headset/reportField.ts";
import type { Control, HeadsetControls } from "../drivers/headset/telephony.ts";
import { describeUsage } from "../drivers/headset/usages.ts";

const callControlWords = {
  full: "full: it asks with its hook, and the Off-Hook LED answers it",
  inputOnly: "input only: it says what is pressed, but has no Off-Hook LED, so it cannot be answered",
  none: "none: it has no telephone's keys. Volume keys and vendor's programs are something else",
} as const;

/** `byte 1 bit 7 – byte 2 bit 2`: byte 0 is the first one in a dump, the number where there is one. */
function bitsText(first: number, size: number, before: number): string {
  const byte = (bit: number): string => `byte ${before + Math.floor(bit / 8)}`;
  const last = first + size - 1;
  if (size === 1) return `${byte(first)} bit ${first % 8}`;
  return byte(first) === byte(last)
    ? `${byte(first)} bits ${first % 8}–${last % 8}`
    : `${byte(first)} bit ${first % 8} – ${byte(last)} bit ${last % 8}`;
}

/** What a value says, as `headset decode` takes it. */
function natureText({ name, type, isSigned }: Control): string {
  if (name === "Reject") return "a 1 is one press";
  if (type === "absolute") return "the value is the state";
  return isSigned ? "above 0 switches on, below 0 off" : "a 1 is one press";
}

/** What a value of an array means, for those values that mean anything here. */
function arrayText(field: ReportField, controls: readonly Control[]): string {
  const named = controls.map(({ name, arrayValue }) => `${arrayValue} ${name}`);
  const first = usageAt(field.usages, 0);
  if (named.length > 0) return `which key is held: 0 none, ${named.join(", ")}`;
  return first === null ? "padding" : `one of several: ${describeUsage(first)} …`;
}

/** One field, or one value of it, as a row: where, and what. */
function fieldRows(field: ReportField, controls: readonly Control[], before: number): [string, string][] {
  const { bitOffset, bitSize, count, usages, isArray } = field;
  const whole = bitsText(bitOffset, bitSize * count, before);
  if (usages.length === 0) return [[whole, "padding"]];
  const inField = (control: Control): boolean =>
    control.bitOffset >= bitOffset && control.bitOffset < bitOffset + bitSize * count;
  const own = controls.filter(inField);
  if (isArray) return [[whole, arrayText(field, own)]];
  const first = usageOfValue(field, 0);
  if (own.length === 0 && first !== null && usageOfValue(field, 1) === first)
    return [[whole, describeUsage(first)]];
  return Array.from({ length: count }, (_, index): [string, string] => {
    const at = bitOffset + index * bitSize;
    const control = own.find((one) => one.bitOffset === at);
    const usage = usageOfValue(field, index) ?? 0;
    const what =
      control === undefined
        ? describeUsage(usage)
        : `${control.name.padEnd(14)} ${describeUsage(usage).slice(0, 9)}${field.kind === "input" ? `  ${natureText(control)}` : ""}`;
    return [bitsText(at, bitSize, before), what];
  });
}

/** The descriptor of a headset for a person, bit by bit where it is a telephone. */
export function describeLines(
  name: string | null,
  controls: HeadsetControls,
  descriptor: ReportDescriptor,
): string[] {
  const before = controls.isNumbered ? 1 : 0;
  const isOurs = (kind: string, id: number): boolean =>
    (kind === "input" && controls.inputs.some(({ reportId }) => reportId === id)) ||
    (kind === "output" && controls.outputs.some(({ reportId }) => reportId === id));
  const ours = descriptor.reports.filter(({ kind, reportId }) => isOurs(kind, reportId));
  const others = descriptor.reports.filter(({ kind, reportId }) => !isOurs(kind, reportId));
  const sections = ours.flatMap(({ kind, reportId, bits }) => {
    const fields = descriptor.fields.filter((field) => field.kind === kind && field.reportId === reportId);
    const held = (kind === "input" ? controls.inputs : controls.outputs).filter(
      (control) => control.reportId === reportId,
    );
    const rows = fields.flatMap((field) => fieldRows(field, held, before));
    const width = Math.max(...rows.map(([where]) => where.length));
    const title = controls.isNumbered ? `${kind} report ${reportId}` : `the ${kind} report`;
    const length = counted(Math.ceil(bits / 8), "byte");
    return [
      "",
      `${title}: ${length}${controls.isNumbered ? ` behind its number (byte 0, ${hexByte(reportId)})` : ""}`,
      ...rows.map(([where, what]) => `  ${where.padEnd(width)}  ${what}`),
    ];
  });
  return [
    ...(name === null ? [] : [name]),
    `call control: ${callControlWords[controls.callControl]}`,
    controls.isNumbered
      ? "every report begins with its number"
      : "reports carry no number; what is written begins with 00",
    ...sections,
    ...otherLines(others.map(({ kind, reportId }) => `${kind} ${reportId}`)),
    ...problemLines(controls.problems),
  ];
}

const hexByte = (value: number): string => value.toString(16).padStart(2, "0");

const otherLines = (others: readonly string[]): string[] =>
  others.length === 0 ? [] : ["", `reports that are not a telephone's: ${others.join(", ")}`];

const problemLines = (problems: readonly string[]): string[] =>
  problems.length === 0 ? [] : ["", "wrong in the descriptor", ...problems.map((problem) => `  ${problem}`)];

/** Bytes as a dump writes them: `02 01 00`. */
export const dumpOf = (bytes: Uint8Array): string => [...bytes].map(hexByte).join(" ");
