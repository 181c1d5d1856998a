import { test } from "vitest";
import { BusClient } from "./busClient.ts";
import { freePort } from "./freePort.ts";
import { MetricsPage } from "./metricsPage.ts";
import { Mosquitto } from "./mosquitto.ts";
import { Bandeau } from "./process.ts";
import { SignProcess } from "./signProcess.ts";
import { SiteFile, wall } from "./siteFile.ts";
import { PtyPair } from "./socat.ts";
import { Started } from "./started.ts";

/** What differs from the usual: one Alpha sign at the end of a cable, figures good for a minute. */
export interface BenchOptions {
  /** Parts of the site in place of the base's. */
  readonly site?: Readonly<Record<string, unknown>>;
  /** Parts of the display. */
  readonly display?: object;
}

/** A whole small floor: a broker, a cable with a sign at its end, a daemon, and somebody who listens on the bus. */
export class FloorBench {
  readonly broker: Mosquitto;
  readonly cable: PtyPair;
  readonly file: SiteFile;
  readonly metrics: MetricsPage;
  readonly #metricsListen: string;
  readonly #started: Started;

  private constructor(started: Started, broker: Mosquitto, metricsPort: number) {
    this.#started = started;
    this.broker = broker;
    this.#metricsListen = `127.0.0.1:${metricsPort}`;
    this.metrics = new MetricsPage(this.#metricsListen);
    this.cable = new PtyPair();
    started.add(() => this.cable.end());
    this.file = new SiteFile();
    started.add(() => this.file.end());
  }

  /** A broker and a cable; the rest is started by the test. */
  static async prepare(started: Started): Promise<FloorBench> {
    // A flood must reach the daemon; usually it would end in the broker's queue.
    const broker = await Mosquitto.start({ lines: ["max_queued_messages 0"] });
    started.add(() => broker.end());
    const bench = new FloorBench(started, broker, await freePort());
    await bench.cable.plug();
    return bench;
  }

  /** What else this test has started: it is ended behind the test. */
  add(end: () => Promise<unknown>): void {
    this.#started.add(end);
  }

  /** The port of a cable, unless the display says otherwise. */
  writeSite({ site = {}, display = {} }: BenchOptions = {}): void {
    const displays = [wall(this.cable.ours, display)];
    const metrics = { listen: this.#metricsListen };
    this.file.write({ broker: { urls: [this.broker.url] }, metrics, displays, ...site });
  }

  /** A new sign, just plugged in, at the cable's far end. */
  plugSign(): Promise<SignProcess> {
    return this.sign("--tty", this.cable.theirs);
  }

  /** A new sign that listens before the cable's other end appears. */
  async plugCableAndSign(): Promise<SignProcess> {
    const plugged: SignProcess[] = [];
    await this.cable.plug(async () => plugged.push(await this.plugSign()));
    const [sign] = plugged;
    if (sign === undefined) throw new Error("the cable was plugged in without its sign");
    return sign;
  }

  async sign(...words: readonly string[]): Promise<SignProcess> {
    const sign = await SignProcess.start(words);
    this.#started.add(() => sign.process.kill());
    return sign;
  }

  daemon(): Bandeau {
    const daemon = new Bandeau(["run", "--config", this.file.path]);
    this.#started.add(() => daemon.kill());
    return daemon;
  }

  async listener(): Promise<BusClient> {
    const bus = await BusClient.connect(this.broker.url);
    this.#started.add(() => bus.end());
    return bus;
  }

  /** Everything at once: sign, daemon with a site, and somebody on the bus. */
  async run(options: BenchOptions = {}) {
    this.writeSite(options);
    const sign = await this.plugSign();
    const bus = await this.listener();
    const daemon = this.daemon();
    await daemon.line((line) => line.includes("broker up"));
    return { sign, bus, daemon };
  }
}

/**
 * A test with a floor of its own, which is taken down behind it. Run several at a time: most of what they do is wait
 * for a sign's pace.
 */
export const floorTest = test.extend<{ bench: FloorBench }>({
  bench: async ({ task: _ }, use) => {
    const started = new Started();
    try {
      await use(await FloorBench.prepare(started));
    } finally {
      await started.end();
    }
  },
});
