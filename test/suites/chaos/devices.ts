import { MqttBroker } from "../../../src/adapters/mqtt/mqttBroker.ts";
import { LightOnHand, obeyLight } from "../../../src/cli/lightDeeds.ts";
import { bindBare, findLight } from "../../../src/cli/lightModels.ts";
import { busSocket } from "../../../src/cli/lightOnBus.ts";
import { type LightSocket, tcpSocket } from "../../../src/cli/lightSockets.ts";
import { type SimulatedLine, tcpLine, ttyLine } from "../../../src/cli/simulatedLine.ts";
import { linesOf } from "../../../src/domain/glass.ts";
import { lookWords } from "../../../src/domain/lightWords.ts";
import type { BoundLight } from "../../../src/ports/boundLight.ts";
import type { VirtualSign } from "../../../src/ports/displayDriver.ts";
import { monotonicMs, wallMs } from "../../../src/shared/time.ts";
import { shippedDisplay } from "../shippedDisplay.ts";
import { PtyPair } from "../socat.ts";
import type { Evidence } from "./factTally.ts";
import { LEAST_LIE } from "./truth.ts";

const MOST_BABBLE_BYTES = 64;

/** A display with its cable, and with eyes that never leave it. */
export abstract class Sign {
  /** Times that a figure was seen which no true message ever had. */
  readonly lies: Evidence[] = [];
  /** Says again all that it hears, as a cable does whose wires touch. */
  echoes = false;
  /** After so many bytes more the cable is broken; null while it is whole. */
  #passes: number | null = null;
  readonly #model: string;
  #sign: VirtualSign;
  #seen = "";
  protected line: SimulatedLine | null = null;

  constructor(model: string) {
    this.#model = model;
    this.#sign = shippedDisplay(model).sign();
  }

  get rows(): readonly string[] {
    return linesOf(this.#sign.glass(wallMs()));
  }

  protected get model() {
    return shippedDisplay(this.#model).model;
  }

  protected readonly take = (bytes: Uint8Array): readonly Uint8Array[] => {
    if (this.echoes) this.line?.say(bytes);
    const answers = this.#sign.feed(this.#passing(bytes), wallMs());
    this.#look();
    return answers;
  };

  #passing(bytes: Uint8Array): Uint8Array {
    if (this.#passes === null) return bytes;
    const passing = bytes.subarray(0, this.#passes);
    this.#passes -= passing.length;
    return passing;
  }

  /** Breaks the cable after so many bytes; whole again with null. */
  breakAfter(bytes: number | null): void {
    this.#passes = bytes;
  }

  /** Whether the cable broke in the middle of something. */
  get isBroken(): boolean {
    return this.#passes === 0;
  }

  #look(): void {
    const seen = this.rows.join("\n");
    if (seen === this.#seen) return;
    this.#seen = seen;
    if ([...seen.matchAll(/\d+/g)].some(([digits]) => Number(digits) >= LEAST_LIE))
      this.lies.push({ at: wallMs(), what: `${this.#model} shows ${this.rows.join(" / ")}` });
  }

  /** A power cut: it has forgotten everything. */
  forget(): void {
    this.#sign = shippedDisplay(this.#model).sign();
  }

  babble(random: () => number): void {
    const length = 1 + Math.floor(random() * MOST_BABBLE_BYTES);
    this.line?.say(Uint8Array.from({ length }, () => Math.floor(random() * 256)));
  }

  abstract plug(): Promise<void>;
  abstract unplug(): Promise<void>;
  abstract end(): Promise<void>;
}

/** At the end of a serial cable. */
export class CableSign extends Sign {
  readonly #cable = new PtyPair();
  readonly #ending = new AbortController();

  get port(): string {
    return this.#cable.ours;
  }

  async plug(): Promise<void> {
    await this.#cable.plug(async () => {
      this.line = await ttyLine(this.#cable.theirs, this.model.serial, this.take, this.#ending.signal);
    });
  }

  async unplug(): Promise<void> {
    const { line } = this;
    this.line = null;
    await this.#cable.unplug();
    await line?.close();
  }

  async end(): Promise<void> {
    await this.unplug();
    this.#ending.abort();
    await this.#cable.end();
  }
}

/** Behind a serial server, which hangs up when it is unplugged. */
export class ServedSign extends Sign {
  #address = "127.0.0.1:0";

  get port(): string {
    return `tcp://${this.#address}`;
  }

  async plug(): Promise<void> {
    this.line = await tcpLine(this.#address, this.take);
    this.#address = this.line.greeting.replace(/^listening on /, "");
  }

  async unplug(): Promise<void> {
    const { line } = this;
    this.line = null;
    await line?.close();
  }

  end(): Promise<void> {
    return this.unplug();
  }
}

/** A light, at a TCP port or on the bus. */
export class Lamp {
  readonly #hand: LightOnHand;
  readonly #socket: LightSocket;
  readonly #random: () => number;

  private constructor(hand: LightOnHand, socket: LightSocket, random: () => number) {
    this.#hand = hand;
    this.#socket = socket;
    this.#random = random;
    hand.socket = socket;
  }

  static async atPort(model: string, random: () => number): Promise<Lamp> {
    return Lamp.#hang(model, {}, random, (_light, hand) => tcpSocket("127.0.0.1:0", hand.take.bind(hand)));
  }

  static async onBus(model: string, topic: string, url: string, random: () => number): Promise<Lamp> {
    const broker = new MqttBroker({
      protocol: "auto",
      keepAliveSeconds: 5,
      login: null,
      tls: null,
      connectLimitMs: 5_000,
    });
    return Lamp.#hang(model, { topic }, random, (light, hand) =>
      busSocket(light, { broker, url, twin: hand.twin }, hand.take.bind(hand)),
    );
  }

  static async #hang(
    model: string,
    settings: Readonly<Record<string, unknown>>,
    random: () => number,
    where: (light: BoundLight, hand: LightOnHand) => Promise<LightSocket>,
  ): Promise<Lamp> {
    const light = bindBare(await findLight(model), settings);
    const hand = new LightOnHand(light, light.twin(), () => undefined);
    return new Lamp(hand, await where(light, hand), random);
  }

  get port(): string {
    return `tcp://${this.#socket.greeting.replace(/^listening on /, "")}`;
  }

  /** What a person sees, lamp by lamp. */
  get lamps(): string {
    const { twin } = this.#hand;
    return twin.bricked ?? lookWords(twin.look(monotonicMs())).join(" ");
  }

  /** Does something that a simulated light has a word for. */
  do(words: string): Promise<void> {
    const nothing = (): void => undefined;
    const signal = new AbortController().signal;
    return obeyLight(words, this.#hand, { signal, random: this.#random, quit: nothing, tell: nothing });
  }

  end(): Promise<void> {
    return this.#socket.close();
  }
}
