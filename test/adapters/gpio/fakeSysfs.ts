import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { compileFunction } from "node:vm";
import type { MakePin } from "../../../src/adapters/gpio/onoffPin.ts";
import type { GpioBoard } from "../../../src/simulated/gpioBoard.ts";

const require = createRequire(import.meta.url);

/** A refusal as Node's `fs` throws it. */
const refusal = (code: string): Error => Object.assign(new Error(`${code}: refused`), { code });

/** Thrown ten thousand times in a row: one will do. */
const denied = refusal("EACCES");

interface Exported {
  readonly label: string;
  readonly offset: number;
  activeLow: boolean;
  edge: string;
  /** How many openings are refused until udev has given the rights. */
  refusals: number;
  isThere: boolean;
}

/**
 * The kernel's sysfs for GPIO, over a board: what onoff reads and writes goes to the board's lines, with the kernel's
 * refusals; what we list ourselves is a folder of real files.
 */
export class FakeSysfs {
  readonly folder = mkdtempSync(join(tmpdir(), "bandeau-gpio-"));
  /** How many openings of a fresh line's files are refused. */
  refusals = 0;
  /** Lines whose polarity and direction this user may not change. */
  readonly locked = new Set<number>();
  readonly #board: GpioBoard;
  readonly #lines = new Map<number, Exported>();
  readonly #files = new Map<number, { readonly line: Exported; readonly number: number }>();
  readonly #pollers = new Map<number, () => void>();
  #nextFd = 1_000;

