import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { Subject } from "rxjs";
import { Fault } from "../../ports/fault.ts";
import type {
  Gpio,
  GpioEdge,
  GpioInputRequest,
  GpioInputs,
  GpioOutputRequest,
  GpioOutputs,
  GpioRequest,
} from "../../ports/gpio.ts";
import { chooseChip, lineOffset } from "../../ports/gpioChips.ts";
import { closedFault, LineLife } from "../../ports/lineLife.ts";
import { monotonicMs, sleep } from "../../shared/time.ts";
import {
  deniedFault,
  goneFault,
  libraryFault,
  misconfiguredFault,
  requestFault,
  sysfsFault,
} from "./gpioFaults.ts";
import { type GpioWorld, realChipName, sysfsChips, sysfsState } from "./gpioWorld.ts";
import { codeOf } from "./koffiKernel.ts";
import type { MakePin, OnoffPin } from "./onoffPin.ts";

/** udev gives the rights on a new line's files a moment after the kernel has made them. */
const RIGHTS_MS = 2_000;
const RIGHTS_STEP_MS = 100;

/** GPIO through `/sys/class/gpio` by onoff; a Fault where this kernel or this installation cannot. */
export async function onoffGpio(world: GpioWorld): Promise<Gpio> {
  const state = sysfsState(world);
  if (state !== "legacy") throw sysfsFault(state);
  const exporting = join(world.sys, "class/gpio/export");
  // Under systemd's ProtectKernelTunables all of sysfs is read-only, for root too.
  await access(exporting, constants.W_OK).catch((error: unknown) => {
    throw deniedFault(exporting, error);
  });
  const make = await world.loadOnoff().catch((error: unknown) => {
    throw libraryFault("onoff", error);
  });
  return new OnoffGpio(world, make);
}

const nameOf = (number: number): string => `GPIO number ${number} of sysfs`;

class OnoffGpio implements Gpio {
  readonly backend = "onoff";
  readonly #world: GpioWorld;
  readonly #make: MakePin;
  /**
   * Outputs stay exported, and so keep their level, when they are closed: an unexported line of many kernels becomes an
   * input, and a relay clicks. At most one for each line of the machine.
   */
  readonly #outputs = new Map<number, OnoffPin>();

  constructor(world: GpioWorld, make: MakePin) {
    this.#world = world;
    this.#make = make;
  }

