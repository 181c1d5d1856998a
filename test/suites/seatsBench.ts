import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { stringify } from "yaml";
import { BusClient, type Heard } from "./busClient.ts";
import { freePort } from "./freePort.ts";
import { HeadsetProcess } from "./headsetProcess.ts";
import { MetricsPage } from "./metricsPage.ts";
import { Mosquitto } from "./mosquitto.ts";
import { Bandeau } from "./process.ts";
import { SiteFile } from "./siteFile.ts";
import { Started } from "./started.ts";

/** What nobody may find anywhere but in the ACD and in this file. */
export const canary = "4212-canary";

export const seatTopic = (seat: string, what: string): string =>
  `cc/1/floor/node/island-1/seat/${seat}/${what}`;
export const nodeTopic = (what: string): string => `cc/1/floor/node/island-1/${what}`;

/** An agent as an ACD's bridge tells of him in our own form. */
export const agentWord = (changes: object) => ({
  v: 1,
  at: new Date().toISOString(),
  agentId: canary,
  state: "ready",
  observedAt: new Date().toISOString(),
  ...changes,
});

/** A desk: a broker, a headset at a port, and a daemon that has both. */
export class SeatsBench {
  readonly broker: Mosquitto;
  readonly file = new SiteFile();
  readonly port: number;
  readonly metrics: MetricsPage;
  readonly stateFolder: string;
  readonly #metricsListen: string;
  readonly #started: Started;

  private constructor(started: Started, broker: Mosquitto, port: number, metricsPort: number) {
    this.#started = started;
    this.broker = broker;
    this.port = port;
    this.#metricsListen = `127.0.0.1:${metricsPort}`;
    this.metrics = new MetricsPage(this.#metricsListen);
    this.stateFolder = join(this.file.folder, "state");
    started.add(() => this.file.end());
  }

  static async prepare(started: Started): Promise<SeatsBench> {
    const broker = await Mosquitto.start({ lines: ["max_queued_messages 0"] });
    started.add(() => broker.end());
    return new SeatsBench(started, broker, await freePort(), await freePort());
  }

  /** What else this test has started: it is ended behind the test. */
  add(end: () => Promise<unknown>): void {
    this.#started.add(end);
  }

  writeSite(agents: object = {}, seat: object = {}): void {
    const key = join(this.file.folder, "key");
    writeFileSync(key, "the key of the canary\n", { mode: 0o600 });
    const site = {
      version: 1,
      site: "floor",
      node: "island-1",
      broker: { urls: [this.broker.url] },
      sources: { acd: { agents: true } },
      queues: {},
      metrics: { listen: this.#metricsListen },
      stateFolder: this.stateFolder,
      agents: { keyFile: key, ...agents },
      seats: [
        { id: "p1", headset: { port: `tcp://127.0.0.1:${this.port}` }, agent: { id: canary }, ...seat },
      ],
    };
    this.file.writeText(stringify(site));
  }

  async headset(model?: string): Promise<HeadsetProcess> {
    const headset = await HeadsetProcess.start(this.port, model);
    this.#started.add(() => headset.process.kill());
    return headset;
  }

  daemon(): Bandeau {
    const daemon = new Bandeau(["run", "--config", this.file.path]);
    this.#started.add(() => daemon.kill());
    return daemon;
  }

  /** Somebody on the bus, and all that they have heard. */
  async listener(): Promise<{ bus: BusClient; heard: Heard[] }> {
    const bus = await BusClient.connect(this.broker.url);
    this.#started.add(() => bus.end());
    const heard: Heard[] = [];
    bus.listen((message) => void heard.push(message));
    return { bus, heard };
  }

  /** A headset, a daemon and somebody who listens. */
  async run(agents: object = {}, seat: object = {}) {
    this.writeSite(agents, seat);
    const headset = await this.headset();
    const listener = await this.listener();
    const daemon = this.daemon();
    await daemon.line((line) => line.includes("broker up"));
    await headset.opened();
    await listener.bus.hears(nodeTopic("device/p1-headset/status"), ({ state }) => state === "up");
    return { headset, daemon, ...listener };
  }
}

/** A test with a desk of its own, which is taken down behind it. */
export const seatsTest = test.extend<{ bench: SeatsBench }>({
  bench: async ({ task: _ }, use) => {
    const started = new Started();
    try {
      await use(await SeatsBench.prepare(started));
    } finally {
      await started.end();
    }
  },
});
