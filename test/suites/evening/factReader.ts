import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { eventually } from "../process.ts";

/** What the reader says to itself: whatever was there before it has been read when it comes back. */
const MARK = "reader/mark";

/** A change of a seat as an ACD's bridge reads it. */
export interface ReadChange {
  readonly id: string;
  readonly seq: number;
  readonly state: string;
  /** When it was read, in milliseconds of this machine's clock. */
  readonly readAt: number;
}

/** An ACD's bridge: a session that the broker keeps for it, and of each change the first time that it comes. */
export class FactReader {
  readonly bySeat = new Map<string, ReadChange[]>();
  repeats = 0;
  readonly #seen = new Set<string>();
  readonly #client: MqttClient;
  #marks = 0;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("error", () => undefined);
    client.on("message", (topic, payload) => {
      if (topic === MARK) this.#marks++;
      const seat = /\/seat\/([^/]+)\/state$/.exec(topic)?.[1];
      if (seat !== undefined)
        this.#read(seat, { ...JSON.parse(payload.toString()), readAt: Date.now() } as ReadChange);
    });
  }

  /** Resolves when the broker knows what is to be kept for it; `options` for another broker than Mosquitto. */
  static async open(url: string, options: IClientOptions = {}): Promise<FactReader> {
    const client = connect(url, {
      protocolVersion: 5,
      clientId: "bridge",
      clean: false,
      properties: { sessionExpiryInterval: 3_600 },
      reconnectPeriod: 100,
      ...options,
    });
    const reader = new FactReader(client);
    await client.subscribeAsync("cc/1/+/node/+/seat/+/state", { qos: 1 });
    await client.subscribeAsync(MARK, { qos: 1 });
    return reader;
  }

  #read(seat: string, change: ReadChange): void {
    if (this.#seen.has(change.id)) {
      this.repeats++;
      return;
    }
    this.#seen.add(change.id);
    this.bySeat.set(seat, [...(this.bySeat.get(seat) ?? []), change]);
  }

  /** Resolves when it hears, and has read all that the broker had for it. */
  async isCaughtUp(): Promise<void> {
    const before = this.#marks;
    const ask = setInterval(() => {
      if (this.#client.connected) this.#client.publish(MARK, "", { qos: 0 });
    }, 50);
    try {
      await eventually(
        () => this.#marks > before,
        20_000,
        () => "the reader does not hear itself",
      );
    } finally {
      clearInterval(ask);
    }
  }

  async end(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
