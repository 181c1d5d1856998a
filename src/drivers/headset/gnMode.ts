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
  const { fields } = readReportDescriptor(descriptor);
  const mode = fields.find(isGnMode);
  if (mode === undefined) return null;
  const bits = fields
    .filter(({ kind, reportId }) => kind === "feature" && reportId === mode.reportId)
    .map(({ bitOffset, bitSize, count }) => bitOffset + bitSize * count);
  return Uint8Array.of(mode.reportId, ...new Uint8Array(Math.ceil(Math.max(...bits) / 8)));
}
