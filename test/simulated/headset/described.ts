import { headsetTwin } from "../../../src/compose/headsetTwins.ts";
import type { HeadsetConduct } from "../../../src/simulated/headset/conduct.ts";
import { describedHeadsets } from "../../../src/simulated/headset/descriptors.ts";
import type { HeadsetTwin } from "../../../src/simulated/headsetTwin.ts";

/** The twin of a headset that somebody has described. */
export function describedTwin(
  name: string,
  conduct: Partial<HeadsetConduct> = {},
  serialNumber: string | null = null,
): HeadsetTwin {
  const found = describedHeadsets.find((one) => one.name === name);
  if (found === undefined) throw new Error(`nobody has described ${name}`);
  const { vendorId, productId, product } = found;
  const descriptor = Uint8Array.from(Buffer.from(found.descriptor, "hex"));
  return headsetTwin({ vendorId, productId, product, serialNumber, descriptor }, conduct);
}
