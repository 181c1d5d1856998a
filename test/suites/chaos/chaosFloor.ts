import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { stringify } from "yaml";
import { FactReader } from "../evening/factReader.ts";
import { Worker } from "../evening/worker.ts";
import { freePort } from "../freePort.ts";
import { MetricsPage } from "../metricsPage.ts";
import { Mosquitto } from "../mosquitto.ts";
import { Bandeau } from "../process.ts";
import { SiteFile } from "../siteFile.ts";
import type { Started } from "../started.ts";
import { CableSign, Lamp, ServedSign } from "./devices.ts";
import { Truth } from "./truth.ts";

const SEATS = 4;
/** Short, so that what is too old can be waited for. */
export const STALE_AFTER_MS = 5_000;
const LINES = ["W{sales.waiting}{fill}{sales.longestWait}", "R{sales.ready}{fill}{sales.serviceLevel}"];

const rules = (noData: object) => [
  { noData: true, minimumSeconds: 0, ...noData },
  { figure: "waiting", of: "sales", above: 10, colour: "red", minimumSeconds: 0 },
  { figure: "waiting", of: "sales", above: 5, colour: "amber", minimumSeconds: 0 },
  { colour: "green", minimumSeconds: 0 },
];

/** A broker, a daemon, two displays, two lights, four agents and an ACD. All of it may break. */
export class ChaosFloor {
  readonly broker: Mosquitto;
  readonly truth: Truth;
  readonly reader: FactReader;
  readonly wall = new CableSign("alpha-4120c");
  readonly hall = new ServedSign("amplus-16x80");
  readonly tower: Lamp;
  readonly strip: Lamp;
  readonly workers: Worker[] = [];
  readonly metrics: MetricsPage;
  readonly #file = new SiteFile();
  readonly #listen: string;
  #daemon: Bandeau | null = null;
  #generation = 0;

  private constructor(
    parts: Readonly<{ broker: Mosquitto; truth: Truth; reader: FactReader; tower: Lamp; strip: Lamp }>,
    metricsPort: number,
  ) {
    ({
      broker: this.broker,
      truth: this.truth,
      reader: this.reader,
      tower: this.tower,
      strip: this.strip,
    } = parts);
    this.#listen = `127.0.0.1:${metricsPort}`;
    this.metrics = new MetricsPage(this.#listen);
  }

  static async open(started: Started, random: () => number): Promise<ChaosFloor> {
    const broker = await Mosquitto.start({ persistence: true, lines: ["max_queued_messages 0"] });
    started.add(() => broker.end());
    const truth = new Truth(broker.url, random);
    started.add(() => truth.end());
    const reader = await FactReader.open(broker.url);
    started.add(() => reader.end());
    const tower = await Lamp.atPort("adafruit-tower", random);
    started.add(() => tower.end());
    const strip = await Lamp.onBus("wled-strip", "wled/hall", broker.url, random);
    started.add(() => strip.end());
    const floor = new ChaosFloor({ broker, truth, reader, tower, strip }, await freePort());
    started.add(() => floor.#file.end());
    for (const sign of [floor.wall, floor.hall]) {
      started.add(() => sign.end());
      await sign.plug();
    }
    const machine = { generation: () => floor.#generation, random };
    for (let seat = 1; seat <= SEATS; seat++)
      floor.workers.push(await Worker.hire(`p${seat}`, machine, started));
    started.add(async () => floor.#daemon?.kill());
    floor.write();
    return floor;
  }

  /** The site's file; a wrong one is refused at a reload. */
  write(parts: object = {}): void {
    const keyFile = join(this.#file.folder, "key");
    writeFileSync(keyFile, "chaos\n", { mode: 0o600 });
    const display = (id: string, model: string, port: string) => ({
      id,
      model,
      port,
      pages: [{ id: "sales", lines: LINES }],
    });
    this.#file.writeText(
      stringify({
        version: 1,
        site: "floor",
        node: "wall-1",
        timeZone: "UTC",
        broker: { urls: [this.broker.url], keepAliveSeconds: 5 },
        sources: { acd: { staleAfterSeconds: STALE_AFTER_MS / 1_000 } },
        queues: { sales: { id: "60100", name: "SALES" } },
        displays: [
          display("wall", "alpha-4120c", this.wall.port),
          display("hall", "amplus-16x80", this.hall.port),
        ],
        lights: [
          { id: "tower", model: "adafruit-tower", port: this.tower.port, rules: rules({ off: true }) },
          { id: "strip", model: "wled-strip", topic: "wled/hall", rules: rules({ colour: "blue" }) },
        ],
        metrics: { listen: this.#listen },
        stateFolder: this.stateFolder,
        agents: { authority: "seat", afterLogin: "ready", keyFile },
        seats: this.workers.map(({ seat, address }) => ({
          id: seat,
          headset: { port: `tcp://${address}` },
          agent: { id: `agent-${seat}` },
        })),
        ...parts,
      }),
    );
  }

  get stateFolder(): string {
    return join(this.#file.folder, "state");
  }

  get daemon(): Bandeau {
    if (this.#daemon === null) throw new Error("no daemon was started");
    return this.#daemon;
  }

  async start(): Promise<void> {
    this.#daemon = new Bandeau(["run", "--config", this.#file.path]);
    await this.#daemon.line((line) => line.includes("starting"), 40_000);
  }

  async killDaemon(): Promise<void> {
    this.#generation++;
    await this.daemon.kill();
    this.truth.leaveYesterday();
    await this.start();
  }

  /** The broker loses its memory, but only what its reader has read: what a broker loses is not the daemon's loss. */
  async wipeBroker(): Promise<void> {
    this.daemon.signal("SIGSTOP");
    try {
      await this.reader.isCaughtUp();
      await this.broker.stop("SIGKILL");
      rmSync(join(this.broker.folder, "mosquitto.db"), { force: true });
      await this.broker.restart();
      await this.reader.isCaughtUp();
    } finally {
      this.daemon.signal("SIGCONT");
    }
  }

  /** Another program with the daemon's name: the broker hangs up on the daemon. */
  async usurp(forMs: number): Promise<void> {
    const clientId = "bandeau-floor-wall-1";
    const options = { clientId, reconnectPeriod: 0, connectTimeout: 2_000 };
    const usurper = await connectAsync(this.broker.url, options, false).catch(() => null);
    if (usurper === null) return;
    usurper.on("error", () => undefined);
    await pause(forMs);
    await usurper.endAsync(true);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
