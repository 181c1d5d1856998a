import {
  BehaviorSubject,
  combineLatest,
  distinctUntilChanged,
  map,
  merge,
  type Observable,
  of,
  Subscription,
  skip,
  tap,
} from "rxjs";
import { glassOf, linesOf } from "../domain/glass.ts";
import type { Monotonic } from "../domain/instant.ts";
import { lookWords } from "../domain/lightWords.ts";
import { nodeTopics } from "../domain/topics.ts";
import type { Clock } from "../ports/clock.ts";
import type { Metrics, Series } from "../ports/metrics.ts";
import { every } from "../shared/time.ts";
import type { BusSession } from "./busSession.ts";
import { type DeviceState, NOT_OPENED } from "./deviceHealth.ts";
import type { LightShow } from "./lightPlan.ts";
import type { BoardShow } from "./wallboardPlan.ts";

/** How often the health topic is written. */
export const HEALTH_EVERY_MS = 30_000;
/** More series than this do not fit the largest message a broker takes from us. */
const MOST_SERIES = 400;

export interface NodeReportDeps {
  readonly bus: Pick<BusSession, "setRetained" | "describe" | "setDescription">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** A display, a headset, a light or a button. */
interface ReportedDevice {
  readonly id: string;
  readonly model: string;
  readonly state$: Observable<DeviceState>;
}

export interface NodeReportOptions {
  readonly site: string;
  readonly node: string;
  readonly version: string;
  readonly configHash: string;
  readonly displays: readonly ReportedDevice[];
  readonly headsets: readonly ReportedDevice[];
  readonly lights: readonly ReportedDevice[];
  readonly buttons: readonly ReportedDevice[];
}

const deviceKinds = ["display", "headset", "light", "button"] as const;
type DeviceKind = (typeof deviceKinds)[number];

type KindState = Pick<DeviceState, "state" | "reason"> & { readonly kind: DeviceKind };

/** Tells the bus how this controller and its devices are, and what each of them shows. */
export class NodeReport {
  readonly #deps: NodeReportDeps;
  readonly #options: NodeReportOptions;
  readonly #topics: ReturnType<typeof nodeTopics>;
  readonly #startedAt: Monotonic;
  readonly #subscription = new Subscription();
  readonly #devices: Readonly<Record<DeviceKind, Map<string, object>>> = {
    display: new Map(),
    headset: new Map(),
    light: new Map(),
    button: new Map(),
  };
  readonly #worst$ = new BehaviorSubject<DeviceState["state"]>("up");

  constructor(deps: NodeReportDeps, options: NodeReportOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#topics = nodeTopics(options.site, options.node);
    this.#startedAt = deps.clock.monotonic();
  }

  /** How the worst of all devices is. */
  get worst$(): Observable<DeviceState["state"]> {
    return this.#worst$.pipe(distinctUntilChanged());
  }

  start(): void {
    const kinds = deviceKinds.flatMap((kind) =>
      this.#options[`${kind}s`].map((device) => ({ ...device, kind })),
    );
    const devices = kinds.map(({ id, kind, model }) => ({ id, kind, model }));
    this.#deps.bus.setDescription({ version: this.#options.version, devices });
    const states = kinds.map(({ id, kind, state$ }) =>
      state$.pipe(
        tap((state) => this.#device(kind, id, state)),
        map(({ state, reason }): KindState => ({ kind, state, reason })),
      ),
    );
    // The first word of a device is that it was not opened yet: no reason to alarm anybody.
    const alarms = kinds.map(({ id, kind, state$ }) =>
      state$.pipe(
        skip(1),
        tap((state) => this.#alarm(kind, id, state)),
      ),
    );
    const all$ = states.length === 0 ? of([]) : combineLatest(states);
    this.#subscription.add(all$.subscribe((all) => this.#node(all)));
    this.#subscription.add(merge(...alarms).subscribe());
    this.#subscription.add(every(HEALTH_EVERY_MS, () => this.#health()));
    this.#health();
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  /** What a display shows now, once all of it is there. */
  shown(id: string, show: BoardShow, confirmed: boolean): void {
    const { pageNumber, pages, source, stale } = show;
    const lines = linesOf(glassOf(show));
    const payload = { lines, page: pageNumber, pages, source, stale, confirmed };
    this.#deps.bus.setRetained(this.#topics.deviceShown(id), payload, { qos: 0 });
  }

  /** What a light is now, once it has all of it. */
  lightShown(id: string, show: LightShow): void {
    const payload = { lamps: lookWords(show), rules: show.rules };
    this.#deps.bus.setRetained(this.#topics.deviceShown(id), payload, { qos: 0 });
  }

  #device(kind: DeviceKind, id: string, { state, reason, advice, since }: DeviceState): void {
    const payload = { state, reason, advice, since: new Date(since).toISOString() };
    this.#devices[kind].set(id, payload);
    this.#deps.bus.setRetained(this.#topics.deviceStatus(id), payload, { qos: 1 });
  }

  #alarm(kind: DeviceKind, id: string, { state, reason, advice }: DeviceState): void {
    const payload =
      state === "down"
        ? {
            severity: "warning",
            code: `${kind.toUpperCase()}_DOWN`,
            text: `${id}: ${reason}`,
            advice,
            ackedBy: null,
          }
        : "";
    this.#deps.bus.setRetained(this.#topics.alarm(`${id.slice(0, 58)}-lost`), payload, { qos: 1 });
  }

  #node(states: readonly KindState[]): void {
    const down = states.filter(({ state }) => state === "down");
    const failing = down.length;
    const { clock, bus, metrics } = this.#deps;
    for (const kind of deviceKinds)
      if (this.#isToldOf(kind))
        metrics.gauge(`${kind}s_failing`, down.filter((one) => one.kind === kind).length);
    bus.describe({
      clock: clock.isSynced() ? "synced" : "unsynced",
      configHash: this.#options.configHash,
      devices: { ready: states.length - failing, failing },
    });
    this.#health();
    this.#worst$.next(worstOf(states));
  }

  /** Displays always; of what else there is only what the site has. */
  #isToldOf(kind: DeviceKind): boolean {
    return kind === "display" || this.#options[`${kind}s`].length > 0;
  }

  #health(): void {
    const { clock, metrics, bus } = this.#deps;
    const series = metrics.snapshot().slice(0, MOST_SERIES);
    const payload = {
      uptimeSeconds: Math.round((clock.monotonic() - this.#startedAt) / 1_000),
      ...Object.fromEntries(
        deviceKinds
          .filter((kind) => this.#isToldOf(kind))
          .map((kind) => [`${kind}s`, Object.fromEntries(this.#devices[kind])]),
      ),
      metrics: Object.fromEntries(series.map((one) => [seriesName(one), one.value])),
    };
    bus.setRetained(this.#topics.health, payload, { qos: 0 });
  }
}

function worstOf(states: readonly KindState[]): DeviceState["state"] {
  const known = states.filter(({ reason }) => reason !== NOT_OPENED).map(({ state }) => state);
  if (known.includes("down")) return "down";
  return known.includes("degraded") ? "degraded" : "up";
}

/** `frames_total{display="wall",purpose="value"}`, as Prometheus writes it. */
function seriesName({ name, labels }: Series): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}
