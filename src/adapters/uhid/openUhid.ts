import { open } from "node:fs/promises";
import { Fault, reasonOf } from "../../ports/fault.ts";
import type { HidLink } from "../../ports/hid.ts";
import type { HidGreeting } from "../../ports/hidLines.ts";
import { createEvent, destroyEvent, EVENT_BYTES, inputEvent, readUhidEvent } from "./uhidEvents.ts";

/** What we use of `/dev/uhid`; tests hand in their own. */
export interface UhidFile {
  /** One event, or nothing when it is over. */
  read(): Promise<Uint8Array | null>;
  write(event: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

export interface UhidDevice {
  /** Resolves with the reason when the kernel will not have it any more. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

/** What is to become a device. */
export interface ServedDevice {
  readonly info: HidGreeting;
  /** Whether its reports begin with their number; what is written to others begins with a 0 of its own. */
  readonly isNumbered: boolean;
  connect(): HidLink;
}

/** The kernel's door for devices that are made by a program; only root may open it by default. */
export async function openUhidFile(path = "/dev/uhid"): Promise<UhidFile> {
  try {
    const file = await open(path, "r+");
    return {
      read: async () => {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(EVENT_BYTES), 0, EVENT_BYTES, null);
        return bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
      },
      write: async (event) => {
        await file.write(event, 0, event.length, null);
      },
      close: () => file.close(),
    };
  } catch (cause) {
    throw new Fault(
      "UHID_CLOSED",
      `cannot open ${path}: ${reasonOf(cause)}`,
      "sudo modprobe uhid, and run this as root; or use --tcp, which needs neither",
      cause,
    );
  }
}

/** Has the kernel make a real HID device, with a hidraw node, of what is served. */
export async function openUhid(served: ServedDevice, file: UhidFile): Promise<UhidDevice> {
  const link = served.connect();
  let isEnding = false;
  await file.write(createEvent(served.info, "bandeau/input0"));
  const reports = link.reports$.subscribe((report) => {
    // A kernel that takes no report any more says so where we listen.
    void file.write(inputEvent(report)).catch(() => undefined);
  });
  const listening = listen(served, link, file);
  const lost = Promise.race([listening.then(reasonOf), link.lost.then(reasonOf)]);
  const close = async (): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    reports.unsubscribe();
    await link.close();
    // The kernel's last word to this wakes the read that waits.
    await file.write(destroyEvent()).catch(() => undefined);
    await file.close();
  };
  return { lost, close };
}

/** Passes on what the kernel writes; resolves with what ended it. */
async function listen({ isNumbered }: ServedDevice, link: HidLink, file: UhidFile): Promise<unknown> {
  const take = (report: Uint8Array): void => {
    const behindNumber = isNumbered || report[0] === 0 ? report : Uint8Array.of(0, ...report);
    // A write that fails ends the link, which is told.
    void link.write(behindNumber).catch(() => undefined);
  };
  try {
    for (let bytes = await file.read(); bytes !== null; bytes = await file.read()) {
      const event = readUhidEvent(bytes);
      if (event.kind === "output") take(event.report);
      if (event.kind !== "asks") continue;
      if (event.report !== null) take(event.report);
      await file.write(event.reply);
    }
    return "the kernel let go of the device";
  } catch (error) {
    return error;
  }
}