  async openOutputs(request: GpioOutputRequest, signal: AbortSignal): Promise<GpioOutputs> {
    const numbers = sysfsNumbers(request, this.#world);
    const pins: OnoffPin[] = [];
    for (const [index, number] of numbers.entries())
      pins.push(
        await patiently(number, signal, () => this.#output(number, request, request.initial[index] ?? false)),
      );
    return new OnoffOutputs(numbers, pins, (number) => this.#forget(number));
  }

  async openInputs(request: GpioInputRequest, signal: AbortSignal): Promise<GpioInputs> {
    if (request.pull !== "none")
      throw new Fault(
        "GPIO_NO_PULL",
        "sysfs cannot set a pull-up or pull-down",
        "write backend: gpiochip for this button; or pull: none, and gpio=17=pu in config.txt or a resistor",
      );
    const numbers = sysfsNumbers(request, this.#world);
    const pins: OnoffPin[] = [];
    try {
      for (const number of numbers)
        pins.push(await patiently(number, signal, () => this.#input(number, request)));
    } catch (error) {
      for (const pin of pins) pin.unexport();
      throw error;
    }
    return new OnoffInputs(numbers, pins);
  }

  /** `high` and `low` are levels of the wire, whatever the polarity: the line is right from its first moment. */
  #output(number: number, { activeLow }: GpioRequest, isLit: boolean): OnoffPin {
    const direction = isLit === activeLow ? "low" : "high";
    const pin =
      this.#again(number, activeLow, direction) ?? this.#make(number, direction, "none", { activeLow });
    this.#outputs.set(number, pin);
    const is = `${pin.direction()}${pin.activeLow() ? ", active low" : ""}`;
    const wanted = `out${activeLow ? ", active low" : ""}`;
    if (is === wanted) return pin;
    throw misconfiguredFault(nameOf(number), is, wanted);
  }

  /** A line that we had before; null where there is none, or it was taken from us. */
  #again(number: number, activeLow: boolean, direction: "high" | "low"): OnoffPin | null {
    const pin = this.#outputs.get(number);
    if (pin === undefined) return null;
    try {
      pin.setActiveLow(activeLow);
      pin.setDirection(direction);
      return pin;
    } catch {
      this.#forget(number);
      return null;
    }
  }

  #input(number: number, { activeLow, debounceMs }: GpioInputRequest): OnoffPin {
    const pin = this.#make(number, "in", "both", { activeLow, debounceTimeout: debounceMs });
    const is = `${pin.direction()}, edge ${pin.edge()}${pin.activeLow() ? ", active low" : ""}`;
    const wanted = `in, edge both${activeLow ? ", active low" : ""}`;
    if (is === wanted) return pin;
    pin.unexport();
    throw misconfiguredFault(nameOf(number), is, wanted);
  }

  #forget(number: number): void {
    this.#outputs.get(number)?.unexport();
    this.#outputs.delete(number);
  }
}

/** The numbers that sysfs has for lines of a chip: its base, which no two kernels agree on, and the offset. */
function sysfsNumbers(
  request: Omit<GpioRequest, "activeLow">,
  world: Pick<GpioWorld, "sys" | "dev">,
): number[] {
  if (request.sysfsNumbers !== null) return [...request.sysfsNumbers];
  const chip = chooseChip(sysfsChips(world), realChipName(request.chip, world));
  return request.lines.map((line) => (chip.base ?? 0) + lineOffset(line, chip, null));
}

async function patiently(number: number, signal: AbortSignal, take: () => OnoffPin): Promise<OnoffPin> {
  const until = monotonicMs() + RIGHTS_MS;
  for (;;) {
    if (signal.aborted) throw closedFault(nameOf(number));
    try {
      return take();
    } catch (error) {
      const isDenied = codeOf(error) === "EACCES";
      if (!isDenied || monotonicMs() >= until) throw requestFault(nameOf(number), error);
      await sleep(RIGHTS_STEP_MS, signal);
    }
  }
}

class OnoffOutputs implements GpioOutputs {
  readonly lost: Promise<Fault>;
  readonly #life = new LineLife();
  readonly #numbers: readonly number[];
  readonly #pins: readonly OnoffPin[];
  readonly #forget: (number: number) => void;

  constructor(numbers: readonly number[], pins: readonly OnoffPin[], forget: (number: number) => void) {
    this.#numbers = numbers;
    this.#pins = pins;
    this.#forget = forget;
    this.lost = this.#life.lost;
  }

  async write(levels: readonly boolean[]): Promise<void> {
    for (const [index, pin] of this.#pins.entries()) {
      if (this.#life.fault !== null) throw this.#life.fault;
      try {
        pin.writeSync(levels[index] === true ? 1 : 0);
      } catch (error) {
        const number = this.#numbers[index] ?? 0;
        this.#life.lose(goneFault(nameOf(number), error));
        this.#forget(number);
      }
    }
    if (this.#life.fault !== null) throw this.#life.fault;
  }

  async close(): Promise<void> {
    this.#life.lose(closedFault("GPIO"));
  }
}

class OnoffInputs implements GpioInputs {
  readonly lost: Promise<Fault>;
  readonly edges$;
  readonly #life = new LineLife();
  readonly #pins: readonly OnoffPin[];
  readonly #edges = new Subject<GpioEdge>();

  constructor(numbers: readonly number[], pins: readonly OnoffPin[]) {
    this.#pins = pins;
    this.lost = this.#life.lost;
    this.edges$ = this.#edges.asObservable();
    this.#life.ended.addEventListener("abort", () => this.#edges.complete());
    for (const [line, pin] of pins.entries()) this.#watch(pin, line, numbers[line] ?? 0);
  }

  async close(): Promise<void> {
    if (this.#life.fault !== null) return;
    this.#life.lose(closedFault("GPIO"));
    for (const pin of this.#pins) pin.unexport();
  }

  #watch(pin: OnoffPin, line: number, number: number): void {
    const read = pin.readSync.bind(pin);
    let last = read();
    // onoff reads the line in an interrupt and leaves what that throws to nobody: the process would end.
    pin.readSync = () => {
      try {
        return read();
      } catch (error) {
        this.#life.lose(goneFault(nameOf(number), error));
        return last;
      }
    };
    pin.watch((_error, value) => {
      // A press shorter than the debouncing is told as the level that was there before.
      if (this.#life.fault !== null || value === last) return;
      last = value;
      this.#edges.next({ line, isActive: value === 1 });
    });
  }
}
