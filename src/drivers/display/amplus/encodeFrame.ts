import { bytesOf } from "./codes.ts";

const hex2 = (value: number): string => value.toString(16).toUpperCase().padStart(2, "0");

/** All bytes of a payload combined by exclusive or, as two upper-case hexadecimal digits. */
export function checksumOf(payload: string): string {
  let sum = 0;
  for (const byte of bytesOf(payload)) sum ^= byte;
  return hex2(sum);
}

/** One command as a whole frame for the sign of that number. */
export const encodeFrame = (id: number, payload: string): Uint8Array =>
  bytesOf(`<ID${hex2(id)}>${payload}${checksumOf(payload)}<E>`);
