import { readHeadset } from "../drivers/headset/telephony.ts";
import type { HidDeviceInfo } from "../ports/hid.ts";
import type { HeadsetConduct } from "../simulated/headset/conduct.ts";
import { HeadsetTwin } from "../simulated/headsetTwin.ts";

/** A twin of a device with this descriptor. */
export const headsetTwin = (
  info: Omit<HidDeviceInfo, "path" | "physicalPath">,
  conduct: Partial<HeadsetConduct> = {},
): HeadsetTwin => new HeadsetTwin({ info, layout: readHeadset(info.descriptor), conduct });
