import type { LightFrame } from "../../../ports/lightDriver.ts";
import { byteAt } from "../byteWords.ts";
import { paddedReport } from "../plainReports.ts";

/** Seven steps of eight bytes, and a tail of eight. */
export const packetBytes = 64;
export const stepBytes = 8;
export const steps = 7;

/** Colours are told in percent. */
export const fullPart = 100;

/** The high half of a step's first byte. */
export const commands = { run: 0x10, reset: 0x20, bootLoader: 0x40, keepAlive: 0x80 } as const;

const checksumAt = 62;

/** Bytes 59 to 61, behind three settings of the Kuando Box that lights do not look at. */
const padding = { at: 59, byte: 0xff, count: 3 } as const;

/** Set in a step's last byte when its tune and volume count; all else zero ends a tune. */
export const soundApplies = 0x80;

/** Where the number of a tune stands in that byte; below it the volume. */
export const tuneShift = 3;

const checksumOf = (packet: Uint8Array): number =>
  packet.subarray(0, checksumAt).reduce((sum, byte) => sum + byte, 0);

/** Whether a packet's last two bytes are the sum of those before, as a light demands. */
export const isIntact = (packet: Uint8Array): boolean =>
  checksumOf(packet) === byteAt(packet, checksumAt) * 256 + byteAt(packet, checksumAt + 1);

/** A packet with this first step, and the others empty. */
export function packet(firstStep: readonly number[]): LightFrame {
  const bytes = new Uint8Array(packetBytes);
  bytes.set(firstStep);
  bytes.fill(padding.byte, padding.at, padding.at + padding.count);
  const sum = checksumOf(bytes);
  bytes.set([sum >> 8, sum & 0xff], checksumAt);
  return paddedReport(packetBytes, bytes);
}
