/** Who looks at what: whoever reads one of some changed things has to look again. */
export class Readers<Key, Reader> {
  readonly #of = new Map<Key, Reader[]>();

  constructor(readers: Iterable<Reader>, reads: (reader: Reader) => Iterable<Key>) {
    for (const reader of readers)
      for (const key of reads(reader)) {
        const known = this.#of.get(key);
        if (known) known.push(reader);
        else this.#of.set(key, [reader]);
      }
  }

  /** Everybody who reads one of these. */
  of(keys: Iterable<Key>): ReadonlySet<Reader> {
    const found = new Set<Reader>();
    for (const key of keys) for (const reader of this.#of.get(key) ?? []) found.add(reader);
    return found;
  }
}
