import { MemoryMetrics } from "../adapters/metrics/memoryMetrics.ts";
import type { DeviceState } from "../app/deviceHealth.ts";
import { DisplayReconciler, lineBackoff } from "../app/displayReconciler.ts";
import { SharedLine } from "../app/sharedLine.ts";
import type { Show } from "../domain/glass.ts";
import type { BoundDisplay, DisplaySession } from "../ports/boundDisplay.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { OpenSerialLink } from "../ports/serialLink.ts";
import { within } from "../shared/time.ts";

/** Laying out a sign's memory at 1,200 baud takes a quarter of this. */
const SHOW_LIMIT_MS = 60_000;

/** A log for tools that tell what happens themselves. */
export const silentLog: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

/** How a show reached the display. */
export interface Arrival {
  /** True when the display said so itself; false means that it is on the wire. */
  readonly confirmed: boolean;
}

interface Wish {
  readonly show: Show;
  readonly arrived: (arrival: Arrival) => void;
  readonly failed: (fault: Fault) => void;
}

/** One display for as long as a tool needs it, through the same driver and reconciler as in the daemon. */
export class DisplayStage {
  readonly #reconciler: DisplayReconciler<Show>;
  readonly #name: string;
  /** Believes what the reconciler's own session does, so that a show that needs no frame is known to be there. */
  readonly #shadow: DisplaySession;
  #latest: Arrival | null = null;
  #wish: Wish | null = null;
  /** Why the line could not be opened, with its code. */
  #fault: Fault | null = null;

  constructor(
    name: string,
    {
      display,
      open,
      clock,
    }: { readonly display: BoundDisplay; readonly open: OpenSerialLink; readonly clock: Clock },
  ) {
    this.#name = name;
    this.#shadow = display.start();
    const opening: OpenSerialLink = (signal) =>
      open(signal).catch((error: unknown) => {
        if (error instanceof Fault) this.#fault = withDaemon(error);
        throw error;
      });
    this.#reconciler = new DisplayReconciler<Show>(
      {
        ...new SharedLine(opening, clock).join(),
        display,
        backoff: lineBackoff,
        clock,
        log: silentLog,
        metrics: new MemoryMetrics(),
        random: Math.random,
        beat: () => undefined,
        onShown: ({ show, complete, confirmed }) => {
          if (complete && this.#wish?.show === show) this.#wish.arrived({ confirmed });
        },
      },
      name,
    );
    let isFirst = true;
    this.#reconciler.state$.subscribe((state) => {
      if (!isFirst) this.#judge(state);
      isFirst = false;
    });
    this.#reconciler.start();
  }

  /** Resolves when all of the show is on the display; rejects with a Fault at the first thing that is wrong. */
  async show(show: Show): Promise<Arrival> {
    if (this.#latest !== null && this.#shadow.next(show) === null) return this.#latest;
    const arrival = new Promise<Arrival>((arrived, failed) => {
      this.#wish = { show, arrived, failed };
      this.#reconciler.want(show);
    });
    this.#latest = await within(SHOW_LIMIT_MS, arrival, () => late(this.#name));
    for (let step = this.#shadow.next(show); step !== null; step = this.#shadow.next(show)) step.commit();
    return this.#latest;
  }

  /** Lets go of the line; the display keeps what it shows. */
  end(): Promise<void> {
    this.#wish?.failed(new Fault("DISPLAY_ENDED", `${this.#name} was let go`, "nothing to do"));
    return this.#reconciler.stop(null);
  }

  #judge({ state, reason, advice }: DeviceState): void {
    if (state === "up") return;
    const code = state === "down" ? "DISPLAY_DOWN" : "DISPLAY_DEGRADED";
    this.#wish?.failed(this.#fault ?? new Fault(code, `${this.#name}: ${reason ?? state}`, advice ?? ""));
  }
}

const late = (name: string): Fault =>
  new Fault(
    "DISPLAY_LATE",
    `${name} did not get everything within ${SHOW_LIMIT_MS / 1_000} s`,
    "check the serial settings against the display's own: bandeau display test --probe tries them",
  );

/** The usual program that has a display's port is our own. */
function withDaemon(fault: Fault): Fault {
  if (fault.code !== "PORT_BUSY") return fault;
  const stop =
    "the daemon holds it while it runs: sudo systemctl stop bandeau, and start it again afterwards";
  return new Fault(fault.code, fault.message, `${stop}. Else ${fault.advice}`, fault);
}
