import { devicesFolder } from "../compose.ts";
import { loadDevices } from "../config/loadDevices.ts";
import { type HeadsetFile, headsetFileSchema } from "../drivers/headset/quirks.ts";

/** The families of headsets that come with the program. */
export async function shippedHeadsets(): Promise<readonly HeadsetFile[]> {
  const { byId } = await loadDevices({
    folders: [{ path: `${devicesFolder}/headsets`, mark: null }],
    schema: headsetFileSchema,
    prove: () => undefined,
  });
  return [...new Set(byId.values())];
}
