import type { HeadsetQuirks } from "./quirks.ts";
import { readReportDescriptor } from "./reportDescriptor.ts";
import { type ReportField, usageAt, usageOf } from "./reportField.ts";

/** Where GN's headsets say whether they speak on their maker's pages (1) or as a telephone (0). */
const gnMode = usageOf(0xff30, 0xffff);

const isGnMode = ({ kind, usages }: ReportField): boolean =>
  kind === "feature" && usageAt(usages, 0) === gnMode;

/**
 * The feature report that has a headset speak as a telephone, to be written when it is opened and at each call; null where it
 * has no such choice.
 */
export function telephoneMode(descriptor: Uint8Array, { gnModeFeature }: HeadsetQuirks): Uint8Array | null {
  if (!gnModeFeature) return null;
  const { fields, reports } = readReportDescriptor(descriptor);
  const field = fields.find(isGnMode);
  if (field === undefined) return null;
  const { reportId } = field;
  const bits = reports.find((one) => one.kind === "feature" && one.reportId === reportId)?.bits ?? 0;
  return Uint8Array.of(reportId, ...new Uint8Array(Math.ceil(bits / 8)));
}
