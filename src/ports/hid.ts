import type { Observable } from "rxjs";
import type { Connection } from "./connection.ts";
import { Fault } from "./fault.ts";

/** A HID device as the system lists it; nothing has to be opened, and nobody has to allow it, to know this. */
export interface HidDeviceInfo {
  /** What is opened, such as `/dev/hidraw3`; another one after each replug. */
  readonly path: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly product: string | null;
  readonly serialNumber: string | null;
  /** Where it is plugged in, such as `usb-0000:01:00.0-1.3/input3`; the same after a replug into the same socket. */
  readonly physicalPath: string | null;
  /** Its report descriptor, which says what it is. */
  readonly descriptor: Uint8Array;
}

/** A HID device, opened: a headset, a busylight, or their twin. */
export interface HidLink extends Connection {
  /** Input reports whole, beginning with their number where reports are numbered. Completes when the link is gone; never errors. */
  readonly reports$: Observable<Uint8Array>;
  /** One output report behind its number, 0 where reports carry none. Rejects with a Fault when the link is down or stuck. */
  write(report: Uint8Array): Promise<void>;
  /** One feature report, as `write`. A device that has none of that number refuses it, which rejects and ends nothing. */
  sendFeature(report: Uint8Array): Promise<void>;
  /** A feature report of so many bytes at most, its number among them and first; refused as `sendFeature` is. */
  readFeature(id: number, length: number): Promise<Uint8Array>;
}

/** What a device says to a feature report that it does not have; the link lives on. */
export function refusedFault(name: string, reportId: number, cause?: unknown): Fault {
  return new Fault(
    "HID_REFUSED",
    `${name} refuses feature report ${reportId}`,
    "this is another model than its ids say, or an older one: set its model in the site's file",
    cause,
  );
}

/** What is plugged in. */
export interface HidDevices {
  list(): Promise<readonly HidDeviceInfo[]>;
  /** One attempt, with its own time limit; rejects with a Fault that carries advice. */
  open(info: HidDeviceInfo, signal: AbortSignal): Promise<HidLink>;
  /** Something was plugged in or pulled out: time to list again. */
  readonly changes$: Observable<void>;
}
