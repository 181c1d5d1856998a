import { combineLatest, map, merge, type Observable, of, Subscription, skip, tap } from "rxjs";
import { glassOf, linesOf } from "../domain/glass.ts";
import type { Monotonic } from "../domain/instant.ts";
import { nodeTopics } from "../domain/topics.ts";
import type { Clock } from "../ports/clock.ts";
import type { Metrics, Series } from "../ports/metrics.ts";
import { every } from "../shared/time.ts";
import type { BusSession } from "./busSession.ts";
import type { DeviceState } from "./deviceHealth.ts";
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

/** A display or a headset. */
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
}

type DeviceKind = "display" | "headset";

/** Tells the bus how this controller and its devices are, and what each of them shows. */
export class NodeReport {
  readonly #deps: NodeReportDeps;
  readonly #options: NodeReportOptions;
  readonly #topics: ReturnType<typeof nodeTopics>;
  readonly #startedAt: Monotonic;
  readonly #subscription = new Subscription();
  readonly #devices = { display: new Map<string, object>(), headset: new Map<string, object>() };

  constructor(deps: NodeReportDeps, options: NodeReportOptions) {
    this.#deps = deps;
    this.#options = options;
    this.#topics = nodeTopics(options.site, options.node);
    this.#startedAt = deps.clock.monotonic();
  }

  start(): void {
    const { displays, headsets, version } = this.#options;
    const kinds = [
      ...displays.map((device) => ({ ...device, kind: "display" as const })),
      ...headsets.map((device) => ({ ...device, kind: "headset" as const })),
    ];
    const devices = kinds.map(({ id, kind, model }) => ({ id, kind, model }));
    this.#deps.bus.setDescription({ version, devices });
    const states = kinds.map(({ id, kind, state$ }) =>
      state$.pipe(
        tap((state) => this.#device(kind, id, state)),
        map(({ state }) => ({ kind, state })),
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

  #node(states: readonly (Pick<DeviceState, "state"> & { readonly kind: DeviceKind })[]): void {
    const down = states.filter(({ state }) => state === "down");
    const failing = down.length;
    const { clock, bus, metrics } = this.#deps;
    metrics.gauge("displays_failing", down.filter(({ kind }) => kind === "display").length);
    if (this.#options.headsets.length > 0)
      metrics.gauge("headsets_failing", down.filter(({ kind }) => kind === "headset").length);
    bus.describe({
      clock: clock.isSynced() ? "synced" : "unsynced",
      configHash: this.#options.configHash,
      devices: { ready: states.length - failing, failing },
    });
    this.#health();
  }

  #health(): void {
    const { clock, metrics, bus } = this.#deps;
    const series = metrics.snapshot().slice(0, MOST_SERIES);
    const payload = {
      uptimeSeconds: Math.round((clock.monotonic() - this.#startedAt) / 1_000),
      displays: Object.fromEntries(this.#devices.display),
      ...(this.#options.headsets.length === 0 ? {} : { headsets: Object.fromEntries(this.#devices.headset) }),
      metrics: Object.fromEntries(series.map((one) => [seriesName(one), one.value])),
    };
    bus.setRetained(this.#topics.health, payload, { qos: 0 });
  }
}

/** `frames_total{display="wall",purpose="value"}`, as Prometheus writes it. */
function seriesName({ name, labels }: Series): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? name : `${name}{${pairs.join(",")}}`;
}
