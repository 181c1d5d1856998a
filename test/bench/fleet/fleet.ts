import { systemClock } from "../../../src/adapters/clock/systemClock.ts";
import { MemoryMetrics } from "../../../src/adapters/metrics/memoryMetrics.ts";
import { MqttBroker } from "../../../src/adapters/mqtt/mqttBroker.ts";
import { lightsHere } from "../../../src/compose/realWorld.ts";
import { type SiteFile as CheckedSite, siteLoader } from "../../../src/compose/siteLoader.ts";
import { Daemon } from "../../../src/compose.ts";
import { linesOf } from "../../../src/domain/glass.ts";
import { acdTopics } from "../../../src/domain/topics.ts";
import type { VirtualSign } from "../../../src/ports/displayDriver.ts";
import { Fault } from "../../../src/ports/fault.ts";
import { lineLimits } from "../../../src/ports/lineLimits.ts";
import type { Logger } from "../../../src/ports/logger.ts";
import { wallMs } from "../../../src/shared/time.ts";
import { HidBus } from "../../../src/simulated/hidBus.ts";
import { SerialTwin } from "../../../src/simulated/serialTwin.ts";
import { SiteFile, wall } from "../../suites/siteFile.ts";
import type { Started } from "../../suites/started.ts";

/** Queues of the call centre; the controllers share them out among themselves. */
export const QUEUES = 20;

export const SITE = "fleet";
export const queueTopic = (id: string): string => acdTopics(SITE, "acd").queueStats(id);

/** What the ACD calls a queue. */
export const queueId = (queue: number): string => `q${queue}`;

const silent = (): void => undefined;

/** A whole controller, all but its process: the real bus, floor, wallboard and reconciler, and a virtual sign that decodes bytes. */
export class Controller {
  readonly node: string;
  readonly queue: number;
  /** Moments at which the broker was found, of this process's clock. */
  readonly found: number[] = [];
  readonly #daemon: Daemon;
  readonly #site: CheckedSite;
  #sign: VirtualSign | null = null;

  constructor(node: string, queue: number, parts: Shared) {
    this.node = node;
    this.queue = queue;
    const site = parts.sites[queue];
    if (site === undefined) throw new Error(`there is no queue ${queue}`);
    this.#site = { ...site.file, site: { ...site.file.site, node } };
    const { clock, metrics } = parts;
    const log: Logger = { error: silent, warn: silent, debug: silent, info: (text) => this.#hear(text) };
    this.#daemon = new Daemon({
      brokerFor: async ({ broker: { protocol, keepAliveSeconds } }) =>
        new MqttBroker({ protocol, keepAliveSeconds, login: null, tls: null, connectLimitMs: 15_000 }),
      openLine: ({ id, bound }) => {
        const sign = bound.sign();
        this.#sign = sign;
        const settings = bound.model.serial;
        return new SerialTwin({ name: id, sign, settings, limits: lineLimits, clock }).open;
      },
      devices: parts.devices,
      lights: lightsHere({ log, clock }),
      readKey: async () => {
        throw new Fault(
          "NO_KEY",
          "a controller of the fleet has no seats",
          "this is a mistake in the benchmark",
        );
      },
      compile: site.compile,
      clock,
      log,
      metrics,
      random: Math.random,
      beat: silent,
    });
  }

  #hear(text: string): void {
    if (text === "broker up") this.found.push(performance.now());
  }

  start(): Promise<void> {
    return this.#daemon.apply(this.#site);
  }

  stop(): Promise<void> {
    return this.#daemon.stop();
  }

  /** Whether its display shows that so many wait. */
  shows(waiting: number): boolean {
    if (this.#sign === null) return false;
    return (linesOf(this.#sign.glass(wallMs()))[0] ?? "").startsWith(`W${String(waiting).padStart(3)} `);
  }
}

interface Shared {
  readonly sites: readonly LoadedQueue[];
  readonly clock: ReturnType<typeof systemClock>;
  readonly metrics: MemoryMetrics;
  readonly devices: HidBus;
}

export interface FleetOptions {
  readonly url: string;
  readonly devicesFolder: string;
  /** Each controller hears all queues, as it does without `subscribe:`; else only the one that it shows. */
  readonly everything: boolean;
}

type LoadedQueue = Awaited<ReturnType<typeof loadQueue>>;

/** The site of a controller that shows one queue. */
async function loadQueue(file: SiteFile, queue: number, { url, devicesFolder, everything }: FleetOptions) {
  file.write({
    site: SITE,
    broker: { urls: [url] },
    sources: {
      acd: { staleAfterSeconds: 600, ...(everything ? {} : { subscribe: queueTopic(queueId(queue)) }) },
    },
    queues: { sales: { id: queueId(queue), name: "SALES" } },
    displays: [wall("simulated")],
  });
  const loader = await siteLoader({}, devicesFolder);
  const result = await loader.load(file.path);
  if (!result.ok)
    throw new Error(`the fleet's site has problems: ${result.problems[0]?.message ?? "unknown"}`);
  return { file: result, compile: loader.compile };
}

/** Many controllers in this process. */
export class Fleet {
  readonly controllers: readonly Controller[];
  readonly #metrics: MemoryMetrics;

  private constructor(controllers: readonly Controller[], metrics: MemoryMetrics) {
    this.controllers = controllers;
    this.#metrics = metrics;
  }

  static async load(
    started: Started,
    wanted: FleetOptions & { readonly controllers: number },
  ): Promise<Fleet> {
    const file = new SiteFile();
    started.add(() => file.end());
    const sites: LoadedQueue[] = [];
    for (let queue = 0; queue < Math.min(QUEUES, wanted.controllers); queue++)
      sites.push(await loadQueue(file, queue, wanted));
    const shared = { sites, clock: systemClock(), metrics: new MemoryMetrics(), devices: new HidBus() };
    const controllers = Array.from(
      { length: wanted.controllers },
      (_, index) => new Controller(`wall-${index}`, index % sites.length, shared),
    );
    return new Fleet(controllers, shared.metrics);
  }

  async start(started: Started): Promise<void> {
    started.add(() => Promise.all(this.controllers.map((controller) => controller.stop())));
    await Promise.all(this.controllers.map((controller) => controller.start()));
  }

  /** Messages of the ACD that came to a controller, all together. */
  get heard(): number {
    const series = this.#metrics.snapshot().filter(({ name }) => name === "statistics_messages_total");
    return series.reduce((sum, { value }) => sum + value, 0);
  }

  /** How many displays show that so many wait. */
  showing(waiting: (queue: number) => number): number {
    return this.controllers.filter((controller) => controller.shows(waiting(controller.queue))).length;
  }
}
