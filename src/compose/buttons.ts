import { ButtonKeeper } from "../app/buttonKeeper.ts";
import type { SiteButton } from "../config/siteSchema.ts";
import type { Clock } from "../ports/clock.ts";
import type { GpioInputs } from "../ports/gpio.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { GpioHere, SiteGpioBackend } from "./gpioHere.ts";

export interface ButtonsParts {
  readonly gpio: Pick<GpioHere, "open">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
  readonly beat: (name: string) => void;
}

/** What presses lead to while a configuration is in force. */
export interface ButtonActs {
  /** Whoever reads the alarm has seen it. */
  readonly acknowledgeAlarm: () => void;
  readonly callSupervisor: (seat: string) => void;
}

interface Running {
  readonly button: SiteButton;
  readonly keeper: ButtonKeeper;
}

const sameLine = (a: SiteButton, b: SiteButton): boolean =>
  JSON.stringify([a.gpio, a.debounceMs]) === JSON.stringify([b.gpio, b.debounceMs]);

/** The push buttons of a site. Those whose line stays live on through a change of configuration. */
export class Buttons {
  readonly #parts: ButtonsParts;
  readonly #running = new Map<string, Running>();
  #acts: ButtonActs | null = null;

  constructor(parts: ButtonsParts) {
    this.#parts = parts;
  }

  /** How each of them does, for the report of the node. */
  get devices(): readonly { readonly id: string; readonly state$: ButtonKeeper["state$"] }[] {
    return [...this.#running].map(([id, { keeper }]) => ({ id, state$: keeper.state$ }));
  }

  /** Changes over to these buttons. */
  async prepare(buttons: readonly SiteButton[]): Promise<void> {
    const wanted = new Map(buttons.map((button) => [button.id, button]));
    const gone = [...this.#running].filter(([id, { button }]) => {
      const next = wanted.get(id);
      return next === undefined || !sameLine(button, next);
    });
    await Promise.all(gone.map(([id]) => this.#drop(id)));
    for (const button of buttons) {
      const known = this.#running.get(button.id);
      if (known === undefined) this.#add(button);
      else this.#running.set(button.id, { ...known, button });
    }
  }

  /** What presses lead to from now on; without a bus they lead to nothing. */
  attach(acts: ButtonActs): void {
    this.#acts = acts;
  }

  detach(): void {
    this.#acts = null;
  }

  async stop(): Promise<void> {
    this.detach();
    await Promise.all([...this.#running.keys()].map((id) => this.#drop(id)));
  }

  #add(button: SiteButton): void {
    const { gpio, beat, ...deps } = this.#parts;
    const keeper = new ButtonKeeper(
      {
        ...deps,
        open: (signal) => openButton(button, gpio, signal),
        pressed: () => this.#pressed(button.id),
        beat: () => beat(`button ${button.id}`),
      },
      button.id,
    );
    this.#running.set(button.id, { button, keeper });
    keeper.start();
  }

  #pressed(id: string): void {
    const button = this.#running.get(id)?.button;
    if (button === undefined || this.#acts === null) return;
    if (button.press === "acknowledgeAlarm") this.#acts.acknowledgeAlarm();
    else if (button.seat !== undefined) this.#acts.callSupervisor(button.seat);
  }

  async #drop(id: string): Promise<void> {
    const running = this.#running.get(id);
    this.#running.delete(id);
    await running?.keeper.stop();
  }
}

/** sysfs cannot set a resistor: a button that needs one takes the other door where the site leaves the choice. */
export const buttonBackend = ({ backend, pull }: SiteButton["gpio"]): SiteGpioBackend =>
  backend === "auto" && pull !== "none" ? "gpiochip" : backend;

async function openButton(
  { gpio: wanted, debounceMs }: SiteButton,
  gpio: Pick<GpioHere, "open">,
  signal: AbortSignal,
): Promise<GpioInputs> {
  const { chip, line, activeLow, pull, sysfsNumber } = wanted;
  const door = await gpio.open(buttonBackend(wanted));
  const sysfsNumbers = sysfsNumber === undefined ? null : [sysfsNumber];
  return door.openInputs({ chip, lines: [line], activeLow, sysfsNumbers, debounceMs, pull }, signal);
}
