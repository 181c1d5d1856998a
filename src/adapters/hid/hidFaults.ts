import { Fault, reasonOf } from "../../ports/fault.ts";
import type { HidDeviceInfo } from "../../ports/hid.ts";

/** What a fault says of a device. */
export type Whose = Pick<HidDeviceInfo, "path" | "product" | "vendorId">;

/** As people know it, and where it is. */
export const nameOf = ({ path, product }: Whose): string =>
  product === null ? path : `${product} (${path})`;

/**
 * The udev rule that lets a group open the devices of a maker. It matches the kernel's name of the HID device and not
 * the USB device above it, so that a headset over Bluetooth or from a test bench counts too.
 */
export function udevRule({ vendorId }: Pick<Whose, "vendorId">, group: string): string {
  const vendor = vendorId.toString(16).toUpperCase().padStart(4, "0");
  return `SUBSYSTEM=="hidraw", KERNELS=="*:${vendor}:*", GROUP="${group}", MODE="0660"`;
}

/** The device was pulled out, or another one has its name now. */
export function goneFault(whose: Whose, cause?: unknown): Fault {
  return new Fault(
    "HID_GONE",
    `${nameOf(whose)} is not there any more`,
    "plug it in again; bandeau devices lists what is there",
    cause,
  );
}

/** Nobody allowed us to open it. */
function deniedFault(whose: Whose, cause: unknown): Fault {
  return new Fault(
    "HID_DENIED",
    `cannot open ${nameOf(whose)}: permission denied`,
    "install systemd/60-bandeau.rules as /etc/udev/rules.d/60-bandeau.rules, then udevadm control --reload and plug it in again; bandeau devices prints the rule for a device that is not in it; the service also needs DeviceAllow=char-hidraw rw",
    cause,
  );
}

/** The package that talks to HID devices, or a library of the system that it needs, is not installed. */
export function libraryFault(cause: unknown): Fault {
  return new Fault(
    "HID_LIBRARY_MISSING",
    `headsets need node-hid, which cannot be loaded: ${firstLine(cause)}`,
    "sudo apt install libusb-1.0-0; if that is there, install the release for this machine again (npm ci)",
    cause,
  );
}

/** It did not open in time. */
export function lateFault(whose: Whose, limitMs: number): Fault {
  return new Fault(
    "HID_LATE",
    `${nameOf(whose)} did not open within ${limitMs} ms`,
    "unplug it once; try another socket, best one without a hub",
  );
}

/** It took a report and never said that it has it. */
export function stuckFault(whose: Whose, limitMs: number): Fault {
  return new Fault(
    "HID_STUCK",
    `${nameOf(whose)} takes no more reports: a write did not end within ${limitMs} ms`,
    "unplug it once; try another socket, best one without a hub",
  );
}

/** A failed opening in words. The library gives the system's text, and no code. */
export function openFault(whose: Whose, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const text = reasonOf(error);
  if (isMissingLibrary(error)) return libraryFault(error);
  if (/EACCES|EPERM|Permission denied|not permitted/i.test(text)) return deniedFault(whose, error);
  if (/ENOENT|ENXIO|ENODEV|No such (file|device)/i.test(text)) return goneFault(whose, error);
  return new Fault(
    "HID_FAILED",
    `cannot open ${nameOf(whose)}: ${firstLine(error)}`,
    "unplug it once; bandeau devices lists what is there",
    error,
  );
}

/** It failed while it was in use. The library tells a pulled plug by a text only, and not as an `Error`. */
export function brokenFault(whose: Whose, error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault(
    "HID_BROKEN",
    `${nameOf(whose)} failed: ${firstLine(error)}`,
    "check its plug; if it comes again, try another socket, best one without a hub",
    error,
  );
}

/** Node says it with a code where the library is missing; the package, where it has no part for this machine. */
function isMissingLibrary(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return (
    code === "ERR_DLOPEN_FAILED" ||
    code === "MODULE_NOT_FOUND" ||
    code === "ERR_MODULE_NOT_FOUND" ||
    /No native build was found|cannot open shared object/i.test(reasonOf(error))
  );
}

const firstLine = (error: unknown): string => reasonOf(error).split("\n")[0] ?? "";
