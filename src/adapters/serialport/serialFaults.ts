import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { Fault } from "../../ports/fault.ts";

/** udev keeps names here that stay the same at every boot. */
const STABLE_NAMES = "/dev/serial/by-id";

/** Which device a path leads to now, as one text; null when there is none. A device plugged in again is another one. */
export function identityOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev}:${found.ino}:${found.rdev}` : null;
}

/** The stable names of the serial devices that are plugged in now. */
export function stableNames(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}

/** There is no such device; the advice names those that there are. */
export function goneFault(path: string, cause?: unknown, folder = STABLE_NAMES): Fault {
  const present = stableNames(folder).filter((name) => name !== path);
  const others = present.length === 0 ? "none is plugged in" : `plugged in now: ${present.join(", ")}`;
  return new Fault("PORT_GONE", `${path} is not there`, `check the USB cable; ${others}`, cause);
}

/** Looks at the path before the library does, because the kernel's codes are better than the library's texts. */
export function checkDevice(path: string): void {
  try {
    if (!statSync(path).isCharacterDevice()) throw notTty(path);
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw openFault(path, error);
  }
}

/** A failed opening in words. The library gives `strerror` texts without a code, the file system codes. */
export function openFault(path: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/ENOENT|ENOTDIR|ENXIO|ENODEV|No such (file|device)/i.test(text)) return goneFault(path, error);
  if (/EACCES|EPERM|Permission denied|not permitted/i.test(text)) return denied(path, error);
  if (/EBUSY|Cannot lock port|Resource (temporarily unavailable|busy)|resource busy/i.test(text)) {
    return new Fault(
      "PORT_BUSY",
      `another program has ${path}`,
      `stop it; fuser -v ${path} names it (ModemManager and brltty like to take serial ports)`,
      error,
    );
  }
  if (/ENOTTY|Inappropriate ioctl/i.test(text)) return notTty(path, error);
  return new Fault(
    "PORT_FAILED",
    `cannot open ${path}: ${text}`,
    "unplug the adapter once; try another",
    error,
  );
}

/** The line broke while it was in use. */
export function brokenFault(path: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (identityOf(path) === null) return goneFault(path, error);
  const text = error instanceof Error ? error.message : String(error);
  return new Fault("LINE_BROKEN", `${path} failed: ${text}`, "check the cable and the adapter", error);
}

function denied(path: string, cause: unknown): Fault {
  return new Fault(
    "PORT_DENIED",
    `cannot open ${path}: permission denied`,
    "add the service user to group dialout, or install systemd/*.rules",
    cause,
  );
}

function notTty(path: string, cause?: unknown): Fault {
  return new Fault(
    "PORT_NOT_SERIAL",
    `${path} is not a serial port`,
    `write the path of a serial port, best one under ${STABLE_NAMES}`,
    cause,
  );
}
