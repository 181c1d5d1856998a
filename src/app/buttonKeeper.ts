import type { Observable } from "rxjs";
import type { Clock } from "../ports/clock.ts";
import type { GpioInputs } from "../ports/gpio.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { patient } from "../shared/backoff.ts";
import { DeviceHealth, type DeviceState } from "./deviceHealth.ts";
import { supervise } from "./supervise.ts";

/** A line is taken at once; udev's rights on it may take two seconds. */
const OPEN_LIMIT_MS = 10_000;

/** Only a person can mend these: the site names a line that is not there, or a package is missing. */
const hopeless: ReadonlySet<string> = new Set([
  "GPIO_CHIP",
  "GPIO_LINE",
  "GPIO_NO_PULL",
  "GPIO_NO_SYSFS",
  "GPIO_LIBRARY_MISSING",
  "GPIO_NONE",
]);

export interface ButtonDeps {
  /** One attempt to take the button's line. */
  readonly open: (signal: AbortSignal) => Promise<GpioInputs>;
  /** It was pressed; letting go of it means nothing. */
  readonly pressed: () => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
  readonly beat: () => void;
}

/** Keeps one push button: takes its line, again and again if need be, and tells of each press. */
export class ButtonKeeper {
  readonly state$: Observable<DeviceState>;
  readonly #deps: ButtonDeps;
  readonly #id: string;
  readonly #health: DeviceHealth;
  readonly #ending = new AbortController();
  #supervision: Promise<void> | null = null;

  constructor(deps: ButtonDeps, id: string) {
    this.#deps = deps;
    this.#id = id;
    this.#health = new DeviceHealth({ ...deps, kind: "button", id });
    this.state$ = this.#health.state$;
  }

  start(): void {
    const { clock, log, random, beat } = this.#deps;
    this.#supervision ??= supervise<GpioInputs>({
      name: this.#id,
      open: this.#deps.open,
      openLimitMs: OPEN_LIMIT_MS,
      backoff: patient,
      hopeless,
      up: (inputs) => this.#serve(inputs),
      down: (fault) => this.#health.lost(fault),
      beat,
      signal: this.#ending.signal,
      random,
      clock,
      log,
    });
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#supervision;
    this.#health.stop();
  }

  #serve({ edges$ }: GpioInputs): void {
    const { log, metrics, pressed } = this.#deps;
    this.#health.opened();
    // The line completes it when it is gone.
    edges$.subscribe(({ isActive }) => {
      if (!isActive) return;
      log.info("button pressed", { id: this.#id });
      metrics.count("button_presses_total", { button: this.#id });
      pressed();
    });
  }
}
