import type { HidDevices } from "../../ports/hid.ts";
import { listHidDevices } from "./listHidDevices.ts";
import { type HidDeps, openHidDevice } from "./openHidDevice.ts";
import { watchFolder } from "./watchFolder.ts";
import { watchHidDevices } from "./watchHidDevices.ts";

/** The HID devices of this machine. */
export function realHidDevices(deps: HidDeps): HidDevices {
  return {
    list: () => listHidDevices(deps.world),
    open: (info, signal) => openHidDevice(info, signal, deps),
    changes$: watchHidDevices(deps.world, watchFolder),
  };
}
