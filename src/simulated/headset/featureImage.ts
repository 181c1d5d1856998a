/** The feature reports of a device as they were last written; zeros before. */
export class FeatureImage {
  readonly #bits: ReadonlyMap<number, number>;
  readonly #written = new Map<number, Uint8Array>();

  /** Bits behind the number of each feature report that the device declares. */
  constructor(bits: ReadonlyMap<number, number>) {
    this.#bits = bits;
  }

  /** Takes a report behind its number; false when the device has none of that number. */
  take(report: Uint8Array): boolean {
    const [id = 0] = report;
    const blank = this.give(id);
    if (blank === null) return false;
    blank.set(report.subarray(0, blank.length));
    this.#written.set(id, blank);
    return true;
  }

  /** A report in its full length behind its number; null when the device has none of that number. */
  give(id: number): Uint8Array | null {
    const bits = this.#bits.get(id);
    if (bits === undefined) return null;
    return Uint8Array.from(this.#written.get(id) ?? [id, ...new Uint8Array(Math.ceil(bits / 8))]);
  }

  clear(): void {
    this.#written.clear();
  }
}
