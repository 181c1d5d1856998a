import { Subject } from "rxjs";
import { Fault } from "../ports/fault.ts";
import type {
  Gpio,
  GpioEdge,
  GpioInputRequest,
  GpioInputs,
  GpioOutputRequest,
  GpioOutputs,
  GpioRequest,
} from "../ports/gpio.ts";
import { chipWords, chooseChip, lineOffset } from "../ports/gpioChips.ts";
import { closedFault, LineLife } from "../ports/lineLife.ts";
import { after } from "../shared/time.ts";
import { type BoardChip, GpioBoard } from "./gpioBoard.ts";

/** Lines of a chip that somebody holds. */
interface Taken {
  readonly board: GpioBoard;
  readonly chip: BoardChip;
  readonly offsets: readonly number[];
  readonly activeLow: boolean;
}

/** GPIO without any: lines that behave as the kernel's do, on a board that tests and the demo can look at and press. */
export class GpioTwin implements Gpio {
  readonly backend = "simulated";
  readonly board: GpioBoard;

  constructor(chips: readonly BoardChip[]) {
    this.board = new GpioBoard(chips);
  }

  async openOutputs(request: GpioOutputRequest, signal: AbortSignal): Promise<GpioOutputs> {
    const taken = this.#take(request, signal);
    const outputs = new TwinOutputs(taken);
    drive(taken, request.initial);
    return outputs;
  }

  async openInputs(request: GpioInputRequest, signal: AbortSignal): Promise<GpioInputs> {
    const taken = this.#take(request, signal);
    const pulledTo = { none: null, up: true, down: false }[request.pull];
    for (const offset of taken.offsets) this.board.listen(taken.chip.label, offset, pulledTo);
    return new TwinInputs(taken, request.debounceMs);
  }

  #take({ chip: wanted, lines, activeLow }: GpioRequest, signal: AbortSignal): Taken {
    if (signal.aborted) throw closedFault("GPIO");
    const chip = chooseChip(this.board.chips, wanted);
    const offsets = lines.map((line) => lineOffset(line, chip, chip.names));
    const busy = offsets.find((offset) => this.board.holder(chip.label, offset) !== null);
    if (busy !== undefined)
      throw new Fault(
        "GPIO_BUSY",
        `line ${busy} of ${chipWords(chip)} is in use by '${this.board.holder(chip.label, busy)}'`,
        "two lights or buttons of this site have the same line: give each its own",
      );
    for (const offset of offsets) this.board.take(chip.label, offset, "bandeau");
    return { board: this.board, chip, offsets, activeLow };
  }
}

function drive({ board, chip, offsets, activeLow }: Taken, levels: readonly boolean[]): void {
  for (const [index, offset] of offsets.entries())
    board.drive(chip.label, offset, (levels[index] === true) !== activeLow);
}

const isThere = ({ board, chip }: Taken): boolean => board.chips.includes(chip);

const goneFault = ({ chip }: Taken): Fault =>
  new Fault("GPIO_GONE", `${chipWords(chip)} is not there any more`, "plug it in again");

function release({ board, chip, offsets }: Taken): void {
  for (const offset of offsets) board.release(chip.label, offset);
}

class TwinOutputs implements GpioOutputs {
  readonly lost: Promise<Fault>;
  readonly #life = new LineLife();
  readonly #taken: Taken;

  constructor(taken: Taken) {
    this.#taken = taken;
    this.lost = this.#life.lost;
  }

  async write(levels: readonly boolean[]): Promise<void> {
    if (!isThere(this.#taken)) this.#life.lose(goneFault(this.#taken));
    if (this.#life.fault !== null) throw this.#life.fault;
    drive(this.#taken, levels);
  }

  async close(): Promise<void> {
    if (this.#life.fault !== null) return;
    this.#life.lose(closedFault("GPIO"));
    release(this.#taken);
  }
}

class TwinInputs implements GpioInputs {
  readonly lost: Promise<Fault>;
  readonly edges$;
  readonly #life = new LineLife();
  readonly #taken: Taken;
  readonly #edges = new Subject<GpioEdge>();
  readonly #settling = new Map<number, () => void>();
  readonly #known: boolean[];

  constructor(taken: Taken, debounceMs: number) {
    this.#taken = taken;
    this.lost = this.#life.lost;
    this.edges$ = this.#edges.asObservable();
    this.#known = this.#levels();
    let seen = this.#known;
    const stop = taken.board.onChange(() => {
      if (!isThere(taken)) return this.#life.lose(goneFault(taken));
      const now = this.#levels();
      for (const [line, level] of now.entries()) if (level !== seen[line]) this.#settle(line, debounceMs);
      seen = now;
    });
    this.#life.ended.addEventListener("abort", () => {
      stop();
      for (const cancel of this.#settling.values()) cancel();
      this.#edges.complete();
    });
  }

  async close(): Promise<void> {
    if (this.#life.fault !== null) return;
    this.#life.lose(closedFault("GPIO"));
    release(this.#taken);
  }

  #levels(): boolean[] {
    const { board, chip, offsets, activeLow } = this.#taken;
    return offsets.map((offset) => board.level(chip.label, offset) !== activeLow);
  }

  /** An edge counts when the line has been quiet for so long. */
  #settle(line: number, debounceMs: number): void {
    this.#settling.get(line)?.();
    this.#settling.set(
      line,
      after(debounceMs, () => {
        this.#settling.delete(line);
        const isActive = this.#levels()[line] === true;
        if (isActive === this.#known[line]) return;
        this.#known[line] = isActive;
        this.#edges.next({ line, isActive });
      }),
    );
  }
}
