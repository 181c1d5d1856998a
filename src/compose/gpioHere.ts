import type { GpioWorld } from "../adapters/gpio/gpioWorld.ts";
import { type GpioBackend, openGpio } from "../adapters/gpio/openGpio.ts";
import type { Gpio } from "../ports/gpio.ts";
import type { Logger } from "../ports/logger.ts";
import { boards } from "../simulated/gpioBoard.ts";
import { GpioTwin } from "../simulated/gpioTwin.ts";

/** What a site may write as `backend:`. */
export type SiteGpioBackend = GpioBackend | "simulated";

/** The doors to GPIO, each opened when something first asks for it and shared by all lights and buttons. */
export class GpioHere {
  /** The lines of `backend: simulated`. */
  readonly twin = new GpioTwin(boards.pi4);
  readonly #world: GpioWorld;
  readonly #log: Logger;
  readonly #open = new Map<SiteGpioBackend, Promise<Gpio>>();

  constructor(world: GpioWorld, log: Logger) {
    this.#world = world;
    this.#log = log;
  }

  /** Rejects with a Fault that says what is missing; the next asking tries again. */
  open(backend: SiteGpioBackend): Promise<Gpio> {
    if (backend === "simulated") return Promise.resolve(this.twin);
    const known = this.#open.get(backend) ?? openGpio(backend, { world: this.#world, log: this.#log });
    this.#open.set(backend, known);
    known.catch(() => this.#open.delete(backend));
    return known;
  }
}
