import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { freePort } from "../freePort.ts";
import type { Started } from "../started.ts";

/** Where Debian keeps the script that starts a node without asking who does so. */
const SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server";
/** Three nodes that start at once on a small machine, and find each other. */
const START_LIMIT_MS = 150_000;
const ANSWER_LIMIT_MS = 5_000;
/** A node that stands idle should not keep a processor busy, and one is enough for it. */
const FRUGAL = "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none";
const LOOPBACK = "-kernel inet_dist_use_interface {127,0,0,1}";

interface Ports {
  readonly amqp: number;
  readonly nodes: number;
  readonly mqtt: number;
}

interface Home {
  readonly folder: string;
  /** Where the nodes ask for each other's ports. */
  readonly mapper: number;
  /** All nodes of the cluster. */
  readonly names: readonly string[];
}

/** One server of a cluster. It keeps its files over a kill. */
export class RabbitNode {
  readonly name: string;
  readonly port: number;
  readonly #ports: Ports;
  readonly #home: Home;
  #child: ChildProcess | null = null;

  constructor(name: string, ports: Ports, home: Home) {
    this.name = name;
    this.port = ports.mqtt;
    this.#ports = ports;
    this.#home = home;
    mkdirSync(this.#path("."), { recursive: true });
    writeFileSync(this.#path("plugins"), "[rabbitmq_mqtt].\n");
    const lines = [
      `listeners.tcp.1 = 127.0.0.1:${ports.amqp}`,
      `mqtt.listeners.tcp.1 = 127.0.0.1:${ports.mqtt}`,
      "mqtt.allow_anonymous = true",
      "cluster_formation.peer_discovery_backend = classic_config",
      ...home.names.map((one, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${one}`),
    ];
    writeFileSync(this.#path("rabbitmq.conf"), `${lines.join("\n")}\n`);
  }

  #path(name: string): string {
    return join(this.#home.folder, this.name, name);
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.port}`;
  }

  start(): void {
    const { folder, mapper } = this.#home;
    // A group of its own: the server is a child of its script.
    this.#child = spawn(SERVER, [], {
      stdio: "ignore",
      detached: true,
      env: {
        PATH: process.env["PATH"],
        LANG: "C.UTF-8",
        HOME: folder,
        ERL_EPMD_PORT: `${mapper}`,
        ERL_EPMD_ADDRESS: "127.0.0.1",
        RABBITMQ_NODENAME: this.name,
        RABBITMQ_DIST_PORT: `${this.#ports.nodes}`,
        RABBITMQ_MNESIA_BASE: this.#path("data"),
        RABBITMQ_LOG_BASE: this.#path("."),
        RABBITMQ_CONFIG_FILE: this.#path("rabbitmq.conf"),
        RABBITMQ_ENABLED_PLUGINS_FILE: this.#path("plugins"),
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${LOOPBACK} ${FRUGAL}`,
      },
    });
    this.#child.on("error", () => undefined);
  }

  /** Resolves when somebody can connect. */
  async isServing(): Promise<void> {
    const late = Date.now() + START_LIMIT_MS;
    for (;;) {
      try {
        const options = { reconnectPeriod: 0, connectTimeout: ANSWER_LIMIT_MS, protocolVersion: 4 as const };
        const client = await connectAsync(this.url, options, false);
        await client.endAsync(true);
        return;
      } catch (error) {
        if (Date.now() > late)
          throw new Error(`${this.name} does not serve: ${this.said()}`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  /** As when its machine loses power. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    process.kill(-child.pid, "SIGKILL");
    await gone;
  }

  /** The end of its log. */
  said(): string {
    const log = this.#path(`${this.name}.log`);
    return existsSync(log) ? readFileSync(log, "utf8").split("\n").slice(-20).join("\n") : "nothing";
  }
}

/** Three real servers on this machine, with ports, files and a port mapper of their own. */
export class RabbitCluster {
  readonly nodes: readonly [RabbitNode, RabbitNode, RabbitNode];

  private constructor(nodes: readonly [RabbitNode, RabbitNode, RabbitNode]) {
    this.nodes = nodes;
  }

  static async open(started: Started): Promise<RabbitCluster> {
    if (!existsSync(SERVER)) throw new Error("rabbitmq-server is missing: apt-get install rabbitmq-server");
    const folder = mkdtempSync(join(tmpdir(), "bandeau-rabbit-"));
    started.add(async () => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, ".erlang.cookie"), "bandeau", { mode: 0o400 });
    const mapper = await freePort();
    const names = ["one@localhost", "two@localhost", "three@localhost"] as const;
    const home = { folder, mapper, names };
    const epmd = spawn("epmd", ["-port", `${mapper}`, "-address", "127.0.0.1"], { stdio: "ignore" });
    epmd.on("error", () => undefined);
    started.add(async () => void epmd.kill("SIGKILL"));
    const nodes = [
      new RabbitNode(names[0], await freePorts(), home),
      new RabbitNode(names[1], await freePorts(), home),
      new RabbitNode(names[2], await freePorts(), home),
    ] as const;
    // One after the other: those that start at once do not always agree who keeps the client ids.
    for (const node of nodes) {
      started.add(() => node.kill());
      node.start();
      await node.isServing();
    }
    return new RabbitCluster(nodes);
  }

  get urls(): readonly string[] {
    return this.nodes.map(({ url }) => url);
  }
}

async function freePorts(): Promise<Ports> {
  return { amqp: await freePort(), nodes: await freePort(), mqtt: await freePort() };
}
