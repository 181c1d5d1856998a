import { basename } from "node:path";
import type { GpioKernel } from "../../../src/adapters/gpio/gpioKernel.ts";
import type { GpioBoard } from "../../../src/simulated/gpioBoard.ts";

const refusal = (code: string): Error => Object.assign(new Error(`${code}: refused`), { code });

/** Lines that were given out, as the kernel keeps them. */
interface Request {
  readonly label: string;
  readonly offsets: readonly number[];
  readonly flags: number;
  readonly debounceMs: number;
  readonly events: Uint8Array[];
  known: boolean[];
  sequence: number;
  neverWaits: boolean;
  stop: () => void;
}

/** How many events the kernel keeps for each line of a request. */
const EVENTS_A_LINE = 16;

/**
 * The kernel's side of the character device, version 2, over a board. Numbers, sizes and places of fields are written
 * out here once more, from linux/gpio.h, so that our own are not judged by themselves.
 */
export class FakeGpioKernel implements GpioKernel {
  /** Devices that may not be opened. */
  readonly denied = new Set<string>();
  /** Calls that fail from now on, by number, with this code. */
  readonly failing = new Map<number, string>();
  readonly #board: GpioBoard;
  readonly #fds = new Map<number, string | Request>();
  #nextFd = 100;

  constructor(board: GpioBoard) {
    this.#board = board;
  }

  get openFiles(): number {
    return this.#fds.size;
  }

  open(path: string): number {
    const name = basename(path);
    if (this.denied.has(name)) throw refusal("EACCES");
    const chip = this.#board.chips.find((one) => basename(one.path) === name);
    if (chip === undefined) throw refusal("ENXIO");
    return this.#add(chip.label);
  }

  ioctl(fd: number, request: number, data: Uint8Array): void {
    const failure = this.failing.get(request);
    if (failure !== undefined) throw refusal(failure);
    const file = this.#fds.get(fd);
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (file === undefined) throw refusal("EBADF");
    if (typeof file === "string") this.#chipCall(file, request, bytes);
    else this.#linesCall(file, request, bytes);
  }

  neverWait(fd: number): void {
    const file = this.#fds.get(fd);
    if (typeof file === "object") file.neverWaits = true;
  }

  read(fd: number, into: Uint8Array): number {
    const file = this.#fds.get(fd);
    if (typeof file !== "object") throw refusal("EBADF");
    if (!file.neverWaits) throw new Error("this reading would wait for ever");
    if (!this.#has(file.label)) throw refusal("ENODEV");
    const taken = file.events.splice(0, Math.floor(into.length / 48));
    for (const [index, event] of taken.entries()) into.set(event, index * 48);
    return taken.length * 48;
  }

  close(fd: number): void {
    const file = this.#fds.get(fd);
    if (!this.#fds.delete(fd)) throw refusal("EBADF");
    if (typeof file !== "object") return;
    file.stop();
    for (const offset of file.offsets) this.#board.release(file.label, offset);
  }

  #add(file: string | Request): number {
    const fd = this.#nextFd++;
    this.#fds.set(fd, file);
    return fd;
  }

  #has(wanted: string): boolean {
    return this.#board.chips.some(({ label }) => label === wanted);
  }

