import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { stringify } from "yaml";
import { BusClient } from "../busClient.ts";
import { FactReader, type ReadChange } from "../evening/factReader.ts";
import { Worker } from "../evening/worker.ts";
import { freePort } from "../freePort.ts";
import { MetricsPage } from "../metricsPage.ts";
import { Bandeau, eventually } from "../process.ts";
import { SignProcess } from "../signProcess.ts";
import { SiteFile, wall } from "../siteFile.ts";
import type { Started } from "../started.ts";
import { RabbitCluster, type RabbitNode } from "./rabbitCluster.ts";

/** What a cluster needs that has just lost a node. */
const READ_LIMIT_MS = 40_000;

const KEPT_LIMIT_MS = 10_000;

/** A cluster, a daemon that knows all of its nodes, a display, an agent whose seat decides, and who reads of it. */
export class ClusterFloor {
  readonly cluster: RabbitCluster;
  readonly sign: SignProcess;
  readonly worker: Worker;
  readonly reader: FactReader;
  readonly metrics: MetricsPage;
  readonly daemon: Bandeau;
  readonly #started: Started;
  readonly #stateFolder: string;

  private constructor(
    started: Started,
    stateFolder: string,
    parts: Pick<ClusterFloor, "cluster" | "sign" | "worker" | "reader" | "metrics" | "daemon">,
  ) {
    this.#started = started;
    this.#stateFolder = stateFolder;
    this.cluster = parts.cluster;
    this.sign = parts.sign;
    this.worker = parts.worker;
    this.reader = parts.reader;
    this.metrics = parts.metrics;
    this.daemon = parts.daemon;
  }

  static async open(started: Started, random: () => number): Promise<ClusterFloor> {
    const cluster = await RabbitCluster.open(started);
    const sign = await SignProcess.start(["--tcp", "127.0.0.1:0"]);
    started.add(() => sign.process.kill());
    const worker = await Worker.hire("p1", { generation: () => 0, random }, started);
    const reader = await FactReader.open(cluster.nodes[2].url, {
      protocolVersion: 4,
      servers: [...cluster.nodes]
        .reverse()
        .map(({ port }) => ({ host: "127.0.0.1", port, protocol: "mqtt" })),
    });
    started.add(() => reader.end());
    const file = new SiteFile();
    started.add(() => file.end());
    const listen = `127.0.0.1:${await freePort()}`;
    writeSite(file, { urls: cluster.urls, port: `tcp://${sign.address}`, headset: worker.address, listen });
    const daemon = new Bandeau(["run", "--config", file.path]);
    started.add(() => daemon.kill());
    const metrics = new MetricsPage(listen);
    const stateFolder = join(file.folder, "state");
    return new ClusterFloor(started, stateFolder, { cluster, sign, worker, reader, metrics, daemon });
  }

  /** Somebody on the bus, at this node. */
  async client(node: RabbitNode): Promise<BusClient> {
    const bus = await BusClient.connect(node.url, { protocolVersion: 4 });
    this.#started.add(() => bus.end());
    return bus;
  }

  /** What this node keeps under a topic. RabbitMQ gives it only to who asks for exactly this topic. */
  async kept(node: RabbitNode, topic: string): Promise<Record<string, unknown>> {
    const client = await connectAsync(node.url, { reconnectPeriod: 0, protocolVersion: 4 }, false);
    this.#started.add(() => client.endAsync(true));
    const heard: Buffer[] = [];
    client.on("message", (_, payload) => void heard.push(payload));
    await client.subscribeAsync(topic, { qos: 0 });
    const first = await eventually(
      () => heard[0],
      KEPT_LIMIT_MS,
      () => `${node.name} keeps nothing under ${topic}`,
    );
    return JSON.parse(first.toString());
  }

  /** The node that the daemon has now; what was said before `since` does not count. */
  async home(since: number, limitMs: number): Promise<RabbitNode> {
    const line = await this.daemon.line((text) => text.includes('"broker up"'), limitMs, since);
    const { url } = JSON.parse(line) as { url: string };
    const node = this.cluster.nodes.find((one) => one.url === url);
    if (node === undefined) throw new Error(`${url} is no node of the cluster`);
    return node;
  }

  /** The changes of the seat in the order in which they came first. */
  get changes(): readonly ReadChange[] {
    return this.reader.bySeat.get("p1") ?? [];
  }

  /** Waits until each change that the daemon made has come; fails unless it came once by its id and in its order. */
  async isAllRead(): Promise<void> {
    await eventually(
      () => this.changes.length >= this.#made || null,
      READ_LIMIT_MS,
      () => `${this.changes.length} of ${this.#made} changes came\n${this.daemon.said()}`,
    );
    const numbers = this.changes.map(({ seq }) => seq);
    const wanted = Array.from({ length: this.#made }, (_, index) => index + 1);
    if (numbers.join() !== wanted.join()) throw new Error(`lost, doubled or out of order: ${numbers.join()}`);
  }

  /** The number of the seat's last change, as the daemon remembers it. */
  get #made(): number {
    const text = readFileSync(join(this.#stateFolder, "seats.json"), "utf8");
    const { seats } = JSON.parse(text) as { seats: { p1: string } };
    return (JSON.parse(seats.p1) as { seq: number }).seq;
  }
}

interface Addresses {
  readonly urls: readonly string[];
  readonly port: string;
  readonly headset: string;
  readonly listen: string;
}

function writeSite(file: SiteFile, { urls, port, headset, listen }: Addresses): void {
  const keyFile = join(file.folder, "key");
  writeFileSync(keyFile, "cluster\n", { mode: 0o600 });
  file.writeText(
    stringify({
      version: 1,
      site: "floor",
      node: "wall-1",
      timeZone: "UTC",
      broker: { urls },
      sources: { acd: { staleAfterSeconds: 120 } },
      queues: { sales: { id: "60100", name: "SALES" } },
      displays: [wall(port)],
      metrics: { listen },
      stateFolder: join(file.folder, "state"),
      agents: { authority: "seat", afterLogin: "ready", keyFile },
      seats: [{ id: "p1", headset: { port: `tcp://${headset}` }, agent: { id: "agent-p1" } }],
    }),
  );
}
