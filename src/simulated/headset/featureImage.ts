/** The feature reports of a device as they were last written; zeros before, but for a bit that is set at power-up. */
export class FeatureImage {
  readonly #bits: ReadonlyMap<number, number>;
  readonly #setAtStart: number | null;
  readonly #written = new Map<number, Uint8Array>();

  /** `bits`: behind the number of each report that the device declares; `setAtStart`: the report whose first bit is set at power-up. */
  constructor(bits: ReadonlyMap<number, number>, setAtStart: number | null) {
    this.#bits = bits;
    this.#setAtStart = setAtStart;
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
    const blank = Uint8Array.of(id, ...new Uint8Array(Math.ceil(bits / 8)));
    if (id === this.#setAtStart) blank[1] = 1;
    return Uint8Array.from(this.#written.get(id) ?? blank);
  }

  clear(): void {
    this.#written.clear();
  }
}
