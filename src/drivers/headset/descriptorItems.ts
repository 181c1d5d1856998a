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

const types = ["main", "global", "local"] as const;

const longItem = 0xfe;

/** Cuts a descriptor into its items; one that is cut off at the end is a problem, and the last thing that is read. */
export function itemsOf(bytes: Uint8Array): {
  readonly items: readonly DescriptorItem[];
  readonly problems: readonly DescriptorProblem[];
} {
  const items: DescriptorItem[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const prefix = view.getUint8(at);
    const size = (prefix & 3) === 3 ? 4 : prefix & 3;
    const next = at + (prefix === longItem ? 3 + (bytes[at + 1] ?? 0) : 1 + size);
    if (next > bytes.length)
      return { items, problems: [{ at, message: "the last item is cut off: bytes are missing at the end" }] };
    if (prefix !== longItem) {
      const unsigned = bytes.subarray(at + 1, next).reduceRight((value, byte) => value * 256 + byte, 0);
      const signed = unsigned >= 2 ** (8 * size - 1) ? unsigned - 2 ** (8 * size) : unsigned;
      const type = types[(prefix >> 2) & 3] ?? "reserved";
      items.push({ at, type, tag: prefix >> 4, size, unsigned, signed });
    }
    at = next;
  }
  return { items, problems: [] };
}
