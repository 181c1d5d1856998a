import { rmSync } from "node:fs";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { nodeTopics } from "../../../src/domain/topics.ts";
import { Mosquitto } from "../../suites/mosquitto.ts";
import { Started } from "../../suites/started.ts";
import { statistics } from "../../suites/statistics.ts";
import { spentBy } from "../processCost.ts";
import { Fleet, QUEUES, queueId, queueTopic, SITE } from "./fleet.ts";

/** All controllers in one process take turns: starting five hundred takes longest. */
const LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 50;
/** Connections are counted in slices of this length. */
const SLICE_MS = 100;

export interface FleetPlan {
  readonly controllers: number;
  /** Messages of each queue a second, and for how long. */
  readonly perSecond: number;
  readonly seconds: number;
  readonly everything: boolean;
  readonly devicesFolder: string;
  /** A controller whose connection did not live for half a minute goes on backing off, so wait that long before an outage. */
  readonly settleMs: number;
}

/** What a number of messages a second costs. */
interface Traffic {
  readonly publishedPerSecond: number;
  readonly deliveredPerSecond: number;
  /** Of one core. */
  readonly brokerCpuPercent: number;
  readonly fleetCpuPercent: number;
}

/** How all came back after the broker was away. */
interface Recovery {
  readonly what: string;
  /** From the broker's first answer to the last controller's connection. */
  readonly connectedSeconds: number;
  /** Until every display shows the newest figure and the broker knows every controller as ready. */
  readonly rightSeconds: number;
  /** The most connections within a tenth of a second. */
  readonly mostAtOnce: number;
}

export interface FleetReport {
  readonly controllers: number;
  readonly startSeconds: number;
  readonly traffic: Traffic;
  readonly recoveries: readonly Recovery[];
}

interface Outage {
  readonly what: string;
  readonly awayMs: number;
  readonly isWiped: boolean;
}

const outages: readonly Outage[] = [
  { what: "restarted, memory kept", awayMs: 0, isWiped: false },
  { what: "away for 10 s, memory kept", awayMs: 10_000, isWiped: false },
  { what: "restarted, memory wiped", awayMs: 0, isWiped: true },
];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const secondsSince = (begin: number): number => (performance.now() - begin) / 1_000;

/** The ACD, and somebody who knows which controllers are there. */
class Watcher {
  readonly #client: MqttClient;
  readonly #ready = new Set<string>();
  /** Of an earlier broker are words from before this moment. */
  readonly #since: number;

  private constructor(client: MqttClient, since: number) {
    this.#client = client;
    this.#since = since;
    client.on("error", () => undefined);
    client.on("message", (topic, payload) => {
      const { state, at } = JSON.parse(payload.toString()) as { state: string; at: string };
      if (state === "ready" && Date.parse(at) >= this.#since) this.#ready.add(topic);
      else this.#ready.delete(topic);
    });
  }

  static async open(url: string, since: number): Promise<Watcher> {
    const client = await connectAsync(url, { reconnectPeriod: 0 }, false);
    const watcher = new Watcher(client, since);
    await client.subscribeAsync(nodeTopics(SITE, "+").status, { qos: 1 });
    return watcher;
  }

  get ready(): number {
    return this.#ready.size;
  }

  async publish(waiting: (queue: number) => number): Promise<void> {
    const queues = Array.from({ length: QUEUES }, (_, queue) => queue);
    await Promise.all(
      queues.map((queue) => {
        const figures = { waiting: waiting(queue), longest: 64, ready: 2, level: 79 };
        const payload = JSON.stringify(statistics(queueId(queue), figures));
        return this.#client.publishAsync(queueTopic(queueId(queue)), payload, { qos: 1, retain: true });
      }),
    );
  }

  async end(): Promise<void> {
    await this.#client.endAsync(true);
  }
}

/** A real broker, a fleet, and what happens between them. */
class Measurement {
  readonly #broker: Mosquitto;
  readonly #fleet: Fleet;
  #watcher: Watcher;
  #round = 0;

  constructor(broker: Mosquitto, fleet: Fleet, watcher: Watcher) {
    this.#broker = broker;
    this.#fleet = fleet;
    this.#watcher = watcher;
  }

