import type { HidGreeting } from "../../ports/hidLines.ts";

/** `struct uhid_event` of linux/uhid.h: a type of 4 bytes, room for the longest of its forms (UHID_CREATE2), and 4 of padding. */
export const EVENT_BYTES = 4_380;

/** `enum uhid_event_type`. */
const types = {
  destroy: 1,
  output: 6,
  getReport: 9,
  getReportReply: 10,
  create2: 11,
  input2: 12,
  setReport: 13,
  setReportReply: 14,
} as const;

/** Longest report and longest descriptor. */
const MOST_DATA_BYTES = 4_096;
/** With the byte that ends them. */
const NAME_BYTES = { name: 128, phys: 64, uniq: 64 } as const;
const BUS_USB = 3;
/** `enum uhid_report_type`. */
const OUTPUT_REPORT = 1;
/** Errno EIO: what a device without feature reports answers. */
const EIO = 5;

/** What the kernel says, as far as a headset cares. */
export type UhidEvent =
  /** A report was written. */
  | { readonly kind: "output"; readonly report: Uint8Array }
  /** The kernel waits for `reply`; `report` is null where it asks for one. */
  | { readonly kind: "asks"; readonly reply: Uint8Array; readonly report: Uint8Array | null }
  | { readonly kind: "other" };

function text(event: Buffer, at: number, size: number, value: string): void {
  event.write(value.slice(0, size - 1), at, size - 1, "utf8");
}

/** UHID_CREATE2: the kernel makes a HID device of it, with a hidraw node. Numbers are those of this machine, little-endian. */
export function createEvent(info: HidGreeting, physicalPath: string): Uint8Array {
  const descriptor = info.descriptor.subarray(0, MOST_DATA_BYTES);
  const event = Buffer.alloc(EVENT_BYTES);
  event.writeUInt32LE(types.create2, 0);
  text(event, 4, NAME_BYTES.name, info.product ?? "Simulated headset");
  text(event, 132, NAME_BYTES.phys, physicalPath);
  text(event, 196, NAME_BYTES.uniq, info.serialNumber ?? "");
  event.writeUInt16LE(descriptor.length, 260);
  event.writeUInt16LE(BUS_USB, 262);
  event.writeUInt32LE(info.vendorId, 264);
  event.writeUInt32LE(info.productId, 268);
  // Version and country stay 0.
  event.set(descriptor, 280);
  return event;
}

/** UHID_INPUT2: a report of the device. */
export function inputEvent(report: Uint8Array): Uint8Array {
  const data = report.subarray(0, MOST_DATA_BYTES);
  const event = Buffer.alloc(6 + data.length);
  event.writeUInt32LE(types.input2, 0);
  event.writeUInt16LE(data.length, 4);
  event.set(data, 6);
  return event;
}

/** UHID_DESTROY: the device is pulled out. */
export function destroyEvent(): Uint8Array {
  const event = Buffer.alloc(4);
  event.writeUInt32LE(types.destroy, 0);
  return event;
}

/** What the kernel says in one read. */
export function readUhidEvent(bytes: Uint8Array): UhidEvent {
  const event = Buffer.alloc(EVENT_BYTES);
  event.set(bytes.subarray(0, EVENT_BYTES));
  const type = event.readUInt32LE(0);
  if (type === types.output)
    return event.readUInt8(4_102) === OUTPUT_REPORT
      ? { kind: "output", report: dataOf(event, 4, event.readUInt16LE(4_100)) }
      : { kind: "other" };
  if (type === types.getReport) return { kind: "asks", reply: getReply(event), report: null };
  if (type !== types.setReport) return { kind: "other" };
  const isOutput = event.readUInt8(9) === OUTPUT_REPORT;
  const report = isOutput ? dataOf(event, 12, event.readUInt16LE(10)) : null;
  return { kind: "asks", reply: setReply(event, isOutput ? 0 : EIO), report };
}

const dataOf = (event: Buffer, at: number, size: number): Uint8Array =>
  Uint8Array.from(event.subarray(at, at + Math.min(size, MOST_DATA_BYTES)));

function getReply(asked: Buffer): Uint8Array {
  const reply = Buffer.alloc(12);
  reply.writeUInt32LE(types.getReportReply, 0);
  reply.writeUInt32LE(asked.readUInt32LE(4), 4);
  reply.writeUInt16LE(EIO, 8);
  return reply;
}

function setReply(asked: Buffer, error: number): Uint8Array {
  const reply = Buffer.alloc(10);
  reply.writeUInt32LE(types.setReportReply, 0);
  reply.writeUInt32LE(asked.readUInt32LE(4), 4);
  reply.writeUInt16LE(error, 8);
  return reply;
}
