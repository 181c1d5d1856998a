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
export const MOST_DATA_BYTES = 4_096;
/** With the byte that ends them. */
const NAME_BYTES = { name: 128, phys: 64, uniq: 64 } as const;
const BUS_USB = 3;
/** `enum uhid_report_type`. */
const FEATURE_REPORT = 0;
const OUTPUT_REPORT = 1;
/** Errno EIO: what a device answers to a report that it does not have. */
const EIO = 5;

/** What the kernel says, as far as a device that we make cares. Reports begin with their number as hidraw has it. */
export type UhidEvent =
  /** A report was written; nothing is said to it. */
  | { readonly kind: "output"; readonly report: Uint8Array }
  /** A report was set; the kernel waits for `setReply` with this number. */
  | {
      readonly kind: "set";
      readonly number: number;
      readonly isFeature: boolean;
      readonly report: Uint8Array;
    }
  /** A report is asked for; the kernel waits for `getReply` with this number. */
  | { readonly kind: "get"; readonly number: number; readonly isFeature: boolean; readonly reportId: number }
  | { readonly kind: "other" };

function text(event: Buffer, at: number, size: number, value: string): void {
  event.write(value.slice(0, size - 1), at, size - 1, "utf8");
}

/** UHID_CREATE2: the kernel makes a HID device of it, with a hidraw node. Numbers are those of this machine, little-endian. */
export function createEvent(info: HidGreeting, physicalPath: string): Uint8Array {
  const descriptor = info.descriptor.subarray(0, MOST_DATA_BYTES);
  const event = Buffer.alloc(EVENT_BYTES);
  event.writeUInt32LE(types.create2, 0);
  text(event, 4, NAME_BYTES.name, info.product ?? "Simulated device");
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
  const number = event.readUInt32LE(4);
  const reportId = event.readUInt8(8);
  const isFeature = event.readUInt8(9) === FEATURE_REPORT;
  if (type === types.getReport) return { kind: "get", number, isFeature, reportId };
  if (type !== types.setReport) return { kind: "other" };
  return { kind: "set", number, isFeature, report: dataOf(event, 12, event.readUInt16LE(10)) };
}

const dataOf = (event: Buffer, at: number, size: number): Uint8Array =>
  Uint8Array.from(event.subarray(at, at + Math.min(size, MOST_DATA_BYTES)));

/** UHID_GET_REPORT_REPLY: what was asked for, or that there is none. */
export function getReply(number: number, report: Uint8Array | null): Uint8Array {
  const data = report?.subarray(0, MOST_DATA_BYTES) ?? new Uint8Array(0);
  const reply = Buffer.alloc(12 + data.length);
  reply.writeUInt32LE(types.getReportReply, 0);
  reply.writeUInt32LE(number, 4);
  reply.writeUInt16LE(report === null ? EIO : 0, 8);
  reply.writeUInt16LE(data.length, 10);
  reply.set(data, 12);
  return reply;
}

/** UHID_SET_REPORT_REPLY: whether it was taken. */
export function setReply(number: number, isTaken: boolean): Uint8Array {
  const reply = Buffer.alloc(10);
  reply.writeUInt32LE(types.setReportReply, 0);
  reply.writeUInt32LE(number, 4);
  reply.writeUInt16LE(isTaken ? 0 : EIO, 8);
  return reply;
}
