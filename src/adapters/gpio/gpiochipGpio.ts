import { Subject } from "rxjs";
import type { Fault } from "../../ports/fault.ts";
import type {
  Gpio,
  GpioEdge,
  GpioInputRequest,
  GpioInputs,
  GpioOutputRequest,
  GpioOutputs,
  GpioRequest,
} from "../../ports/gpio.ts";
import { chipWords, chooseChip, lineOffset } from "../../ports/gpioChips.ts";
import { closedFault, LineLife } from "../../ports/lineLife.ts";
import { every } from "../../shared/time.ts";
import {
  EVENT_BYTES,
  grantedLines,
  type LinesRequest,
  lineFlags,
  newLinesRequest,
  newValues,
  readEvents,
  readValues,
  requests,
} from "./gpioAbi.ts";
import { type ChipList, kernelChips, lineInfo, lineNames } from "./gpiochips.ts";
import { busyFault, deniedFault, goneFault, libraryFault, requestFault } from "./gpioFaults.ts";
import type { GpioKernel } from "./gpioKernel.ts";
import { type GpioWorld, realChipName } from "./gpioWorld.ts";
import { codeOf } from "./koffiKernel.ts";

/** How often the kernel is asked for presses: it keeps sixteen for each line, and nobody notices this delay. */
const DRAIN_MS = 20;
/** Events read at once. */
const MOST_EVENTS = 64;
/** Whom gpioinfo names as the holder of our lines. */
const CONSUMER = "bandeau";

/** GPIO through `/dev/gpiochipN`, version 2 of the kernel's interface; a Fault where koffi is not installed. */
export async function gpiochipGpio(world: GpioWorld): Promise<Gpio> {
  const kernel = await world.loadKernel().catch((error: unknown) => {
    throw libraryFault("koffi", error);
  });
  return new GpiochipGpio(world, kernel);
}

/** Lines that the kernel has given to us. */
interface Granted {
  readonly fd: number;
  readonly name: string;
  readonly offsets: readonly number[];
  readonly kernel: GpioKernel;
}

class GpiochipGpio implements Gpio {
  readonly backend = "gpiochip";
  readonly #world: GpioWorld;
  readonly #kernel: GpioKernel;

  constructor(world: GpioWorld, kernel: GpioKernel) {
    this.#world = world;
    this.#kernel = kernel;
  }