  /** Another figure for each queue in each round; a display has place for three digits. */
  readonly #waiting = (queue: number): number => (this.#round * QUEUES + queue) % 1_000;

  async #publish(): Promise<void> {
    this.#round++;
    await this.#watcher.publish(this.#waiting);
  }

  async begin(): Promise<void> {
    await this.#publish();
    await this.#right();
  }

  async #right(): Promise<void> {
    const late = performance.now() + LIMIT_MS;
    const all = this.#fleet.controllers.length;
    for (;;) {
      const showing = this.#fleet.showing(this.#waiting);
      const { ready } = this.#watcher;
      if (showing === all && ready === all) return;
      if (performance.now() > late)
        throw new Error(`of ${all} controllers ${showing} show the figure and ${ready} are ready`);
      await pause(LOOK_EVERY_MS);
    }
  }

  async traffic(perSecond: number, seconds: number): Promise<Traffic> {
    const before = {
      broker: spentBy(this.#broker.pid),
      fleet: spentBy(process.pid),
      heard: this.#fleet.heard,
    };
    const begin = performance.now();
    const rounds = perSecond * seconds;
    for (let round = 0; round < rounds; round++) {
      await this.#publish();
      await pause(begin + ((round + 1) * 1_000) / perSecond - performance.now());
    }
    const took = secondsSince(begin);
    const traffic = {
      publishedPerSecond: (rounds * QUEUES) / took,
      deliveredPerSecond: (this.#fleet.heard - before.heard) / took,
      brokerCpuPercent: ((spentBy(this.#broker.pid).cpuSeconds - before.broker.cpuSeconds) / took) * 100,
      fleetCpuPercent: ((spentBy(process.pid).cpuSeconds - before.fleet.cpuSeconds) / took) * 100,
    };
    await this.#right();
    return traffic;
  }

  async recovery({ what, awayMs, isWiped }: Outage): Promise<Recovery> {
    await this.#watcher.end();
    await this.#broker.stop();
    await pause(awayMs);
    if (isWiped) rmSync(join(this.#broker.folder, "mosquitto.db"), { force: true });
    const since = Date.now();
    await this.#broker.restart();
    const begin = performance.now();
    this.#watcher = await Watcher.open(this.#broker.url, since);
    await this.#publish();
    await this.#right();
    const rightSeconds = secondsSince(begin);
    const found = this.#fleet.controllers.map((controller) => controller.found.at(-1) ?? Number.NaN);
    const connectedSeconds = Math.max(0, (Math.max(...found) - begin) / 1_000);
    return { what, connectedSeconds, rightSeconds, mostAtOnce: most(found) };
  }

  end(): Promise<void> {
    return this.#watcher.end();
  }
}

/** How many of these moments lie in the fullest slice. */
function most(moments: readonly number[]): number {
  const slices = new Map<number, number>();
  for (const moment of moments) {
    const slice = Math.floor(moment / SLICE_MS);
    slices.set(slice, (slices.get(slice) ?? 0) + 1);
  }
  return Math.max(...slices.values());
}

/** Starts a fleet, has figures come, takes its broker away and gives it back. Ends all that it started. */
export async function measureFleet(plan: FleetPlan): Promise<FleetReport> {
  const started = new Started();
  try {
    const broker = await Mosquitto.start({ persistence: true, lines: ["max_queued_messages 0"] });
    started.add(() => broker.end());
    const fleet = await Fleet.load(started, { ...plan, url: broker.url });
    const measurement = new Measurement(broker, fleet, await Watcher.open(broker.url, 0));
    started.add(() => measurement.end());
    const begin = performance.now();
    await fleet.start(started);
    await measurement.begin();
    const startSeconds = secondsSince(begin);
    const traffic = await measurement.traffic(plan.perSecond, plan.seconds);
    const recoveries: Recovery[] = [];
    for (const outage of outages) {
      await pause(plan.settleMs);
      recoveries.push(await measurement.recovery(outage));
    }
    return { controllers: plan.controllers, startSeconds, traffic, recoveries };
  } finally {
    await started.end();
  }
}
