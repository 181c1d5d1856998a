import fc from "fast-check";

/** Bytes that were right once: cut off somewhere, with a few of them another. */
export function damaged(whole: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(), fc.nat(255));
  return fc.tuple(whole, fc.nat(), fc.array(change, { maxLength: 4 })).map(([right, end, changes]) => {
    const bytes = right.slice(0, end % 3 === 0 ? end % (right.length + 1) : right.length);
    for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
    return bytes;
  });
}

/** Bytes in pieces, wherever they are cut. */
export function* pieces(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let start = 0, piece = 0; start < bytes.length; piece++) {
    const size = sizes[piece % sizes.length] ?? bytes.length;
    yield bytes.subarray(start, start + size);
    start += size;
  }
}
