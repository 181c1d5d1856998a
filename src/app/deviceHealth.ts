import { BehaviorSubject, type Observable } from "rxjs";
import type { Instant, Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { EdgeLog } from "./edgeLog.ts";
import { OncePerHour } from "./oncePerHour.ts";

/**
 * How a display, a light or a headset does. `up` means that its line takes what we write, and that it answers where it
 * can: few displays and lights do, so one of the other kind that lost its power behind a good line is up too.
 */
export interface DeviceState {
  readonly state: "up" | "degraded" | "down";
  /** Why it is not up; null when it is. */
  readonly reason: string | null;
  /** What a person can do about it. */
  readonly advice: string | null;
  /** Since when it is up, degraded or down. */
  readonly since: Instant;
}

/** Why a device is down of which nothing is known so far: no reason to alarm anybody. */
export const NOT_OPENED = "not opened yet";

/** Something that is wrong while the line works. */
export interface Trouble {
  readonly reason: string;
  readonly advice: string;
}

/** In the order in which they are told when there are several. */
const troubleKinds = ["refused", "silent", "behind", "noise"] as const;
export type TroubleKind = (typeof troubleKinds)[number];

export interface DeviceHealthDeps {
  /** Begins its log lines, and names its gauge: `display_up`. */
  readonly kind: "display" | "light" | "button";
  readonly id: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Keeps a device's state and logs its edges: once when it goes, once when it returns, hourly between. */
export class DeviceHealth {
  readonly state$: Observable<DeviceState>;
  readonly #deps: DeviceHealthDeps;
  readonly #state: BehaviorSubject<DeviceState>;
  readonly #troubles = new Map<TroubleKind, Trouble>();
  readonly #edges: EdgeLog;
  readonly #hourly: OncePerHour;
  /** Since when the log holds a trouble that has not ended. */
  #toldAt: Monotonic | null = null;
  /** Why the line is not open; null while it is. */
  #fault: Fault | null = new Fault("LINE_NEW", NOT_OPENED, "nothing to do: it is being opened");

  constructor(deps: DeviceHealthDeps) {
    this.#deps = deps;
    this.#edges = new EdgeLog(deps, deps.kind);
    this.#hourly = new OncePerHour(deps.clock);
    this.#state = new BehaviorSubject<DeviceState>({ ...this.#judge(), since: deps.clock.wall() });
    this.state$ = this.#state.asObservable();
    this.#gauge(0);
  }

  /** The line is open. */
  opened(): void {
    this.#edges.up({ id: this.#deps.id });
    this.#fault = null;
    this.#publish();
  }

  /** The line is gone, or could not be opened. */
  lost(fault: Fault): void {
    this.#edges.down(fault, { id: this.#deps.id });
    this.#fault = fault;
    this.#toldAt = null;
    this.#troubles.clear();
    this.#publish();
  }

  /** Begins or ends a trouble of a line that works. */
  trouble(kind: TroubleKind, trouble: Trouble | null): void {
    const known = this.#troubles.get(kind);
    if (this.#fault !== null || known?.reason === trouble?.reason) return;
    if (trouble === null) this.#troubles.delete(kind);
    else this.#troubles.set(kind, trouble);
    if (trouble !== null && this.#hourly.allows(kind)) {
      this.#toldAt ??= this.#deps.clock.monotonic();
      this.#deps.log.warn(`${this.#deps.kind} degraded`, { id: this.#deps.id, ...trouble });
    }
    this.#tellRecovery();
    this.#publish();
  }

  /** Ends `state$`. */
  stop(): void {
    this.#gauge(0);
    this.#state.complete();
  }

  /** A trouble that was told has an end that is told. */
  #tellRecovery(): void {
    if (this.#toldAt === null || this.#troubles.size > 0) return;
    const degradedSeconds = Math.round((this.#deps.clock.monotonic() - this.#toldAt) / 1_000);
    this.#toldAt = null;
    this.#deps.log.info(`${this.#deps.kind} well again`, { id: this.#deps.id, degradedSeconds });
  }

  #publish(): void {
    const { clock } = this.#deps;
    const before = this.#state.value;
    const now = this.#judge();
    const since = now.state === before.state ? before.since : clock.wall();
    if (now.state === before.state && now.reason === before.reason && now.advice === before.advice) return;
    this.#gauge(now.state === "down" ? 0 : 1);
    this.#state.next({ ...now, since });
  }

  #gauge(value: 0 | 1): void {
    const { kind, id, metrics } = this.#deps;
    metrics.gauge(`${kind}_up`, value, { [kind]: id });
  }

  #judge(): Omit<DeviceState, "since"> {
    if (this.#fault !== null)
      return { state: "down", reason: this.#fault.message, advice: this.#fault.advice };
    for (const kind of troubleKinds) {
      const trouble = this.#troubles.get(kind);
      if (trouble) return { state: "degraded", reason: trouble.reason, advice: trouble.advice };
    }
    return { state: "up", reason: null, advice: null };
  }
}
