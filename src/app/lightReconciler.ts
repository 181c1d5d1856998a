import type { Observable } from "rxjs";
import { type LightLook, sameLook } from "../domain/light.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import type { LightNews } from "../ports/lightDriver.ts";
import type { LightLink } from "../ports/lightLink.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { Backoff } from "../shared/backoff.ts";
import { within } from "../shared/time.ts";
import { Contacts } from "./contacts.ts";
import { DeviceHealth, type DeviceState } from "./deviceHealth.ts";
import type { FlashClock } from "./flashClock.ts";
import { LightLine } from "./lightLine.ts";
import { LightRhythms } from "./lightRhythms.ts";
import { supervise } from "./supervise.ts";

/** Opening may wait for a light that is not plugged in, or for the bus; after a minute it begins anew. */
const OPEN_LIMIT_MS = 90_000;
/** How long a light may take to reach its last look when the daemon stops. */
const STOP_LIMIT_MS = 5_000;
/** Faults that no retry mends. */
const hopeless: ReadonlySet<string> = new Set([
  "PORT_DRIVER_MISSING",
  "LINE_ADDRESS",
  "HID_LIBRARY",
  "LIGHT_WIRE",
]);

/** Opens a light; where it has to wait for it, it says by `absent` what it waits for. */
export type OpenLightLink = (signal: AbortSignal, absent: (fault: Fault) => void) => Promise<LightLink>;

export interface LightReconcilerDeps {
  readonly open: OpenLightLink;
  readonly light: BoundLight;
  /** Shared by all lights of a daemon. */
  readonly flash: FlashClock;
  /** The site has said that relays may flash. */
  readonly flashRelays: boolean;
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
  /** Called now and then while all is in order; the watchdog is fed with it. */
  readonly beat: () => void;
  /** Its button. */
  readonly onButton: (news: "pressed" | "released") => void;
  /** The light has what was wanted of it. Called once for each look. */
  readonly onShown: (look: LightLook) => void;
}

/** Brings one light to what it should be and keeps it there, over every loss of it. */
export class LightReconciler {
  readonly state$: Observable<DeviceState>;
  readonly #id: string;
  readonly #deps: LightReconcilerDeps;
  readonly #health: DeviceHealth;
  readonly #rhythms: LightRhythms;
  readonly #contacts: Contacts | null;
  readonly #ending = new AbortController();
  #supervision: Promise<void> | null = null;
  #line: LightLine | null = null;
  #wanted: LightLook | null = null;
  #shown: LightLook | null = null;
  #isStopping = false;
  #leaveFlash: (() => void) | null = null;
  #onSettled: () => void = () => undefined;

  constructor(deps: LightReconcilerDeps, id: string) {
    const { clock, log, metrics, light, flash, flashRelays } = deps;
    this.#id = id;
    this.#deps = deps;
    this.#health = new DeviceHealth({ kind: "light", id, clock, log, metrics });
    this.#rhythms = new LightRhythms(light, flash, flashRelays);
    this.#contacts = light.model.wears && !flashRelays ? new Contacts() : null;
    this.state$ = this.#health.state$;
  }

  /** Begins to keep the light open. It goes on until `stop`. */
  start(): void {
    const { open, backoff, random, clock, log, beat } = this.#deps;
    this.#supervision ??= supervise<LightLink>({
      name: `light ${this.#id}`,
      open: (signal) => open(signal, (fault) => this.#lost(fault)),
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

  /** Says what the light should be from now on. Cheap: call it as often as you like. */
  want(look: LightLook): void {
    if (this.#isStopping || (this.#wanted !== null && isSame(this.#wanted, look))) return;
    this.#wanted = look;
    this.#follow();
  }

  /** Brings the light to its last look (null: leaves it as it is, without flashing), then lets go of it. */
  async stop(lastLook: LightLook | null): Promise<void> {
    const { log, light } = this.#deps;
    const left = lastLook ?? this.#wanted;
    this.#isStopping = true;
    this.#wanted = left && this.#rhythms.alone(left);
    this.#keepTime();
    const settled = new Promise<void>((resolve) => {
      this.#onSettled = resolve;
    });
    this.#line?.tryLast();
    if (this.#line?.isSettled ?? true) this.#onSettled();
    await within(STOP_LIMIT_MS, settled, () => new Error("not in time")).catch(() => undefined);
    if (this.#line?.isSettled === false)
      log.warn("light stopped before it had its last look", { id: this.#id, model: light.model.id });
    this.#ending.abort();
    await this.#supervision;
    this.#drop();
    this.#health.stop();
  }

  /** A link has opened. The promise rejects when we give it up, and else is left behind with it. */
  #serve(link: LightLink): Promise<void> {
    return new Promise((_, giveUp) => {
      const { light, clock, metrics, random } = this.#deps;
      const line = new LightLine({
        id: this.#id,
        link,
        light,
        contacts: this.#contacts,
        clock,
        metrics,
        random,
        target: () => this.#wanted && this.#rhythms.now(this.#wanted),
        onTrouble: (kind, trouble) => this.#health.trouble(kind, trouble),
        onNews: (news) => this.#hear(news),
        onSettled: () => this.#settled(line),
        onFailed: (error) => {
          if (error instanceof Fault) this.#lost(error);
          giveUp(error);
        },
      });
      this.#line = line;
      // The supervisor closes the link before it reports; people should know before that.
      void link.lost.then((fault) => {
        if (this.#line === line && !this.#ending.signal.aborted) this.#lost(fault);
      });
      this.#health.opened();
      line.begin();
      this.#follow();
    });
  }

  #follow(): void {
    this.#keepTime();
    this.#line?.turn();
  }

  /** The flash clock runs only while a light that is there needs us to flash. */
  #keepTime(): void {
    const isNeeded = this.#line !== null && this.#wanted !== null && this.#rhythms.isKeptByHost(this.#wanted);
    if (isNeeded) this.#leaveFlash ??= this.#deps.flash.join(() => this.#line?.turn());
    else {
      this.#leaveFlash?.();
      this.#leaveFlash = null;
    }
  }

  #settled(line: LightLine): void {
    const wanted = this.#wanted;
    if (line.isSettled && wanted !== null && this.#shown !== wanted) {
      this.#shown = wanted;
      this.#deps.onShown(wanted);
    }
    this.#onSettled();
  }

  #hear(news: LightNews): void {
    if (news === "away") this.#health.lost(awayFault());
    else if (news === "back") this.#health.opened();
    else this.#deps.onButton(news);
  }

  #lost(fault: Fault): void {
    this.#drop();
    this.#health.lost(fault);
  }

  /** Forgets the line; what the light is is unknown from here on. */
  #drop(): void {
    const line = this.#line;
    this.#line = null;
    this.#keepTime();
    if (line === null) return;
    line.end();
    this.#onSettled();
  }
}

/** The same to the last word; two looks that only become so in another time are not. */
const isSame = (a: LightLook, b: LightLook): boolean =>
  sameLook(a, b) && a.lamps.every(({ fadeMs }, index) => fadeMs === b.lamps[index]?.fadeMs);

const awayFault = (): Fault =>
  new Fault(
    "LIGHT_AWAY",
    "the bus says that the light is off, or off its network",
    "check its power and its network; it is lit again as soon as it is back",
  );
