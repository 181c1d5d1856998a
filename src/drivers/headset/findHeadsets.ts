import { usbPortOf } from "../../domain/usbIdentity.ts";
import type { HidDeviceInfo } from "../../ports/hid.ts";
import { type HeadsetFile, type KnownHeadset, quirksFor } from "./quirks.ts";
import { type HeadsetControls, readHeadset } from "./telephony.ts";

/** A headset among the HID devices, with all that is known of it. */
export interface FoundHeadset extends HidDeviceInfo {
  readonly callControl: "full" | "inputOnly";
  readonly controls: HeadsetControls;
  readonly model: string;
  readonly known: KnownHeadset;
}

/**
 * The headsets among HID devices: one for each thing that is plugged in, though the kernel may have several names for it.
 * What a device is, its descriptor tells and nothing else.
 */
export function findHeadsets(
  devices: readonly HidDeviceInfo[],
  files: Iterable<HeadsetFile>,
): readonly FoundHeadset[] {
  const all = [...files];
  const byThing = new Map<string, FoundHeadset>();
  for (const info of devices) {
    const controls = readHeadset(info.descriptor);
    const { callControl } = controls;
    if (callControl === "none") continue;
    const known = quirksFor(info, all);
    const found = { ...info, callControl, controls, model: known.model, known };
    const thing = thingOf(info);
    const other = byThing.get(thing);
    if (other === undefined || isBetter(found, other)) byThing.set(thing, found);
  }
  return [...byThing.values()];
}

/** Nothing but its own path tells a device without a socket from another one. */
function thingOf({ path, physicalPath, vendorId, productId, serialNumber }: HidDeviceInfo): string {
  return JSON.stringify(
    physicalPath === null ? path : [usbPortOf(physicalPath), vendorId, productId, serialNumber],
  );
}

function isBetter(one: FoundHeadset, other: FoundHeadset): boolean {
  if (one.callControl !== other.callControl) return one.callControl === "full";
  return countOf(one) > countOf(other);
}

const countOf = ({ controls }: FoundHeadset): number => controls.inputs.length + controls.outputs.length;
