/** One item of a report descriptor; long items carry nothing that is defined and are left out (HID 1.11, 6.2.2.3). */
export interface DescriptorItem {
  /** Where its first byte stands. */
  readonly at: number;
  readonly type: "main" | "global" | "local" | "reserved";
  readonly tag: number;
  /** Bytes of data: 0, 1, 2 or 4. */
  readonly size: number;
  readonly unsigned: number;
  readonly signed: number;
}

/** Something in a descriptor that does not fit, and where. */
export interface DescriptorProblem {
  /** Byte of the descriptor, from 0. */
  readonly at: number;
  readonly message: string;
}

const types = ["main", "global", "local", "reserved"] as const;
const sizes = [0, 1, 2, 4] as const;

const longItem = 0xfe;

/** Cuts a descriptor into its items; one that is cut off at the end is a problem, and the last thing that is read. */
export function itemsOf(bytes: Uint8Array): {
  readonly items: readonly DescriptorItem[];
  readonly problems: readonly DescriptorProblem[];
} {
  const items: DescriptorItem[] = [];
  for (let at = 0; at < bytes.length; ) {
    const prefix = bytes[at] ?? 0;
    const size = sizes[prefix & 3] ?? 0;
    const next = at + (prefix === longItem ? 3 + (bytes[at + 1] ?? 0) : 1 + size);
    if (next > bytes.length)
      return { items, problems: [{ at, message: "the last item is cut off: bytes are missing at the end" }] };
    if (prefix !== longItem) {
      const data = bytes.subarray(at + 1, next);
      const unsigned = data.reduceRight((value, byte) => value * 256 + byte, 0);
      const isNegative = ((data.at(-1) ?? 0) & 0x80) !== 0;
      const signed = isNegative ? unsigned - 2 ** (8 * size) : unsigned;
      items.push({
        at,
        type: types[(prefix >> 2) & 3] ?? "reserved",
        tag: prefix >> 4,
        size,
        unsigned,
        signed,
      });
    }
    at = next;
  }
  return { items, problems: [] };
}
