import { open } from "node:fs/promises";
import { Fault, reasonOf } from "../../ports/fault.ts";
import type { HidLink } from "../../ports/hid.ts";
import type { HidGreeting } from "../../ports/hidLines.ts";
import {
  createEvent,
  destroyEvent,
  EVENT_BYTES,
  getReply,
  inputEvent,
  MOST_DATA_BYTES,
  readUhidEvent,
  setReply,
  type UhidEvent,
} from "./uhidEvents.ts";

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
async function listen(served: ServedDevice, link: HidLink, file: UhidFile): Promise<unknown> {
  try {
    for (let bytes = await file.read(); bytes !== null; bytes = await file.read()) {
      const event = readUhidEvent(bytes);
      if (event.kind === "output") take(served, link, event.report);
      else if (event.kind === "set") await file.write(await setAnswer(served, link, event));
      else if (event.kind === "get") await file.write(await getAnswer(link, event));
    }
    return "the kernel let go of the device";
  } catch (error) {
    return error;
  }
}

/** A driver of the kernel's writes without the 0 that hidraw demands; the link wants it. */
function take({ isNumbered }: ServedDevice, link: HidLink, report: Uint8Array): void {
  const behindNumber = isNumbered || report[0] === 0 ? report : Uint8Array.of(0, ...report);
  // A write that fails ends the link, which is told.
  void link.write(behindNumber).catch(() => undefined);
}

type Asked<Kind> = Extract<UhidEvent, { kind: Kind }>;

async function setAnswer(served: ServedDevice, link: HidLink, event: Asked<"set">): Promise<Uint8Array> {
  const { number, isFeature, report } = event;
  if (!isFeature) {
    take(served, link, report);
    return setReply(number, true);
  }
  const taken = (): boolean => true;
  const refused = (): boolean => false;
  return setReply(number, await link.sendFeature(report).then(taken, refused));
}

async function getAnswer(link: HidLink, { number, isFeature, reportId }: Asked<"get">): Promise<Uint8Array> {
  if (!isFeature) return getReply(number, null);
  const none = (): null => null;
  return getReply(number, await link.readFeature(reportId, MOST_DATA_BYTES).catch(none));
}
