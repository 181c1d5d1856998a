/**
 * Structs of the kernel's character device for GPIO, version 2 (linux/gpio.h, from Linux 5.10 on): the same on arm,
 * arm64 and x64, little-endian, and every byte of padding zero, else the kernel refuses them.
 */

export const requests = {
  chipInfo: 0x8044_b401,
  lineInfo: 0xc100_b405,
  getLines: 0xc250_b407,
  getValues: 0xc010_b40e,
  setValues: 0xc010_b40f,
} as const;

export const lineFlags = {
  used: 0x1,
  activeLow: 0x2,
  input: 0x4,
  output: 0x8,
  risingEdge: 0x10,
  fallingEdge: 0x20,
  pullUp: 0x100,
  pullDown: 0x200,
  noPull: 0x400,
} as const;

const attributes = { values: 2, debounce: 3 } as const;

export const EVENT_BYTES = 48;

const text = (bytes: Uint8Array, at: number): string =>
  Buffer.from(bytes.subarray(at, at + 32))
    .toString("latin1")
    .replace(/\0.*$/s, "");

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const newChipInfo = (): Uint8Array => new Uint8Array(68);

export const readChipInfo = (info: Uint8Array): { name: string; label: string; lines: number } => ({
  name: text(info, 0),
  label: text(info, 32),
  lines: view(info).getUint32(64, true),
});

export function newLineInfo(offset: number): Uint8Array {
  const info = new Uint8Array(256);
  view(info).setUint32(64, offset, true);
  return info;
}

/** `consumer` is who holds the line, in its own word. */
export const readLineInfo = (info: Uint8Array): { name: string; consumer: string; isUsed: boolean } => ({
  name: text(info, 0),
  consumer: text(info, 32),
  isUsed: (view(info).getUint32(72, true) & lineFlags.used) !== 0,
});

export interface LinesRequest {
  readonly offsets: readonly number[];
  /** Shown by gpioinfo as the holder of the lines. */
  readonly consumer: string;
  readonly flags: number;
  /** Logical, after active-low, one for each line; null for inputs. */
  readonly values: readonly boolean[] | null;
  /** 0 for none. */
  readonly debounceMicroseconds: number;
}

const CONFIG = 288;
const FIRST_ATTRIBUTE = CONFIG + 32;
const ATTRIBUTE_BYTES = 24;

export function newLinesRequest(wanted: LinesRequest): Uint8Array {
  const bytes = new Uint8Array(592);
  const to = view(bytes);
  for (const [index, offset] of wanted.offsets.entries()) to.setUint32(index * 4, offset, true);
  bytes.set(Buffer.from(wanted.consumer.slice(0, 31), "latin1"), 256);
  to.setBigUint64(CONFIG, BigInt(wanted.flags), true);
  const all = maskOf(wanted.offsets.map(() => true));
  const given: [number, bigint][] = [
    ...(wanted.values === null
      ? []
      : [[attributes.values, maskOf(wanted.values)] satisfies [number, bigint]]),
    ...(wanted.debounceMicroseconds === 0
      ? []
      : [[attributes.debounce, BigInt(wanted.debounceMicroseconds)] satisfies [number, bigint]]),
  ];
  to.setUint32(CONFIG + 8, given.length, true);
  for (const [index, [id, value]] of given.entries()) {
    const at = FIRST_ATTRIBUTE + index * ATTRIBUTE_BYTES;
    to.setUint32(at, id, true);
    to.setBigUint64(at + 8, value, true);
    to.setBigUint64(at + 16, all, true);
  }
  to.setUint32(560, wanted.offsets.length, true);
  return bytes;
}

/** The descriptor of the lines that the kernel wrote into a request. */
export const grantedLines = (request: Uint8Array): number => view(request).getInt32(588, true);

function maskOf(levels: readonly boolean[]): bigint {
  return levels.reduce((mask, level, index) => mask | (level ? 1n << BigInt(index) : 0n), 0n);
}

/** Values of so many lines, for reading and for writing. */
export function newValues(levels: readonly boolean[]): Uint8Array {
  const bytes = new Uint8Array(16);
  view(bytes).setBigUint64(0, maskOf(levels), true);
  view(bytes).setBigUint64(8, maskOf(levels.map(() => true)), true);
  return bytes;
}

export function readValues(bytes: Uint8Array, lines: number): boolean[] {
  const bits = view(bytes).getBigUint64(0, true);
  return Array.from({ length: lines }, (_, index) => ((bits >> BigInt(index)) & 1n) === 1n);
}

/** An edge: logical, after active-low. `sequence` counts all edges of a request, so that a gap tells of lost ones. */
export interface LineEvent {
  readonly isRising: boolean;
  readonly offset: number;
  readonly sequence: number;
}

export function readEvents(bytes: Uint8Array): LineEvent[] {
  const from = view(bytes);
  return Array.from({ length: Math.floor(bytes.length / EVENT_BYTES) }, (_, index) => {
    const at = index * EVENT_BYTES;
    return {
      isRising: from.getUint32(at + 8, true) === 1,
      offset: from.getUint32(at + 12, true),
      sequence: from.getUint32(at + 16, true),
    };
  });
}
