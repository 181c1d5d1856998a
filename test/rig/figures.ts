import type { BusClient } from "../suites/busClient.ts";
import { statistics } from "../suites/statistics.ts";
import { statsTopic } from "./site.ts";

const EVERY_MS = 500;
const MOST_WAITING = 90;

/** An ACD's bridge: a new figure twice a second, or the same one again. */
export class Figures {
  /** How many wait in the queue, as the bridge said last. */
  waiting = 10;
  readonly #timer: NodeJS.Timeout;
  #bus: BusClient | null = null;
  #isMoving = false;

  constructor() {
    this.#timer = setInterval(() => this.#tell(), EVERY_MS);
  }

  /** The bus may be lost with its broker, and come back as another one. */
  use(bus: BusClient | null): void {
    this.#bus = bus;
  }

  move(isMoving: boolean): void {
    this.#isMoving = isMoving;
    if (!isMoving) this.#next();
  }

  #next(): void {
    this.waiting = 10 + ((this.waiting + 1) % MOST_WAITING);
  }

  #tell(): void {
    if (this.#isMoving) this.#next();
    const figures = statistics("60100", { waiting: this.waiting, ready: 5 });
    this.#bus?.publish(statsTopic, figures, false, 0).catch(() => undefined);
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