  constructor(board: GpioBoard, { hasExport = true } = {}) {
    this.#board = board;
    const gpio = join(this.folder, "sys/class/gpio");
    const bus = join(this.folder, "sys/bus/gpio/devices");
    for (const folder of [gpio, bus, join(this.folder, "dev")]) mkdirSync(folder, { recursive: true });
    if (hasExport) writeFileSync(join(gpio, "export"), "");
    for (const { label, lines, base, path } of board.chips) {
      const device = join(this.folder, "sys/devices", label, basename(path));
      mkdirSync(device, { recursive: true });
      symlinkSync(device, join(bus, basename(path)));
      writeFileSync(join(this.folder, "dev", basename(path)), "");
      const chip = join(gpio, `gpiochip${base}`);
      mkdirSync(chip);
      symlinkSync(dirname(device), join(chip, "device"));
      for (const [file, text] of Object.entries({ base, label, ngpio: lines }))
        writeFileSync(join(chip, file), `${text}\n`);
    }
    board.onChange(() => this.#poll());
  }

  /** onoff itself, reading and writing this sysfs. */
  readonly loadOnoff = async (): Promise<MakePin> => {
    const file = require.resolve("onoff");
    const module = { exports: {} as { Gpio: new (...words: Parameters<MakePin>) => ReturnType<MakePin> } };
    const ours = (name: string): unknown => {
      if (name === "fs") return this.#fs();
      if (name === "epoll") return { Epoll: this.#epoll() };
      return createRequire(file)(name);
    };
    compileFunction(readFileSync(file, "utf8"), ["require", "module"])(ours, module);
    const { Gpio } = module.exports;
    return (...words) => new Gpio(...words);
  };

  /** As if somebody wrote a number to `unexport`, or the chip is gone. */
  unexport(number: number): void {
    const line = this.#lines.get(number);
    if (line === undefined) return;
    line.isThere = false;
    this.#lines.delete(number);
    this.#board.release(line.label, line.offset);
  }

  isExported(number: number): boolean {
    return this.#lines.has(number);
  }

  /** Exports a line as another program would. */
  export(number: number): void {
    const chip = this.#board.chips.find(({ base, lines }) => number >= base && number < base + lines);
    if (chip === undefined) throw refusal("EINVAL");
    const offset = number - chip.base;
    this.#board.take(chip.label, offset, "sysfs");
    const line = { label: chip.label, offset, activeLow: false, edge: "none", refusals: this.refusals };
    this.#lines.set(number, { ...line, isThere: true });
  }

  /** An interrupt, as a line that nobody can read any more gives one. */
  interrupt(): void {
    for (const poll of this.#pollers.values()) poll();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #line(path: string): { line: Exported; number: number; file: string } {
    const [, digits = "", file = ""] = /\/gpio(\d+)\/(\w*)$/.exec(path) ?? [];
    const number = Number(digits);
    const line = this.#lines.get(number);
    if (line === undefined) throw refusal("ENOENT");
    return { line, number, file };
  }

  #level({ label, offset, activeLow }: Exported): boolean {
    return this.#board.level(label, offset) !== activeLow;
  }

  #fs() {
    const text = (bytes: unknown): string => String(bytes);
    return {
      constants: { O_WRONLY: 1 },
      existsSync: (path: string) => this.#lines.has(Number(/gpio(\d+)\/$/.exec(path)?.[1])),
      writeFileSync: (path: string, data: unknown) => this.#writeFile(path, text(data)),
      readFileSync: (path: string) => Buffer.from(this.#readFile(path)),
      openSync: (path: string) => this.#openFile(path),
      closeSync: (fd: number) => this.#files.delete(fd),
      readSync: (fd: number, buffer: Buffer) => buffer.write(this.#level(this.#opened(fd)) ? "1" : "0"),
      writeSync: (fd: number, buffer: Buffer) => {
        const { label, offset, activeLow } = this.#opened(fd);
        if (this.#board.direction(label, offset) === "in") throw refusal("EPERM");
        this.#board.drive(label, offset, (text(buffer) === "1") !== activeLow);
      },
    };
  }

  #opened(fd: number): Exported {
    const line = this.#files.get(fd)?.line;
    if (line === undefined) throw refusal("EBADF");
    if (!line.isThere || !this.#board.chips.some(({ label }) => label === line.label))
      throw refusal("ENODEV");
    return line;
  }

  #openFile(path: string): number {
    const { line, number } = this.#line(path);
    if (line.refusals > 0) {
      line.refusals -= 1;
      throw denied;
    }
    const fd = this.#nextFd++;
    this.#files.set(fd, { line, number });
    return fd;
  }

  #writeFile(path: string, data: string): void {
    if (path.endsWith("/export")) this.export(Number(data));
    else if (path.endsWith("/unexport")) this.unexport(Number(data));
    else this.#configure(path, data);
  }

  #configure(path: string, data: string): void {
    const { line, number, file } = this.#line(path);
    if (this.locked.has(number)) throw refusal("EACCES");
    const { label, offset } = line;
    if (file === "active_low") line.activeLow = data === "1";
    else if (file === "edge") line.edge = data;
    else if (data === "in") this.#board.listen(label, offset, null);
    // `high` and `low` are the wire's; active_low does not turn them round, and plain `out` drives the wire low.
    else this.#board.drive(label, offset, data === "high");
  }

  #readFile(path: string): string {
    const { line, file } = this.#line(path);
    if (file === "direction") return `${this.#board.direction(line.label, line.offset)}\n`;
    return file === "edge" ? `${line.edge}\n` : line.activeLow ? "1\n" : "0\n";
  }

  #poll(): void {
    for (const poll of [...this.#pollers.values()]) poll();
  }

  #epoll() {
    const sysfs = this;
    return class {
      static readonly EPOLLPRI = 2;
      readonly #told: (error: null, fd: number, events: number) => void;
      constructor(told: (error: null, fd: number, events: number) => void) {
        this.#told = told;
      }
      add(fd: number): void {
        const line = sysfs.#opened(fd);
        let last = sysfs.#level(line);
        sysfs.#pollers.set(fd, () => {
          const isGone = !line.isThere || !sysfs.#board.chips.some(({ label }) => label === line.label);
          const now = isGone ? !last : sysfs.#level(line);
          const isEdge = now !== last && line.edge !== "none";
          last = now;
          if (isEdge) this.#told(null, fd, 2);
        });
      }
      remove(fd: number): void {
        sysfs.#pollers.delete(fd);
      }
    };
  }
}
