import { bytesOf, frameCode } from "./codes.ts";

/** The sum of all bytes from STX to ETX, both included, as four upper-case hexadecimal digits. */
export function checksumOf(body: Iterable<number>): string {
  let sum = frameCode.STX + frameCode.ETX;
  for (const byte of body) sum += byte;
  return (sum & 0xffff).toString(16).toUpperCase().padStart(4, "0");
}

export interface Envelope {
  readonly type: string;
  readonly address: string;
  readonly syncByte: number;
  readonly syncCount: number;
  readonly checksum: boolean;
}

/** One command, from its code byte on, as a whole frame for a sign. */
export function encodeFrame(envelope: Envelope, body: readonly number[]): Uint8Array {
  const tail = envelope.checksum ? [frameCode.ETX, ...bytesOf(checksumOf(body))] : [];
  return Uint8Array.from([
    ...new Array<number>(envelope.syncCount).fill(envelope.syncByte),
    frameCode.SOH,
    ...bytesOf(envelope.type + envelope.address),
    frameCode.STX,
    ...body,
    ...tail,
    frameCode.EOT,
  ]);
}
