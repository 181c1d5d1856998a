import type { BrokerConnection, RawMessage } from "../../ports/broker.ts";
import { Fault, reasonOf } from "../../ports/fault.ts";

/** Bytes on their way beside the present message: a connection refuses more than a network takes. */
const MOST_UNDERWAY_BYTES = 131_072;

/** Publishes in order, with as many messages on their way as the broker takes. */
export class BusPublisher {
  readonly #connection: BrokerConnection;
  readonly #underway = new Set<Promise<void>>();
  #underwayBytes = 0;
  #fault: Fault | null = null;

  constructor(connection: BrokerConnection) {
    this.#connection = connection;
  }

  /** Resolves when the message is on its way; rejects with the first failure of any before it. */
  async send(message: RawMessage): Promise<void> {
    const bytes = message.payload.length;
    while (!this.#hasRoomFor(bytes)) await Promise.race(this.#underway);
    if (this.#fault !== null) throw this.#fault;
    const sending = this.#connection
      .publish(message)
      .catch((error: unknown) => {
        this.#fault ??= faultOf(error);
      })
      .finally(() => {
        this.#underway.delete(sending);
        this.#underwayBytes -= bytes;
      });
    this.#underway.add(sending);
    this.#underwayBytes += bytes;
  }

  #hasRoomFor(bytes: number): boolean {
    const { size } = this.#underway;
    const fits = this.#underwayBytes + bytes <= MOST_UNDERWAY_BYTES;
    return size === 0 || (fits && size < this.#connection.mostInFlight);
  }

  /** Resolves when all is with the broker. */
  async settle(): Promise<void> {
    await Promise.all(this.#underway);
    if (this.#fault !== null) throw this.#fault;
  }
}

const faultOf = (error: unknown): Fault =>
  error instanceof Fault ? error : new Fault("REPLAY_FAILED", reasonOf(error), "please report it", error);
