import type { GpioChip } from "../ports/gpioChips.ts";

/** One chip of a simulated machine. */
export interface BoardChip extends GpioChip {
  readonly base: number;
  readonly path: string;
  /** What the kernel calls its lines; those beyond have no name. */
  readonly names: readonly string[];
}

/** The header's lines as device trees name them. */
const headerNames: readonly string[] = [
  "ID_SDA",
  "ID_SCL",
  ...Array.from({ length: 26 }, (_, index) => `GPIO${index + 2}`),
];

const chip = (
  label: string,
  lines: number,
  base: number,
  at: number,
  names: readonly string[] = [],
): BoardChip => ({
  label,
  lines,
  base,
  path: `/dev/gpiochip${at}`,
  names,
});

/** The chips of Raspberry Pis as they were seen, by board and kernel. */
export const boards = {
  /** Until Linux 6.1. */
  pi3: [chip("pinctrl-bcm2835", 54, 0, 0, headerNames), chip("raspberrypi-exp-gpio", 8, 504, 1)],
  /** From Linux 6.6 on. */
  pi4: [chip("pinctrl-bcm2711", 58, 512, 0, headerNames), chip("raspberrypi-exp-gpio", 8, 570, 1)],
  /** Linux 6.6: the header is the last of five. */
  pi5: [
    chip("gpio-brcmstb@107d508500", 32, 512, 0),
    chip("gpio-brcmstb@107d508520", 4, 544, 1),
    chip("gpio-brcmstb@107d517c00", 17, 548, 2),
    chip("gpio-brcmstb@107d517c20", 6, 565, 3),
    chip("pinctrl-rp1", 54, 571, 4, headerNames),
  ],
} as const satisfies Readonly<Record<string, readonly BoardChip[]>>;

/** What the kernel refuses, with its word for it. */
class GpioRefusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`${code}: GPIO`);
    this.name = "GpioRefusal";
    this.code = code;
  }
}

interface BoardLine {
  holder: string | null;
  direction: "in" | "out";
  /** Of the wire, whatever polarity its holder thinks in. */
  level: boolean;
}

/** A machine's GPIO lines as they are electrically, and who holds them. Whoever reaches them does so through this. */
export class GpioBoard {
  #chips: readonly BoardChip[];
  readonly #lines = new Map<string, BoardLine>();
  readonly #listeners = new Set<() => void>();

  constructor(chips: readonly BoardChip[]) {
    this.#chips = chips;
  }

  get chips(): readonly BoardChip[] {
    return this.#chips;
  }

  /** As if a chip on USB was pulled out, with all who held lines of it. */
  unplug(label: string): void {
    this.#chips = this.#chips.filter((one) => one.label !== label);
    for (const key of this.#lines.keys()) if (key.startsWith(`${label} `)) this.#lines.delete(key);
    this.#tell();
  }

  take(label: string, offset: number, holder: string): void {
    const line = this.#line(label, offset);
    if (line.holder !== null) throw new GpioRefusal("EBUSY");
    line.holder = holder;
  }

  /** The line keeps its level, as Raspberry Pi kernels do. */
  release(label: string, offset: number): void {
    const line = this.#lines.get(`${label} ${offset}`);
    if (line !== undefined) line.holder = null;
  }

  holder(label: string, offset: number): string | null {
    return this.#line(label, offset).holder;
  }

  direction(label: string, offset: number): "in" | "out" {
    return this.#line(label, offset).direction;
  }

  level(label: string, offset: number): boolean {
    return this.#line(label, offset).level;
  }

  /** Makes the line an output of this level. */
  drive(label: string, offset: number, level: boolean): void {
    this.#set(label, offset, { direction: "out", level });
  }

  /** Makes the line an input; a pull brings it to a level where nothing else does. */
  listen(label: string, offset: number, pulledTo: boolean | null): void {
    const { level } = this.#line(label, offset);
    this.#set(label, offset, { direction: "in", level: pulledTo ?? level });
  }

  /** What the world outside does to an input: somebody presses a button. */
  push(label: string, offset: number, level: boolean): void {
    this.#set(label, offset, { level });
  }

  /** Calls `run` after each change, until the answer is called. */
  onChange(run: () => void): () => void {
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  }

  #set(label: string, offset: number, change: Partial<BoardLine>): void {
    Object.assign(this.#line(label, offset), change);
    this.#tell();
  }

  #tell(): void {
    for (const run of [...this.#listeners]) run();
  }

  #line(label: string, offset: number): BoardLine {
    const lines = this.#chips.find((one) => one.label === label)?.lines;
    if (lines === undefined) throw new GpioRefusal("ENODEV");
    if (offset < 0 || offset >= lines) throw new GpioRefusal("EINVAL");
    const key = `${label} ${offset}`;
    const line = this.#lines.get(key) ?? { holder: null, direction: "in", level: false };
    this.#lines.set(key, line);
    return line;
  }
}
