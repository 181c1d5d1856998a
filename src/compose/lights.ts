import type { BusSession } from "../app/busSession.ts";
import { lineBackoff } from "../app/displayReconciler.ts";
import { FlashClock } from "../app/flashClock.ts";
import { BusLights } from "../app/lightLinks/busLights.ts";
import type { LightShow } from "../app/lightPlan.ts";
import { LightReconciler } from "../app/lightReconciler.ts";
import { lightDeviceId } from "../config/checkLights.ts";
import { darkLook, type LightLook, sameLook } from "../domain/light.ts";
import type { Clock } from "../ports/clock.ts";
import type { HidDevices } from "../ports/hid.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { LightOpener, type LightWorld } from "./lightOpener.ts";
import type { LightUnit } from "./lightUnits.ts";
import type { SiteFile } from "./siteLoader.ts";

export interface LightsParts {
  readonly devices: HidDevices;
  readonly lights: LightWorld;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
  readonly beat: (part: string) => void;
}

/** What is made anew with each configuration. */
interface Attachment {
  /** A light has what was wanted of it. */
  readonly shown: (device: string, show: LightShow) => void;
  /** Somebody has touched the button of a light. */
  readonly pressed: () => void;
}

interface RunningLight {
  readonly unit: LightUnit;
  readonly keeper: LightReconciler;
  show: LightShow | null;
  shown: LightLook | null;
}

/** A light among the devices of a controller. */
export interface ReportedLight {
  readonly id: string;
  readonly model: string;
  readonly state$: LightReconciler["state$"];
}

/** What a light is when the daemon has stopped; null leaves it as it is. */
const lastOf = ({ site, bound }: LightUnit): LightLook | null =>
  site.atStop === "keep" ? null : darkLook(bound.model.lamps.length);

/** All lights of a controller. A new configuration leaves those alone that it does not change. */
export class Lights {
  readonly #parts: LightsParts;
  readonly #bus = new BusLights();
  readonly #opener: LightOpener;
  readonly #running = new Map<string, RunningLight>();
  #flash: FlashClock;
  #rates = "";
  #attachment: Attachment | null = null;

  constructor(parts: LightsParts) {
    this.#parts = parts;
    this.#opener = new LightOpener({ devices: parts.devices, world: parts.lights, bus: this.#bus });
    this.#flash = new FlashClock(parts.clock, { slow: 0.5, fast: 1 });
  }

  /** Brings the lights to their end that a new configuration does not have, or has otherwise; while there is a bus. */
  async leave(units: readonly LightUnit[]): Promise<void> {
    const kept = new Map(units.map((unit) => [unit.id, unit.key]));
    const gone = [...this.#running.values()].filter(({ unit }) => kept.get(unit.id) !== unit.key);
    await Promise.all(gone.map(({ unit }) => this.#end(unit.id)));
  }

  /** Changes over to these lights, and ties them to a bus that is about to be started. */
  attach(
    units: readonly LightUnit[],
    { slowHz, fastHz }: SiteFile["site"]["lighting"],
    bus: BusSession,
    attachment: Attachment,
  ): void {
    const rates = `${slowHz} ${fastHz}`;
    if (rates !== this.#rates)
      this.#flash = new FlashClock(this.#parts.clock, { slow: slowHz, fast: fastHz });
    this.#rates = rates;
    this.#attachment = attachment;
    this.#opener.use(units);
    this.#bus.attach(
      bus,
      units.flatMap(({ bound, site }) => (site.port === "simulated" ? [] : bound.listens)),
    );
    for (const unit of units) if (!this.#running.has(unit.id)) this.#begin(unit);
  }

  /** The bus is about to go. */
  detach(): void {
    this.#attachment = null;
    this.#bus.detach();
  }

  /** What a light should be from now on. */
  want(id: string, show: LightShow): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    running.show = show;
    running.keeper.want(show);
    // Another rule may want the same of it.
    if (running.shown !== null && sameLook(running.shown, show)) this.#tell(running);
  }

  /** The supervisors that must beat, as they call themselves. */
  get supervised(): readonly string[] {
    return [...this.#running.keys()].map((id) => `light ${id}`);
  }

  get devices(): readonly ReportedLight[] {
    return [...this.#running.values()].map(({ unit, keeper }) => ({
      id: lightDeviceId(unit.id),
      model: unit.bound.model.id,
      state$: keeper.state$,
    }));
  }

  /** Brings every light to its end state and lets go of it; before the bus is stopped. */
  async stop(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.#end(id)));
  }

  #begin(unit: LightUnit): void {
    const { clock, log, metrics, random, beat } = this.#parts;
    const running: RunningLight = {
      unit,
      show: null,
      shown: null,
      keeper: new LightReconciler(
        {
          open: this.#opener.openerOf(unit, () => running.show),
          light: unit.bound,
          flash: this.#flash,
          flashRelays: unit.site.flashRelays,
          backoff: lineBackoff,
          clock,
          log,
          metrics,
          random,
          beat: () => beat(`light ${unit.id}`),
          onButton: (news) => {
            metrics.count("light_buttons_total", { light: unit.id, news });
            if (news === "pressed") this.#attachment?.pressed();
          },
          onShown: (look) => {
            running.shown = look;
            this.#tell(running);
          },
        },
        unit.id,
      ),
    };
    this.#running.set(unit.id, running);
    running.keeper.start();
  }

  #tell({ unit, show, shown }: RunningLight): void {
    if (show !== null && shown !== null && sameLook(show, shown))
      this.#attachment?.shown(lightDeviceId(unit.id), show);
  }

  async #end(id: string): Promise<void> {
    const running = this.#running.get(id);
    this.#running.delete(id);
    await running?.keeper.stop(lastOf(running.unit));
  }
}
