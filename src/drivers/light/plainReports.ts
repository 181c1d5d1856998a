import type { LightFrame } from "../../ports/lightDriver.ts";

/** An output report of a device without numbered reports: a 0 in front, and zeros behind up to its size. */
export function paddedReport(size: number, payload: Iterable<number>): LightFrame {
  const bytes = new Uint8Array(size + 1);
  bytes.set([...payload], 1);
  return { kind: "report", bytes };
}

/**
 * What a device without numbered reports gets of a report: Linux takes a first byte away when it is 0, and only then, so
 * that programs which forget it work all the same. Null for what is no report.
 */
export function strippedPayload(frame: LightFrame): Uint8Array | null {
  if (frame.kind !== "report" && frame.kind !== "feature") return null;
  return frame.bytes[0] === 0 ? frame.bytes.subarray(1) : frame.bytes;
}
