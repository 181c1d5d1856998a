import type { LightFrame } from "../../ports/lightDriver.ts";

/**
 * What a device without numbered reports gets of a report: Linux takes a first byte away when it is 0, and only then, so
 * that programs which forget it work all the same. Null for what is no report.
 */
export function strippedPayload(frame: LightFrame): Uint8Array | null {
  if (frame.kind !== "report" && frame.kind !== "feature") return null;
  return frame.bytes[0] === 0 ? frame.bytes.subarray(1) : frame.bytes;
}
