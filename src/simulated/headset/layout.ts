/** Where one thing that a headset says or takes has its bits; what the headset drivers read from a descriptor fits. */
export interface TwinControl {
  readonly name: string;
  /** 0 where reports carry no number. */
  readonly reportId: number;
  /** From the first bit behind the report's number. */
  readonly bitOffset: number;
  readonly bitSize: number;
  readonly type: "absolute" | "relative";
  /** It has a value for on and one for off, and rests at 0. */
  readonly isSigned: boolean;
  /** For a key of an array: the value that stands for it. */
  readonly arrayValue: number | null;
  readonly slots: number;
}

/** A headset's bits, as its report descriptor lays them out. */
export interface TwinLayout {
  readonly isNumbered: boolean;
  readonly inputs: readonly TwinControl[];
  readonly outputs: readonly TwinControl[];
  /** Bits behind the number of each declared report. */
  readonly inputBits: ReadonlyMap<number, number>;
  readonly outputBits: ReadonlyMap<number, number>;
  readonly featureBits: ReadonlyMap<number, number>;
}

/** A value of some bits, low bit first; bits that the report has not are 0. */
export function bitsAt(payload: Uint8Array, offset: number, size: number): number {
  let value = 0;
  for (let bit = size - 1; bit >= 0; bit--) {
    const byte = payload[(offset + bit) >> 3] ?? 0;
    value = value * 2 + ((byte >> ((offset + bit) & 7)) & 1);
  }
  return value;
}

/** Puts a value into bits that are 0; a negative one as its two's complement. */
export function putBits(payload: Uint8Array, offset: number, size: number, value: number): void {
  let left = value < 0 ? value + 2 ** size : value;
  for (let bit = offset; bit < offset + size; bit++, left = Math.floor(left / 2)) {
    const byte = payload[bit >> 3];
    if (byte !== undefined) payload[bit >> 3] = byte | ((left % 2) << (bit & 7));
  }
}
