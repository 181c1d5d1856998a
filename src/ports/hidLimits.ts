/** How long we wait for a HID device, in milliseconds. Every wait on hardware has an end. */
export interface HidLimits {
  /** For the opening itself, once somebody may. */
  readonly openMs: number;
  /** How long a refused permission may still be granted: udev sets it a moment after the device is there. */
  readonly deniedMs: number;
  /** For one report. A headset was seen to take 200 ms; one that takes a second is stuck. */
  readonly writeMs: number;
  readonly closeMs: number;
  /** How often we look whether the device is still there: the library may notice later, or never. */
  readonly watchMs: number;
}

/** Limits for devices in service. */
export const hidLimits: HidLimits = {
  openMs: 5_000,
  deniedMs: 5_000,
  writeMs: 1_000,
  closeMs: 2_000,
  watchMs: 1_000,
};
