import type { Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import type { Fault } from "../ports/fault.ts";
import type { Facts, Logger } from "../ports/logger.ts";
import { OncePerHour } from "./oncePerHour.ts";

/** Logs the edges of a connection: one line when it goes, one when it is back, and each reason once an hour between. */
export class EdgeLog {
  readonly #log: Logger;
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #name: string;
  readonly #hourly: OncePerHour;
  #downSince: Monotonic | null = null;

  /** `name` begins each line: `broker` gives `broker up` and `broker down`. */
  constructor(deps: { log: Logger; clock: Pick<Clock, "monotonic"> }, name: string) {
    this.#log = deps.log;
    this.#clock = deps.clock;
    this.#name = name;
    this.#hourly = new OncePerHour(deps.clock);
  }

  up(facts: Facts): void {
    const away = this.#downSince === null ? {} : { awaySeconds: this.#secondsSince(this.#downSince) };
    this.#log.info(`${this.#name} up`, { ...facts, ...away });
    this.#downSince = null;
    this.#hourly.forget();
  }

  down(fault: Fault, facts: Facts): void {
    const told = { ...facts, code: fault.code, reason: fault.message, advice: fault.advice };
    const text = this.#downSince === null ? `${this.#name} down` : `${this.#name} still down`;
    this.#downSince ??= this.#clock.monotonic();
    if (!this.#hourly.allows(fault.code)) return;
    this.#log.warn(text, { ...told, awaySeconds: this.#secondsSince(this.#downSince) });
  }

  #secondsSince(moment: Monotonic): number {
    return Math.round((this.#clock.monotonic() - moment) / 1_000);
  }
}
