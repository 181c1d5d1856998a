import type { Observable } from "rxjs";
import type { Show } from "../domain/glass.ts";
import type { Monotonic } from "../domain/instant.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { OpenSerialLink, SerialLink } from "../ports/serialLink.ts";
import type { Backoff } from "../shared/backoff.ts";
import { within } from "../shared/time.ts";
import { DeviceHealth, type DeviceState } from "./deviceHealth.ts";
import { DisplayLine } from "./displayLine.ts";
import type { LineTurns } from "./lineTurns.ts";
import { supervise } from "./supervise.ts";

/** Short waits: somebody may stand on a ladder with the plug in his hand. */
export const lineBackoff: Backoff = { firstMs: 500, mostMs: 10_000, stableMs: 30_000 };
/** The supervisor's own limit for opening; the adapters end earlier. */
const OPEN_LIMIT_MS = 10_000;
/** How long a display may take to reach its last show when the daemon stops. */
const STOP_LIMIT_MS = 5_000;
/** Faults that no retry mends. A missing right is not among them: udev gives it a moment after the plug is in. */
const hopeless: ReadonlySet<string> = new Set(["PORT_DRIVER_MISSING", "LINE_ADDRESS"]);

/** What went out to a display. */
export interface Shown<S extends Show> {
  readonly show: S;
  /** True when all of the show is on the display; false when more frames follow. */
  readonly complete: boolean;
  /** True when the display said of every frame of it that it took it; false means written to the wire. */
  readonly confirmed: boolean;
}

export interface DisplayReconcilerDeps<S extends Show> {
  readonly open: OpenSerialLink;
  /** The right to speak on the line, which other displays may share. */
  readonly turns: LineTurns;
  readonly display: BoundDisplay;
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
  /** Called now and then while all is in order; the watchdog is fed with it. */
  readonly beat: () => void;
  /** Called after each frame that the display has. */
  readonly onShown: (shown: Shown<S>) => void;
}

/** Brings one display to what it should show and keeps it there, over every loss of its line. */
export class DisplayReconciler<S extends Show> {
  readonly state$: Observable<DeviceState>;
  readonly #id: string;
  readonly #deps: DisplayReconcilerDeps<S>;
  readonly #health: DeviceHealth;
  readonly #ending = new AbortController();
  #supervision: Promise<void> | null = null;
  #line: DisplayLine<S> | null = null;
  #wanted: S | null = null;
  #phase: "serving" | "stopping" = "serving";
  #onSettled: () => void = () => undefined;
  /** Kept over a new line, because the display is the same. */
  #freeFrom: Monotonic = Number.NEGATIVE_INFINITY;

  constructor(deps: DisplayReconcilerDeps<S>, id: string) {
    this.#id = id;
    this.#deps = deps;
    this.#health = new DeviceHealth({
      kind: "display",
      id,
      clock: deps.clock,
      log: deps.log,
      metrics: deps.metrics,
    });
    this.state$ = this.#health.state$;
  }

  /** Begins to keep the line open. It goes on until `stop`. */
  start(): void {
    const { open, backoff, random, clock, log, beat } = this.#deps;
    this.#supervision ??= supervise<SerialLink>({
      name: `display ${this.#id}`,
      open,
      openLimitMs: OPEN_LIMIT_MS,
      backoff,
      hopeless,
      up: (link) => this.#serve(link),
      down: (fault) => this.#lost(fault),
      beat,
      signal: this.#ending.signal,
      random,
      clock,
      log,
    });
  }

  /** Says what the display should show from now on. Cheap: call it as often as you like. */
  want(show: S): void {
    if (this.#phase === "stopping") return;
    this.#wanted = show;
    this.#line?.turn();
  }

  /**
   * Brings the display to its last show (null: leaves on it what is there), then closes the line. A frame that is on
   * its way is always ended, because a display would wait for the rest of it. Takes some seconds at most; a display
   * that does not answer is tried once more.
   */
  async stop(finalShow: S | null): Promise<void> {
    this.#phase = "stopping";
    this.#wanted = finalShow;
    const settled = new Promise<void>((resolve) => {
      this.#onSettled = resolve;
    });
    this.#line?.tryLast();
    if (this.#line?.isSettled ?? true) this.#onSettled();
    await within(STOP_LIMIT_MS, settled, () => new Error("not in time")).catch(() => undefined);
    if (this.#line?.isSettled === false)
      this.#deps.log.warn("display stopped before it had its last show", { id: this.#id });
    this.#ending.abort();
    await this.#supervision;
    this.#drop();
    this.#health.stop();
  }

  /** A line has opened. The promise rejects when we give the line up, and else is left behind with it. */
  #serve(link: SerialLink): Promise<void> {
    return new Promise((_, giveUp) => {
      const { turns, display, clock, metrics, random, onShown } = this.#deps;
      const line = new DisplayLine<S>({
        id: this.#id,
        link,
        turns,
        display,
        clock,
        metrics,
        random,
        wanted: () => this.#wanted,
        freeFrom: this.#freeFrom,
        onTrouble: (kind, trouble) => this.#health.trouble(kind, trouble),
        onSent: (show, confirmed) =>
          onShown({ show, complete: line.hasAll && this.#wanted === show, confirmed }),
        onSettled: () => this.#onSettled(),
        onFailed: (error) => {
          if (error instanceof Fault) this.#lost(error);
          giveUp(error);
        },
      });
      this.#line = line;
      // The supervisor closes the line before it reports; people should know before that.
      void link.lost.then((fault) => {
        if (this.#line === line && !this.#ending.signal.aborted) this.#lost(fault);
      });
      this.#health.opened();
      line.turn();
    });
  }

  #lost(fault: Fault): void {
    this.#drop();
    this.#health.lost(fault);
  }

  /** Forgets the line; what the display holds is unknown from here on. */
  #drop(): void {
    const line = this.#line;
    this.#line = null;
    if (line === null) return;
    this.#freeFrom = line.freeAt;
    line.end();
    this.#onSettled();
  }
}
