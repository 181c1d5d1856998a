import type { BoundLight } from "../ports/boundLight.ts";
import type { Broker, BrokerConnection, OutgoingMessage } from "../ports/broker.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import type { LightWord, VirtualLight } from "../ports/lightDriver.ts";
import { sleep } from "../shared/time.ts";
import type { LightSocket, TakeFrame } from "./lightSockets.ts";

/** Lights on WiFi come back soon, and this one must not hammer a broker that is away. */
const AGAIN_MS = 1_000;

const decoder = new TextDecoder();

const outgoing = (word: LightWord): OutgoingMessage | null =>
  word.kind === "message"
    ? {
        topic: word.topic,
        payload: word.payload,
        qos: 0,
        retain: word.retained,
        expirySeconds: null,
        correlation: null,
      }
    : null;

/** What a light on the bus needs. */
export interface BusPlace {
  readonly broker: Broker;
  readonly url: string;
  /** The twin whose topics they are. */
  readonly twin: Pick<VirtualLight, "hears" | "presence">;
}

/** A light on the bus: it comes, says so, obeys, and comes again when the broker was away. */
class LightOnBus implements LightSocket {
  readonly greeting: string;
  readonly lost: Promise<string> = new Promise(() => undefined);
  readonly #place: BusPlace;
  readonly #take: TakeFrame;
  readonly #name: string;
  #ending: AbortController | null = null;
  #connection: BrokerConnection | null = null;
  #living: Promise<void> = Promise.resolve();

  constructor(light: BoundLight, place: BusPlace, take: TakeFrame) {
    this.#place = place;
    this.#take = take;
    this.#name = `bandeau-sim-${light.model.id}-${Math.floor(Math.random() * 1e9)}`;
    this.greeting = `on ${place.url}: ${(place.twin.hears ?? []).join(", ")}`;
  }

  /** The first connection must do; later ones are tried again. */
  async start(): Promise<void> {
    const ending = new AbortController();
    this.#ending = ending;
    const connection = await this.#connect(ending.signal);
    this.#living = this.#live(connection, ending.signal);
  }

  say(words: readonly LightWord[]): void {
    for (const word of words) {
      const message = outgoing(word);
      // A light whose broker is away says it to nobody.
      if (message !== null) void this.#connection?.publish(message).catch(() => undefined);
    }
  }

  async plug(isIn: boolean): Promise<void> {
    if (isIn && this.#ending === null) await this.start();
    else if (!isIn) await this.#leave();
  }

  close(): Promise<void> {
    return this.#leave();
  }

  /** As its broker would tell it for a light whose plug was pulled. */
  async #leave(): Promise<void> {
    const gone = this.#place.twin.presence?.(false);
    const message = gone === undefined ? null : outgoing(gone);
    if (message !== null) await this.#connection?.publish(message).catch(() => undefined);
    this.#ending?.abort();
    this.#ending = null;
    await this.#connection?.close();
    await this.#living;
  }

  async #connect(signal: AbortSignal): Promise<BrokerConnection> {
    const { broker, url, twin } = this.#place;
    const gone = twin.presence?.(false);
    const will = gone === undefined ? null : outgoing(gone);
    const connection = await broker.connect({
      url,
      clientId: this.#name,
      will: will === null ? null : { ...will, delaySeconds: 0 },
      signal,
      onMessage: ({ topic, payload }) =>
        this.say(this.#take({ kind: "message", topic, payload: decoder.decode(payload) })),
    });
    this.#connection = connection;
    const refused = await connection.subscribe(twin.hears ?? []);
    if (refused.length > 0)
      throw new Fault("SIM_LIGHT_REFUSED", `the broker refuses ${refused.join(", ")}`, "look at its ACL");
    const here = twin.presence?.(true);
    if (here !== undefined) this.say([here]);
    return connection;
  }

  async #live(first: BrokerConnection, signal: AbortSignal): Promise<void> {
    let connection: BrokerConnection | null = first;
    while (!signal.aborted) {
      await connection?.lost;
      await sleep(AGAIN_MS, signal);
      if (signal.aborted) return;
      connection = await this.#connect(signal).catch(() => null);
    }
  }
}

/** Puts a light on the bus; rejects with a Fault when the broker will not have it. */
export async function busSocket(light: BoundLight, place: BusPlace, take: TakeFrame): Promise<LightSocket> {
  const socket = new LightOnBus(light, place, take);
  try {
    await socket.start();
  } catch (error) {
    await socket.close();
    throw new Fault("SIM_LIGHT_BROKER", reasonOf(error), "is the broker there?", error);
  }
  return socket;
}
