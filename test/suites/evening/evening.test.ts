import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { freePort } from "../freePort.ts";
import { MetricsPage } from "../metricsPage.ts";
import { Mosquitto } from "../mosquitto.ts";
import { Bandeau, eventually } from "../process.ts";
import { seeded } from "../seeded.ts";
import { SiteFile } from "../siteFile.ts";
import { Started } from "../started.ts";
import { FactReader } from "./factReader.ts";
import { Worker } from "./worker.ts";

/** A whole evening of a call centre has ten thousand; the usual run is a short one. */
const CALLS = Number(process.env["BANDEAU_EVENING_CALLS"] ?? 1_200);
const SEATS = 40;
/** How often something breaks beside the plugs. */
const TROUBLE_EVERY_MS = 6_000;
/** What all of it may take, at the pace of hands. */
const LIMIT_MS = 120_000 + CALLS * 150;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A broker, a daemon that may be killed, and forty agents. */
class Floor {
  readonly file = new SiteFile();
  readonly workers: Worker[] = [];
  readonly metrics: MetricsPage;
  readonly broker: Mosquitto;
  readonly #started: Started;
  readonly #listen: string;
  #daemon: Bandeau | null = null;
  #generation = 0;
  kills = 0;
  restarts = 0;

  private constructor(started: Started, broker: Mosquitto, port: number) {
    this.#started = started;
    this.broker = broker;
    this.#listen = `127.0.0.1:${port}`;
    this.metrics = new MetricsPage(this.#listen);
    started.add(() => this.file.end());
    started.add(async () => this.#daemon?.kill());
  }

  static async open(started: Started, random: () => number): Promise<Floor> {
    const broker = await Mosquitto.start({ persistence: true, lines: ["max_queued_messages 0"] });
    started.add(() => broker.end());
    const floor = new Floor(started, broker, await freePort());
    const machine = { generation: () => floor.#generation, random };
    for (let seat = 1; seat <= SEATS; seat++)
      floor.workers.push(await Worker.hire(`p${seat}`, machine, floor.#started));
    floor.#write();
    return floor;
  }

  #write(): void {
    const seats = this.workers.map(({ seat, address }) => ({
      id: seat,
      headset: { port: `tcp://${address}` },
      agent: { id: `agent-${seat}` },
    }));
    const keyFile = join(this.file.folder, "key");
    writeFileSync(keyFile, "evening\n", { mode: 0o600 });
    this.file.writeText(
      stringify({
        version: 1,
        site: "evening",
        node: "island",
        broker: { urls: [this.broker.url] },
        sources: { acd: {} },
        queues: {},
        metrics: { listen: this.#listen },
        stateFolder: join(this.file.folder, "state"),
        agents: { authority: "seat", afterLogin: "ready", keyFile },
        seats,
      }),
    );
  }

  async start(): Promise<void> {
    this.#daemon = new Bandeau(["run", "--config", this.file.path]);
    await this.#daemon.line((line) => line.includes('"starting"') || line.includes("starting"));
  }

  async kill(): Promise<void> {
    this.kills++;
    this.#generation++;
    await this.#daemon?.kill();
    await this.start();
  }

  async restartBroker(random: () => number): Promise<void> {
    this.restarts++;
    await this.broker.stop();
    await pause(random() * 3_000);
    await this.broker.restart();
  }

  async stop(): Promise<number> {
    return (await this.#daemon?.stop()) ?? -1;
  }

  get said(): string {
    return this.#daemon?.said() ?? "";
  }

  /** The number of each seat's last change, as the daemon remembers it. */
  get remembered(): Record<string, number> {
    const text = readFileSync(join(this.file.folder, "state", "seats.json"), "utf8");
    const { seats } = JSON.parse(text) as { seats: Record<string, string> };
    return Object.fromEntries(
      Object.entries(seats).map(([seat, memory]) => [seat, (JSON.parse(memory) as { seq: number }).seq]),
    );
  }
}

async function troubles(floor: Floor, random: () => number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(TROUBLE_EVERY_MS / 2 + random() * TROUBLE_EVERY_MS);
    if (signal.aborted) return;
    if (random() < 0.5) await floor.kill();
    else await floor.restartBroker(random);
  }
}

describe("an evening of forty seats that decide", () => {
  it(
    "brings every change to the bus, once by its id and in the order of its seat, whatever is pulled, killed and restarted",
    async () => {
      const started = new Started();
      try {
        const random = seeded(20_261_122);
        const floor = await Floor.open(started, random);
        const reader = await FactReader.open(floor.broker.url);
        started.add(() => reader.end());
        await floor.start();
        const evening = new AbortController();
        const trouble = troubles(floor, random, evening.signal);
        await Promise.all(floor.workers.map((worker) => worker.work(Math.ceil(CALLS / SEATS))));
        evening.abort();
        await trouble;
        await Promise.all(floor.workers.map((worker) => worker.rest()));
        let waiting = 1;
        for (let second = 0; second < 60 && waiting > 0; second++) {
          await pause(1_000);
          waiting = await floor.metrics.sum("facts_waiting").catch(() => 1);
        }
        expect(waiting).toBe(0);
        expect(await floor.stop(), floor.said).toBe(0);
        const { remembered } = floor;
        const isAllRead = (): boolean =>
          floor.workers.every(
            ({ seat }) => (reader.bySeat.get(seat)?.length ?? 0) >= (remembered[seat] ?? 1),
          );
        await eventually(isAllRead, 20_000, () => JSON.stringify(remembered)).catch(() => undefined);
        for (const { seat, sure, lifted } of floor.workers) {
          const changes = reader.bySeat.get(seat) ?? [];
          const numbers = changes.map(({ seq }) => seq);
          expect(numbers, seat).toEqual(
            Array.from({ length: remembered[seat] ?? 0 }, (_, index) => index + 1),
          );
          const states = changes.map(({ state }) => state);
          expect(
            states.every((state, index) => state !== states[index - 1]),
            seat,
          ).toBe(true);
          const calls = states.filter((state) => state === "busy").length;
          expect(calls, seat).toBeGreaterThanOrEqual(sure);
          expect(calls, seat).toBeLessThanOrEqual(lifted);
        }
        const total = (count: (worker: Worker) => number): number =>
          floor.workers.reduce((sum, worker) => sum + count(worker), 0);
        const sure = total((worker) => worker.sure);
        process.stdout.write(
          `${total(({ lifted }) => lifted)} calls, ${sure} of them sure, ${total(({ unplugged }) => unplugged)} plugs pulled, ` +
            `${floor.kills} kills, ${floor.restarts} broker restarts, ${reader.repeats} changes came twice\n`,
        );
        expect(sure).toBeGreaterThan(CALLS * 0.8);
        expect(floor.kills * floor.restarts).toBeGreaterThan(0);
      } finally {
        await started.end();
      }
    },
    LIMIT_MS,
  );
});
