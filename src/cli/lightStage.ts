import { MemoryMetrics } from "../adapters/metrics/memoryMetrics.ts";
import type { DeviceState } from "../app/deviceHealth.ts";
import { lineBackoff } from "../app/displayReconciler.ts";
import { FlashClock } from "../app/flashClock.ts";
import { LightReconciler, type OpenLightLink } from "../app/lightReconciler.ts";
import type { LightLook } from "../domain/light.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import { within } from "../shared/time.ts";
import { silentLog } from "./displayStage.ts";

/** The slowest relay board has all its lamps switched in a part of this. */
const SHOW_LIMIT_MS = 15_000;

interface Wish {
  readonly look: LightLook;
  readonly arrived: () => void;
  readonly failed: (fault: Fault) => void;
}

/** One light for as long as a tool needs it, through the same driver and keeper as in the daemon. */
export class LightStage {
  readonly #keeper: LightReconciler;
  readonly #name: string;
  #wish: Wish | null = null;
  /** Why the light could not be opened. */
  #fault: Fault | null = null;

  constructor(
    name: string,
    light: BoundLight,
    { open, clock }: { readonly open: OpenLightLink; readonly clock: Clock },
  ) {
    this.#name = name;
    const keep = (fault: Fault): void => {
      this.#fault = fault;
    };
    const opening: OpenLightLink = (signal, absent) =>
      open(signal, (fault) => {
        keep(fault);
        absent(fault);
      }).catch((error: unknown) => {
        if (error instanceof Fault) keep(error);
        throw error;
      });
    this.#keeper = new LightReconciler(
      {
        open: opening,
        light,
        flash: new FlashClock(clock, { slow: 0.5, fast: 1 }),
        flashRelays: false,
        backoff: lineBackoff,
        clock,
        log: silentLog,
        metrics: new MemoryMetrics(),
        random: Math.random,
        beat: () => undefined,
        onButton: () => undefined,
        onShown: (look) => {
          if (this.#wish?.look === look) this.#wish.arrived();
        },
      },
      name,
    );
    let isFirst = true;
    this.#keeper.state$.subscribe((state) => {
      if (!isFirst) this.#judge(state);
      isFirst = false;
    });
    this.#keeper.start();
  }

  /** Resolves when the light has it; rejects with a Fault at the first thing that is wrong. */
  show(look: LightLook): Promise<void> {
    const arrival = new Promise<void>((arrived, failed) => {
      this.#wish = { look, arrived, failed };
      this.#keeper.want(look);
    });
    return within(SHOW_LIMIT_MS, arrival, () => late(this.#name));
  }

  /** Brings the light to its last look (null: leaves it as it is), and lets go of it. */
  end(last: LightLook | null): Promise<void> {
    this.#wish?.failed(new Fault("LIGHT_ENDED", `${this.#name} was let go`, "nothing to do"));
    return this.#keeper.stop(last);
  }

  #judge({ state, reason, advice }: DeviceState): void {
    if (state === "up") return;
    const code = state === "down" ? "LIGHT_DOWN" : "LIGHT_DEGRADED";
    this.#wish?.failed(this.#fault ?? new Fault(code, `${this.#name}: ${reason ?? state}`, advice ?? ""));
  }
}

const late = (name: string): Fault =>
  new Fault(
    "LIGHT_LATE",
    `${name} did not get everything within ${SHOW_LIMIT_MS / 1_000} s`,
    "check its cable, and its serial settings against its own",
  );