  #chipCall(label: string, request: number, bytes: Buffer): void {
    const chip = this.#board.chips.find((one) => one.label === label);
    if (chip === undefined) throw refusal("ENODEV");
    if (request === 0x8044b401 && bytes.length === 68) {
      bytes.write(basename(chip.path), 0);
      bytes.write(label, 32);
      bytes.writeUInt32LE(chip.lines, 64);
    } else if (request === 0xc100b405 && bytes.length === 256) {
      const offset = bytes.readUInt32LE(64);
      const holder = this.#board.holder(label, offset);
      bytes.write(chip.names[offset] ?? "", 0);
      bytes.write(holder ?? "", 32);
      bytes.writeUInt32LE(holder === null ? 0 : 1, 72);
    } else if (request === 0xc250b407 && bytes.length === 592) this.#getLines(label, bytes);
    else throw refusal("EINVAL");
  }

  #getLines(label: string, bytes: Buffer): void {
    const count = bytes.readUInt32LE(560);
    const offsets = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(index * 4));
    const padding = [bytes.subarray(300, 320), bytes.subarray(568, 588)];
    if (count === 0 || count > 64 || padding.some((part) => part.some((byte) => byte !== 0)))
      throw refusal("EINVAL");
    const flags = Number(bytes.readBigUInt64LE(288));
    let values = 0n;
    let debounceMs = 0;
    for (let index = 0; index < bytes.readUInt32LE(296); index++) {
      const at = 320 + index * 24;
      const all = (1n << BigInt(count)) - 1n;
      if (bytes.readUInt32LE(at + 4) !== 0 || bytes.readBigUInt64LE(at + 16) !== all) throw refusal("EINVAL");
      if (bytes.readUInt32LE(at) === 2) values = bytes.readBigUInt64LE(at + 8);
      if (bytes.readUInt32LE(at) === 3) debounceMs = bytes.readUInt32LE(at + 8) / 1_000;
    }
    if (offsets.some((offset) => this.#board.holder(label, offset) !== null)) throw refusal("EBUSY");
    const consumer = bytes.subarray(256, 288).toString("latin1").replaceAll("\0", "");
    for (const offset of offsets) this.#board.take(label, offset, consumer);
    const made: Request = {
      label,
      offsets,
      flags,
      debounceMs,
      events: [],
      known: [],
      sequence: 0,
      neverWaits: false,
      stop: () => undefined,
    };
    this.#configure(made, values);
    bytes.writeInt32LE(this.#add(made), 588);
  }

  #configure(made: Request, values: bigint): void {
    const { label, offsets, flags } = made;
    const pulledTo = (flags & 0x100) !== 0 ? true : (flags & 0x200) !== 0 ? false : null;
    for (const [index, offset] of offsets.entries())
      if ((flags & 0x8) !== 0) this.#drive(made, index, ((values >> BigInt(index)) & 1n) === 1n);
      else this.#board.listen(label, offset, pulledTo);
    made.known = offsets.map((_, index) => this.#level(made, index));
    if ((flags & 0x30) === 0x30) made.stop = this.#watch(made);
  }

  #drive({ label, offsets, flags }: Request, index: number, isLit: boolean): void {
    this.#board.drive(label, offsets[index] ?? 0, isLit !== ((flags & 0x2) !== 0));
  }

  #level({ label, offsets, flags }: Request, index: number): boolean {
    return this.#board.level(label, offsets[index] ?? 0) !== ((flags & 0x2) !== 0);
  }

  #watch(made: Request): () => void {
    const timers = new Map<number, ReturnType<typeof setTimeout>>();
    let seen = made.known;
    const settle = (index: number): void => {
      const now = this.#level(made, index);
      if (now === made.known[index]) return;
      made.known = made.known.with(index, now);
      this.#queue(made, index, now);
    };
    const stop = this.#board.onChange(() => {
      if (!this.#has(made.label)) return;
      for (const index of made.offsets.keys()) {
        const now = this.#level(made, index);
        if (now === seen[index]) continue;
        seen = seen.with(index, now);
        clearTimeout(timers.get(index));
        if (made.debounceMs === 0) settle(index);
        else
          timers.set(
            index,
            setTimeout(() => settle(index), made.debounceMs),
          );
      }
    });
    return () => {
      stop();
      for (const timer of timers.values()) clearTimeout(timer);
    };
  }

  /** A full memory loses the oldest event, and numbers go on: that is the gap a reader sees. */
  #queue(made: Request, index: number, isRising: boolean): void {
    const event = Buffer.alloc(48);
    made.sequence += 1;
    event.writeUInt32LE(isRising ? 1 : 2, 8);
    event.writeUInt32LE(made.offsets[index] ?? 0, 12);
    event.writeUInt32LE(made.sequence, 16);
    event.writeUInt32LE(made.sequence, 20);
    made.events.push(event);
    if (made.events.length > EVENTS_A_LINE * made.offsets.length) made.events.shift();
  }

  #linesCall(made: Request, request: number, bytes: Buffer): void {
    if (!this.#has(made.label)) throw refusal("ENODEV");
    if (bytes.length !== 16) throw refusal("EINVAL");
    const mask = bytes.readBigUInt64LE(8);
    const isMeant = (index: number): boolean => ((mask >> BigInt(index)) & 1n) === 1n;
    if (request === 0xc010b40f) {
      if ((made.flags & 0x8) === 0) throw refusal("EPERM");
      const bits = bytes.readBigUInt64LE(0);
      for (const index of made.offsets.keys())
        if (isMeant(index)) this.#drive(made, index, ((bits >> BigInt(index)) & 1n) === 1n);
    } else if (request === 0xc010b40e) {
      const bits = made.offsets.reduce(
        (sum, _, index) => sum | (isMeant(index) && this.#level(made, index) ? 1n << BigInt(index) : 0n),
        0n,
      );
      bytes.writeBigUInt64LE(bits, 0);
    } else throw refusal("EINVAL");
  }
}
