const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** A value of up to 32 bits, low bit first, as HID lays values out; null when the report ends before it does. */
export function readBits(bytes: Uint8Array, bitOffset: number, bitSize: number): number | null {
  if (bitOffset + bitSize > bytes.length * 8) return null;
  const view = viewOf(bytes);
  let value = 0;
  for (let at = bitOffset + bitSize - 1; at >= bitOffset; at--)
    value = value * 2 + ((view.getUint8(at >> 3) >> (at & 7)) & 1);
  return value;
}

/** Puts a value into bits that are 0, where `readBits` finds it. */
export function writeBits(bytes: Uint8Array, bitOffset: number, bitSize: number, value: number): void {
  const view = viewOf(bytes);
  for (let bit = 0, left = value; bit < bitSize; bit++, left = Math.floor(left / 2)) {
    const at = bitOffset + bit;
    view.setUint8(at >> 3, view.getUint8(at >> 3) | ((left % 2) << (at & 7)));
  }
}
