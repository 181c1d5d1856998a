/** The sums that serial displays were met with. */
export const sumKinds = ["xor", "sum8", "neg8", "sum16", "sum24", "crc16"] as const;
export type SumKind = (typeof sumKinds)[number];

/** How many bytes a sum has. */
export const sumBytes: Readonly<Record<SumKind, number>> = {
  xor: 1,
  sum8: 1,
  neg8: 1,
  sum16: 2,
  sum24: 3,
  crc16: 2,
};

const total = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum + byte, 0);

/** The CRC of Modbus: polynomial A001H, least bit first, begun with FFFFH. */
function crc16(bytes: readonly number[]): number {
  return bytes.reduce((crc, byte) => {
    let rest = crc ^ byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xa001 : rest >>> 1;
    return rest;
  }, 0xffff);
}

const sums: Readonly<Record<SumKind, (bytes: readonly number[]) => number>> = {
  xor: (bytes) => bytes.reduce((sum, byte) => sum ^ byte, 0),
  sum8: (bytes) => total(bytes) & 0xff,
  neg8: (bytes) => -total(bytes) & 0xff,
  sum16: (bytes) => total(bytes) & 0xffff,
  sum24: (bytes) => total(bytes) & 0xffffff,
  crc16,
};

/** A sum over bytes. `neg8` is the byte that makes the sum of all bytes zero. */
export const sumOf = (kind: SumKind, bytes: readonly number[]): number => sums[kind](bytes);
