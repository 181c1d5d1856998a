import { bitsAt, putBits, type TwinControl, type TwinLayout } from "./layout.ts";

const bytesOf = (bits: number): number => Math.ceil(bits / 8);

/** What a headset says now: the value of each of its keys. */
export class InputImage {
  readonly #layout: TwinLayout;
  readonly #values = new Map<TwinControl, number>();

  constructor(layout: TwinLayout) {
    this.#layout = layout;
  }

  control(name: string): TwinControl | null {
    return this.#layout.inputs.find((control) => control.name === name) ?? null;
  }

  value(control: TwinControl): number {
    return this.#values.get(control) ?? 0;
  }

  set(control: TwinControl, value: number): void {
    this.#values.set(control, value);
  }

  clear(): void {
    this.#values.clear();
  }

  /** One whole report, as the headset sends it: with its number only where reports are numbered. */
  report(reportId: number): Uint8Array {
    const { isNumbered, inputs, inputBits } = this.#layout;
    const payload = new Uint8Array(bytesOf(inputBits.get(reportId) ?? 0));
    const slots = new Map<number, number>();
    for (const control of inputs) {
      const value = this.value(control);
      if (control.reportId !== reportId || value === 0) continue;
      const { bitOffset, bitSize, arrayValue } = control;
      const slot = slots.get(bitOffset) ?? 0;
      if (slot >= control.slots) continue;
      putBits(payload, bitOffset + slot * bitSize, bitSize, arrayValue ?? value);
      slots.set(bitOffset, slot + 1);
    }
    return isNumbered ? Uint8Array.of(reportId, ...payload) : payload;
  }
}

/** What was written to a headset: the last report under each number, and so its LEDs. */
export class OutputImage {
  readonly #layout: TwinLayout;
  readonly #reports = new Map<number, Uint8Array>();

  constructor(layout: TwinLayout) {
    this.#layout = layout;
  }

  /** The LEDs that are lit, by name. */
  get lit(): ReadonlySet<string> {
    return new Set(this.#layout.outputs.filter((control) => this.#isLit(control)).map(({ name }) => name));
  }

  /** The names of the LEDs in a report that was taken; null for one that the headset does not know. */
  take(report: Uint8Array): readonly string[] | null {
    const [reportId = -1] = report;
    if (!this.#layout.outputBits.has(reportId)) return null;
    this.#reports.set(reportId, report.slice(1));
    return this.#layout.outputs.filter((control) => control.reportId === reportId).map(({ name }) => name);
  }

  clear(): void {
    this.#reports.clear();
  }

  #isLit({ reportId, bitOffset, bitSize, arrayValue, slots }: TwinControl): boolean {
    const payload = this.#reports.get(reportId);
    if (payload === undefined) return false;
    if (arrayValue === null) return bitsAt(payload, bitOffset, bitSize) !== 0;
    return Array.from({ length: slots }, (_, slot) =>
      bitsAt(payload, bitOffset + slot * bitSize, bitSize),
    ).includes(arrayValue);
  }
}
