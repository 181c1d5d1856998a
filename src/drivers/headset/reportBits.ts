/** A value of up to 32 bits, low bit first, as HID lays values out; null when the report ends before it does. */
export function readBits(bytes: Uint8Array, bitOffset: number, bitSize: number): number | null {
  if (bitOffset + bitSize > bytes.length * 8) return null;
  let value = 0;
  for (let bit = bitSize - 1; bit >= 0; bit--) {
    const at = bitOffset + bit;
    value = value * 2 + (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1);
  }
  return value;
}

/** Puts a value where `readBits` would find it. */
export function writeBits(bytes: Uint8Array, bitOffset: number, bitSize: number, value: number): void {
  for (let bit = 0, left = value; bit < bitSize; bit++, left = Math.floor(left / 2)) {
    const at = bitOffset + bit;
    const mask = 1 << (at & 7);
    const before = bytes[at >> 3] ?? 0;
    bytes[at >> 3] = left % 2 === 1 ? before | mask : before & ~mask;
  }
}
