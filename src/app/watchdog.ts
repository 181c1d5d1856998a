import type { Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { ServiceManager } from "../ports/serviceManager.ts";
import { every } from "../shared/time.ts";
import { BEAT_MS } from "./supervise.ts";

/** A supervisor that was silent for so long hangs; one beat may be missed by a machine that is busy. */
export const SILENT_MS = 4 * BEAT_MS;
/** How often we look where nobody watches us. */
const LOOK_EVERY_MS = 10_000;

export interface WatchdogDeps {
  readonly manager: ServiceManager;
  readonly clock: Pick<Clock, "monotonic">;
  readonly log: Logger;
  /** The supervisors that must beat now. */
  readonly supervised: () => readonly string[];
  /** How things are, in a line. */
  readonly status: () => string;
}

/** Says that we live as long as every supervisor beats. One that hangs has the service manager start everything anew. */
export class Watchdog {
  readonly #deps: WatchdogDeps;
  /** When each was last heard, or first expected. */
  readonly #heardAt = new Map<string, Monotonic>();
  readonly #hanging = new Set<string>();
  #cancel: () => void = () => undefined;
  #status = "";

  constructor(deps: WatchdogDeps) {
    this.#deps = deps;
  }

  beat(supervisor: string): void {
    this.#heardAt.set(supervisor, this.#deps.clock.monotonic());
  }

  start(): void {
    const { watchdogMs } = this.#deps.manager;
    this.#look();
    this.#cancel = every(watchdogMs === null ? LOOK_EVERY_MS : watchdogMs / 3, () => this.#look());
  }

  stop(): void {
    this.#cancel();
  }

  #look(): void {
    const { manager, status } = this.#deps;
    if (this.#areAllAlive()) manager.alive();
    const now = status();
    if (now !== this.#status) manager.status(now);
    this.#status = now;
  }

  #areAllAlive(): boolean {
    const { clock, log, supervised } = this.#deps;
    const now = clock.monotonic();
    const expected = new Set(supervised());
    for (const one of this.#heardAt.keys()) if (!expected.has(one)) this.#heardAt.delete(one);
    for (const one of this.#hanging) if (!expected.has(one)) this.#hanging.delete(one);
    for (const one of expected) {
      const heardAt = this.#heardAt.get(one) ?? now;
      this.#heardAt.set(one, heardAt);
      if (now - heardAt <= SILENT_MS) this.#hanging.delete(one);
      else if (!this.#hanging.has(one)) {
        this.#hanging.add(one);
        log.error("a supervisor hangs", { supervisor: one, silentMs: Math.round(now - heardAt) });
      }
    }
    return this.#hanging.size === 0;
  }
}
