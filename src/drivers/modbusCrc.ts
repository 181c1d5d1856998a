/** CRC-16/MODBUS: polynomial A001H reflected, start FFFFH (Modbus over Serial Line V1.02, 6.2.2). */
export function crc16(bytes: Iterable<number>): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

/** The bytes with their checksum behind them, its low byte first. */
export function withCrc(bytes: readonly number[]): Uint8Array {
  const crc = crc16(bytes);
  return Uint8Array.from([...bytes, crc & 0xff, crc >> 8]);
}

/** Whether bytes end in their own checksum: the sum over both is then zero. */
export const hasRightCrc = (bytes: Uint8Array): boolean => crc16(bytes) === 0;
