import type { Glass, Run } from "../../../domain/glass.ts";
import type { Instant } from "../../../domain/instant.ts";
import type { VirtualSign } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { encodeModbus, longestFrame, type ModbusRequest, requestAt } from "./frames.ts";
import { type ModbusOptions, registersPerRow } from "./options.ts";
import { RegisterFile } from "./registerFile.ts";
import { shownDigits } from "./shownDigits.ts";

/** A longer silence ends a frame. Ours is far longer than 3.5 characters, because a tty delivers in pieces. */
const silenceMs = 50;
/** A master speaks to all slaves at once under this address, and none of them answers. */
const broadcast = 0;

/** A virtual display of digits: the registers of its map, with the answers and exceptions of a real one. */
export class ModbusSlave implements VirtualSign {
  readonly #model: DisplayModel;
  readonly #options: ModbusOptions;
  #registers: RegisterFile;
  #events = new Map<string, number>();
  #received = new Uint8Array();
  #lastByteAt: Instant = 0;

  constructor(model: DisplayModel, options: ModbusOptions) {
    this.#model = model;
    this.#options = options;
    this.#registers = this.#powerUp();
  }

  get events(): ReadonlyMap<string, number> {
    return this.#events;
  }

  powerCycle(): void {
    this.#registers = this.#powerUp();
    this.#events = new Map();
    this.#received = new Uint8Array();
  }

  /** From here on every write is answered with a device failure, until it is mended. */
  breakDown(isDefective: boolean): void {
    this.#registers.isDefective = isDefective;
  }

  feed(bytes: Uint8Array, at: Instant): readonly Uint8Array[] {
    if (this.#received.length > 0 && at - this.#lastByteAt > silenceMs) {
      this.#received = new Uint8Array();
      this.#count("ignored");
    }
    this.#lastByteAt = at;
    let rest = Uint8Array.from([...this.#received, ...bytes]);
    const answers: Uint8Array[] = [];
    for (let found = requestAt(rest); found.kind !== "more"; found = requestAt(rest)) {
      if (found.kind === "frame") answers.push(...this.#hear(found.frame));
      else this.#count("badCrc");
      rest = rest.subarray(found.kind === "frame" ? found.length : 1);
    }
    this.#received = rest.slice(-longestFrame);
    return answers;
  }

  glass(): Glass {
    const { columns, rows } = this.#model;
    const { register, rowStep, encode } = this.#options;
    return Array.from({ length: rows }, (_, row) => {
      const words = this.#registers.from(register + row * rowStep, registersPerRow(columns, encode));
      return this.#row(row, shownDigits(words, columns, this.#options));
    });
  }

  #row(row: number, digits: readonly string[]): Run[] {
    const { blinkRegister, rowStep } = this.#options;
    const [mask = 0] =
      blinkRegister === undefined ? [] : this.#registers.from(blinkRegister + row * rowStep, 1);
    const colour = this.#model.colours[0] ?? "red";
    const runs = digits.map((text, at) => ({
      text,
      colour,
      blink: Math.floor(mask / 2 ** (digits.length - 1 - at)) % 2 === 1,
    }));
    // A point takes no digit, so a blank before the number makes room for it in a row of characters.
    const hasPoint = digits.some((digit) => digit.length > 1);
    return hasPoint && digits[0] === " " ? runs.slice(1) : runs;
  }

  /** A display that was just plugged in has every register that its map names, and zeros in them. */
  #powerUp(): RegisterFile {
    const { register, rowStep, encode, blinkRegister, brightness, neverWrite } = this.#options;
    const down = (this.#model.rows - 1) * rowStep;
    const last = Math.max(
      register + down + registersPerRow(this.#model.columns, encode) - 1,
      (blinkRegister ?? 0) + down,
      brightness?.register ?? 0,
      ...neverWrite,
    );
    return new RegisterFile(last + 1);
  }

  #count(event: string): void {
    this.#events.set(event, (this.#events.get(event) ?? 0) + 1);
  }

  #hear(request: ModbusRequest): Uint8Array[] {
    const isMine = request.slave === this.#options.slave || request.slave === broadcast;
    this.#count(isMine ? "frames" : "others");
    if (!isMine) return [];
    const answer = this.#registers.answer(request);
    if (answer.name === "exception") this.#count("refused");
    return request.slave === broadcast ? [] : [encodeModbus(answer)];
  }
}
