import type { BrokerConnection, RawMessage } from "../../ports/broker.ts";
import { Fault, reasonOf } from "../../ports/fault.ts";

/** Publishes in order, with as many messages on their way as the broker takes. */
export class BusPublisher {
  readonly #connection: BrokerConnection;
  readonly #underway = new Set<Promise<void>>();
  #fault: Fault | null = null;

  constructor(connection: BrokerConnection) {
    this.#connection = connection;
  }

  /** Resolves when the message is on its way; rejects with the first failure of any before it. */
  async send(message: RawMessage): Promise<void> {
    while (this.#underway.size >= this.#connection.mostInFlight) await Promise.race(this.#underway);
    if (this.#fault !== null) throw this.#fault;
    const sending = this.#connection
      .publish(message)
      .catch((error: unknown) => {
        this.#fault ??= faultOf(error);
      })
      .finally(() => this.#underway.delete(sending));
    this.#underway.add(sending);
  }

  /** Resolves when all is with the broker. */
  async settle(): Promise<void> {
    await Promise.all(this.#underway);
    if (this.#fault !== null) throw this.#fault;
  }
}

const faultOf = (error: unknown): Fault =>
  error instanceof Fault ? error : new Fault("REPLAY_FAILED", reasonOf(error), "please report it", error);
