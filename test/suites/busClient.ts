import { connectAsync, type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { eventually } from "./process.ts";

export interface Heard {
  readonly topic: string;
  readonly payload: string;
  readonly retained: boolean;
}

/** Somebody else on the bus: an ACD's bridge, a technician's tool, a troublemaker. */
export class BusClient {
  readonly #client: MqttClient;
  readonly #newest = new Map<string, Heard>();

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("message", (topic, payload, { retain }: IPublishPacket) => {
      this.#newest.set(topic, { topic, payload: payload.toString(), retained: retain });
    });
  }

  /** Hears everything below `cc/`, what the broker has kept at first. */
  static async connect(url: string, options: IClientOptions = {}): Promise<BusClient> {
    const client = await connectAsync(url, { reconnectPeriod: 0, ...options }, false);
    client.on("error", () => undefined);
    const bus = new BusClient(client);
    await client.subscribeAsync("cc/#", { qos: 1 });
    return bus;
  }

  /** Calls `hear` for every message from now on, until the answer is called. */
  listen(hear: (heard: Heard) => void): () => void {
    const take = (topic: string, payload: Buffer, { retain }: IPublishPacket): void =>
      hear({ topic, payload: payload.toString(), retained: retain });
    this.#client.on("message", take);
    return () => this.#client.off("message", take);
  }

  /** Resolves when the broker has it. */
  async publish(
    topic: string,
    payload: string | Buffer | object,
    retain = false,
    qos: 0 | 1 = 1,
  ): Promise<void> {
    const bytes = typeof payload === "string" || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
    await this.#client.publishAsync(topic, bytes, { qos, retain });
  }

  /** The newest word on a topic, parsed; undefined while there is none. */
  newest(topic: string): Record<string, unknown> | undefined {
    const heard = this.#newest.get(topic);
    return heard === undefined || heard.payload === "" ? undefined : JSON.parse(heard.payload);
  }

  topics(): string[] {
    return [...this.#newest.keys()].sort((one, other) => one.localeCompare(other));
  }

  /** Waits until the newest word on a topic is as wished. */
  hears(
    topic: string,
    wished: (payload: Record<string, unknown>) => boolean,
    limitMs = 10_000,
  ): Promise<Record<string, unknown>> {
    const ask = () => {
      const payload = this.newest(topic);
      return payload !== undefined && wished(payload) ? payload : undefined;
    };
    return eventually(ask, limitMs, () => `${topic}: ${JSON.stringify(this.newest(topic))}`);
  }

  async end(): Promise<void> {
    await this.#client.endAsync(true);
  }
}
