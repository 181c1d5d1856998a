import type { Observable } from "rxjs";
import type { Connection } from "./connection.ts";

/** A line of a GPIO chip: its offset (the BCM number on a Raspberry Pi's header) or its name, such as `GPIO17`. */
export type GpioLine = number | string;

export interface GpioRequest {
  /** `auto` for the header of a Raspberry Pi, a chip's label, or `/dev/gpiochipN`. */
  readonly chip: string;
  readonly lines: readonly GpioLine[];
  /** True: the line is low while its lamp is lit or its button pressed. */
  readonly activeLow: boolean;
  /** Instead of `base + offset`, for sysfs only and where all else fails; one for each line. */
  readonly sysfsNumbers: readonly number[] | null;
}

export interface GpioOutputRequest extends GpioRequest {
  /** What the lines are from their first moment on, true for lit: a relay must not click at the start. */
  readonly initial: readonly boolean[];
}

export interface GpioInputRequest extends GpioRequest {
  readonly debounceMs: number;
  /** `none` where the board has resistors of its own. Only the character device can set it. */
  readonly pull: "none" | "up" | "down";
}

/** Output lines, held by us. Closing leaves them as they are where the kernel allows it. */
export interface GpioOutputs extends Connection {
  /** One for each line of the request, true for lit. Rejects with a Fault when a line is not ours any more. */
  write(levels: readonly boolean[]): Promise<void>;
}

/** An edge of an input line after debouncing; `line` is its place in the request. */
export interface GpioEdge {
  readonly line: number;
  readonly isActive: boolean;
}

export interface GpioInputs extends Connection {
  /** Completes when the lines are gone; never errors. */
  readonly edges$: Observable<GpioEdge>;
}

/** GPIO through one of the kernel's two doors, or the twin of both. */
export interface Gpio {
  /** Which door: `onoff` for sysfs, `gpiochip` for the character device. */
  readonly backend: "onoff" | "gpiochip" | "simulated";
  /** One attempt, with its own time limit; rejects with a Fault that carries advice. */
  openOutputs(request: GpioOutputRequest, signal: AbortSignal): Promise<GpioOutputs>;
  openInputs(request: GpioInputRequest, signal: AbortSignal): Promise<GpioInputs>;
}
