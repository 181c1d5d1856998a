import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Lamp } from "../../suites/chaos/devices.ts";
import { FactReader } from "../../suites/evening/factReader.ts";
import { Worker } from "../../suites/evening/worker.ts";
import type { MetricsPage } from "../../suites/metricsPage.ts";
import type { SiteFile } from "../../suites/siteFile.ts";
import type { Started } from "../../suites/started.ts";

const SEAT = "p1";
const CALLS_AN_HOUR = 3;
/** Seldom enough that all is as before in most hours, and that no wait grows from one time to the next. */
const HOURS_BETWEEN_PLUGS = 4;
const UNPLUGGED_MS = 250;
/** Chance at its mean: no plug is pulled by it, since the hours must be alike. */
const random = (): number => 0.5;
/** An agent is in a call, and ready again. */
const CHANGES_A_CALL = 2;
/** With fewer of the changes that the calls should make, it is not the seat that is measured. */
const LEAST_PART = 0.5;
/** At night it may keep its colour for hours; a change costs several. */
const LEAST_WRITES_AN_HOUR = 1;

/** A status light and an agent with a headset, both behind TCP ports, and an ACD's bridge that reads what the agent does. */
export class SoakDesk {
  readonly #light: Lamp;
  readonly #worker: Worker;
  readonly #reader: FactReader;
  #hours = 0;

  private constructor(light: Lamp, worker: Worker, reader: FactReader) {
    this.#light = light;
    this.#worker = worker;
    this.#reader = reader;
  }

  static async open(url: string, started: Started): Promise<SoakDesk> {
    const light = await Lamp.atPort("adafruit-tower", random);
    started.add(() => light.end());
    const worker = await Worker.hire(SEAT, { generation: () => 0, random }, started);
    const reader = await FactReader.open(url);
    started.add(() => reader.end());
    return new SoakDesk(light, worker, reader);
  }

  /** What a site's file says of them. */
  get parts(): object {
    return {
      lights: [
        {
          id: "tower",
          model: "adafruit-tower",
          port: this.#light.port,
          rules: [
            { noData: true, off: true, minimumSeconds: 0 },
            { figure: "waiting", of: "all", above: 10, colour: "red", minimumSeconds: 0 },
            { figure: "waiting", of: "all", above: 5, colour: "amber", minimumSeconds: 0 },
            { colour: "green", minimumSeconds: 0 },
          ],
        },
      ],
      agents: { authority: "seat", afterLogin: "ready", keyFile: "key" },
      seats: [{ id: SEAT, headset: { port: `tcp://${this.#worker.address}` }, agent: { id: "agent-1" } }],
    };
  }

  /** Puts beside the site's file what its parts name. */
  furnish({ folder }: SiteFile): void {
    writeFileSync(join(folder, "key"), "soak\n", { mode: 0o600 });
  }

  /** An hour of the agent: a few calls, and in some hours the plugs first. */
  async work(): Promise<void> {
    if (this.#hours++ % HOURS_BETWEEN_PLUGS === 1) await this.#pullPlugs();
    await this.#worker.work(CALLS_AN_HOUR);
  }

  async #pullPlugs(): Promise<void> {
    await this.#light.do("unplug");
    await new Promise((resolve) => setTimeout(resolve, UNPLUGGED_MS));
    await this.#light.do("replug");
    await this.#worker.pullPlug();
  }

  /** Changes of the seat that came to the bridge. */
  get changes(): number {
    return this.#reader.bySeat.get(SEAT)?.length ?? 0;
  }

  /** Fails when the agent was hardly heard, or the light hardly changed. */
  async check(metrics: MetricsPage): Promise<void> {
    if (this.changes < LEAST_PART * CHANGES_A_CALL * CALLS_AN_HOUR * this.#hours)
      throw new Error(`only ${this.changes} changes of the seat were read in ${this.#hours} hours`);
    const writes = await metrics.sum("light_writes_total");
    if (writes < LEAST_WRITES_AN_HOUR * this.#hours)
      throw new Error(`the light was written to only ${writes} times in ${this.#hours} hours`);
  }
}
