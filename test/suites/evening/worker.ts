import { listenHidTcp } from "../../../src/adapters/tcp/listenHidTcp.ts";
import { headsetTwin } from "../../../src/compose/headsetTwins.ts";
import { describedHeadsets } from "../../../src/simulated/headset/descriptors.ts";
import type { HeadsetTwin } from "../../../src/simulated/headsetTwin.ts";
import type { Started } from "../started.ts";

/** For half a second after it was opened the word of a headset says how it is, and not what a person does. */
const SETTLED_MS = 700;
/** A hand is no quicker; what is, is a bounce. */
const HAND_MS = 250;
/** What was answered and survived so long is on the disk. */
const KEPT_MS = 500;
/** An agent who gets no answer looks what is the matter. */
const PATIENCE_MS = 30_000;
/** Beyond it an agent calls for help. */
const MOST_TRIES = 5;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** How the daemon is at this moment. */
interface Machine {
  /** Another one after each start. */
  readonly generation: () => number;
  readonly random: () => number;
}

/** An agent who takes calls the whole evening, and now and then pulls the plug. */
export class Worker {
  readonly seat: string;
  readonly address: string;
  /** Times that the headset was lifted. */
  lifted = 0;
  /** Of those, how many the daemon has answered and lived on. */
  sure = 0;
  unplugged = 0;
  readonly #twin: HeadsetTwin;
  readonly #machine: Machine;
  #openedAt = Number.POSITIVE_INFINITY;

  private constructor(seat: string, address: string, twin: HeadsetTwin, machine: Machine) {
    this.seat = seat;
    this.address = address;
    this.#twin = twin;
    this.#machine = machine;
    twin.told$.subscribe((event) => {
      if (event.kind === "open")
        this.#openedAt = event.programs > 0 ? performance.now() : Number.POSITIVE_INFINITY;
    });
  }

  static async hire(seat: string, machine: Machine, started: Started): Promise<Worker> {
    const [jabra] = describedHeadsets;
    if (jabra === undefined) throw new Error("no headset is described");
    const { vendorId, productId, product, descriptor } = jabra;
    const bytes = Uint8Array.from(Buffer.from(descriptor, "hex"));
    const twin = headsetTwin({ vendorId, productId, product, serialNumber: seat, descriptor: bytes });
    const listener = await listenHidTcp("127.0.0.1:0", twin);
    started.add(async () => {
      twin.unplug();
      await listener.close();
    });
    return new Worker(seat, listener.address, twin, machine);
  }

  /** One call after the other. */
  async work(calls: number): Promise<void> {
    const { random, generation } = this.#machine;
    // A daemon that has just started lights what it remembers, which is no answer.
    const moment = (): string => `${generation()} ${this.#openedAt}`;
    for (let call = 0; call < calls; call++) {
      await this.#ready();
      const isDown = await this.#hand(false);
      const before = moment();
      this.lifted++;
      const isAnswered = await this.#hand(true);
      await pause(KEPT_MS);
      if (isDown && isAnswered && moment() === before) this.sure++;
      if (random() < 0.03) await this.pullPlug();
      await this.#hand(false);
      await pause(random() * HAND_MS);
    }
  }

  /** On hook at the end, whatever came between. Who hung up while nobody listened sees his light burn on, and does it again. */
  async rest(): Promise<void> {
    await this.#ready();
    for (let tries = 0; tries < MOST_TRIES && !(await this.#hand(false)); tries++) {
      this.lifted++;
      await this.#hand(true);
    }
    await pause(KEPT_MS);
  }

  /** Out for the blink of an eye, and in again; resolves when the daemon has found it. */
  async pullPlug(): Promise<void> {
    this.unplugged++;
    this.#twin.unplug();
    await pause(HAND_MS);
    this.#twin.plug();
    await this.#ready();
  }

  /** Lifts the headset or lays it down, unless it is so already; whether the daemon has answered. */
  async #hand(up: boolean): Promise<boolean> {
    if (this.#twin.offHook === up && this.#isLit === up) return true;
    if (this.#twin.offHook !== up) this.#twin.press(up ? "answer" : "hangup");
    const answered = await this.#until(() => this.#isLit === up, 1_000);
    await pause(HAND_MS);
    return answered;
  }

  get #isLit(): boolean {
    return this.#twin.lit.has("OffHook");
  }

  async #ready(): Promise<void> {
    const isReady = (): boolean => performance.now() - this.#openedAt > SETTLED_MS;
    if (!(await this.#until(isReady, PATIENCE_MS)))
      throw new Error(`nobody opens the headset of ${this.seat}`);
  }

  async #until(holds: () => boolean, limitMs: number): Promise<boolean> {
    for (let waited = 0; waited < limitMs; waited += 20) {
      if (holds()) return true;
      await pause(20);
    }
    return holds();
  }
}
