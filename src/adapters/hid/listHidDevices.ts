import type { HidDeviceInfo } from "../../ports/hid.ts";
import { type HidWorld, hidrawNames } from "./hidWorld.ts";
import { readHidraw } from "./readHidraw.ts";

/**
 * All HID devices as the kernel lists them: nothing is opened, no USB device is asked, and nobody has to allow it. One
 * that is pulled out while we look is left out.
 */
export async function listHidDevices(world: HidWorld): Promise<HidDeviceInfo[]> {
  const found: HidDeviceInfo[] = [];
  for (const name of hidrawNames(world)) {
    const info = await readHidraw(name, world).catch(() => null);
    if (info !== null) found.push(info);
  }
  return found;
}