  /** All lines of a light in one request, so that it changes its colour at once. */
  async openOutputs(request: GpioOutputRequest, signal: AbortSignal): Promise<GpioOutputs> {
    return new GpiochipOutputs(
      this.#granted(request, signal, {
        flags: lineFlags.output,
        values: request.lines.map((_, index) => request.initial[index] ?? false),
        debounceMicroseconds: 0,
      }),
    );
  }

  async openInputs(request: GpioInputRequest, signal: AbortSignal): Promise<GpioInputs> {
    const pull = { none: 0, up: lineFlags.pullUp, down: lineFlags.pullDown }[request.pull];
    const lines = this.#granted(request, signal, {
      flags: lineFlags.input | lineFlags.risingEdge | lineFlags.fallingEdge | pull,
      values: null,
      debounceMicroseconds: request.debounceMs * 1_000,
    });
    try {
      this.#kernel.neverWait(lines.fd);
      return new GpiochipInputs(lines, levelsOf(lines));
    } catch (error) {
      this.#kernel.close(lines.fd);
      throw requestFault(lines.name, error);
    }
  }

  #granted(
    { chip: wanted, lines, activeLow }: GpioRequest,
    signal: AbortSignal,
    how: Pick<LinesRequest, "flags" | "values" | "debounceMicroseconds">,
  ): Granted {
    if (signal.aborted) throw closedFault("GPIO");
    const kernel = this.#kernel;
    const list = kernelChips(this.#world, kernel);
    const chip = chosen(list, realChipName(wanted, this.#world));
    const chipFd = opened(chip.path, kernel);
    try {
      const named = lines.some((line) => typeof line === "string");
      const names = named ? lineNames(chipFd, chip, kernel) : null;
      const offsets = lines.map((line) => lineOffset(line, chip, names));
      const request = newLinesRequest({
        ...how,
        offsets,
        consumer: CONSUMER,
        flags: how.flags | (activeLow ? lineFlags.activeLow : 0),
      });
      const name = `line ${offsets.join(", ")} of ${chipWords(chip)}`;
      ask(name, () => kernel.ioctl(chipFd, requests.getLines, request), {
        busy: (error) => busy(chipFd, offsets, { chip: chipWords(chip), kernel, error }),
      });
      return { fd: grantedLines(request), name, offsets, kernel };
    } finally {
      kernel.close(chipFd);
    }
  }
}

/** What the lines are now, after active-low. */
function levelsOf({ kernel, fd, offsets }: Granted): boolean[] {
  const values = newValues(offsets.map(() => false));
  kernel.ioctl(fd, requests.getValues, values);
  return readValues(values, offsets.length);
}

function opened(path: string, kernel: GpioKernel): number {
  try {
    return kernel.open(path);
  } catch (error) {
    throw requestFault(path, error);
  }
}

function chosen({ chips, denied }: ChipList, wanted: string) {
  try {
    return chooseChip(chips, wanted);
  } catch (fault) {
    const [path] = denied;
    if (path !== undefined) throw deniedFault(path, fault);
    throw fault;
  }
}

function ask(name: string, call: () => void, { busy }: { busy: (error: unknown) => Fault }): void {
  try {
    call();
  } catch (error) {
    throw codeOf(error) === "EBUSY" ? busy(error) : requestFault(name, error);
  }
}

/** The kernel refuses all lines when one is taken: which, and by whom. */
function busy(
  chipFd: number,
  offsets: readonly number[],
  { chip, kernel, error }: { readonly chip: string; readonly kernel: GpioKernel; readonly error: unknown },
): Fault {
  const taken = offsets
    .map((offset) => ({ offset, ...lineInfo(chipFd, offset, kernel) }))
    .find(({ isUsed }) => isUsed);
  return taken === undefined
    ? busyFault(`line ${offsets.join(", ")} of ${chip}`, null, error)
    : busyFault(`line ${taken.offset} of ${chip}`, taken.consumer || null, error);
}

class GpiochipOutputs implements GpioOutputs {
  readonly lost: Promise<Fault>;
  readonly #life = new LineLife();
  readonly #lines: Granted;

  constructor(lines: Granted) {
    this.#lines = lines;
    this.lost = this.#life.lost;
  }

  async write(levels: readonly boolean[]): Promise<void> {
    if (this.#life.fault !== null) throw this.#life.fault;
    const { kernel, fd, name, offsets } = this.#lines;
    try {
      kernel.ioctl(fd, requests.setValues, newValues(offsets.map((_, index) => levels[index] === true)));
    } catch (error) {
      const fault = goneFault(name, error);
      this.#life.lose(fault);
      kernel.close(fd);
      throw fault;
    }
  }

  async close(): Promise<void> {
    if (this.#life.fault !== null) return;
    this.#life.lose(closedFault(this.#lines.name));
    this.#lines.kernel.close(this.#lines.fd);
  }
}

class GpiochipInputs implements GpioInputs {
  readonly lost: Promise<Fault>;
  readonly edges$;
  readonly #life = new LineLife();
  readonly #lines: Granted;
  readonly #edges = new Subject<GpioEdge>();
  readonly #buffer = new Uint8Array(EVENT_BYTES * MOST_EVENTS);
  #known: boolean[];
  #sequence = 0;

  constructor(lines: Granted, known: boolean[]) {
    this.#lines = lines;
    this.#known = known;
    this.lost = this.#life.lost;
    this.edges$ = this.#edges.asObservable();
    const stop = every(DRAIN_MS, () => this.#drain());
    this.#life.ended.addEventListener("abort", () => {
      stop();
      lines.kernel.close(lines.fd);
      this.#edges.complete();
    });
  }

  async close(): Promise<void> {
    this.#life.lose(closedFault(this.#lines.name));
  }

  #drain(): void {
    const { kernel, fd, name, offsets } = this.#lines;
    try {
      const size = kernel.read(fd, this.#buffer);
      for (const event of readEvents(this.#buffer.subarray(0, size))) {
        const isMissing = event.sequence !== this.#sequence + 1;
        this.#sequence = event.sequence;
        this.#tell(offsets.indexOf(event.offset), event.isRising);
        // The kernel's memory was full: what the lines are now is what counts.
        if (isMissing) for (const [line, level] of levelsOf(this.#lines).entries()) this.#tell(line, level);
      }
    } catch (error) {
      this.#life.lose(goneFault(name, error));
    }
  }

  #tell(line: number, isActive: boolean): void {
    if (this.#life.fault !== null || this.#known[line] === isActive) return;
    this.#known[line] = isActive;
    this.#edges.next({ line, isActive });
  }
}
