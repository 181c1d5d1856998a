import { isPersonalTopic } from "../domain/personalTopic.ts";
import { filterProblem, topicMatches } from "../domain/topics.ts";
import { type BusMessage, MOST_PAYLOAD_BYTES } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import { reasonOf } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { OncePerHour } from "./oncePerHour.ts";

export type MessageHandler = (message: BusMessage) => void;

interface Handler {
  readonly handle: MessageHandler;
  readonly mostBytes: number;
}

/** Topics whose handlers are remembered; beyond it the memory starts afresh. */
const MOST_KNOWN_TOPICS = 4_096;

/** A topic as a log may hold it. */
const loggedTopic = (topic: string): string => (isPersonalTopic(topic) ? "of a person" : topic);

/** Brings each message to those who asked for its topic. One handler's failure is not another's. */
export class MessageDispatch {
  readonly #log: Logger;
  readonly #metrics: Metrics;
  readonly #hourly: OncePerHour;
  readonly #handlers = new Map<string, Handler[]>();
  readonly #known = new Map<string, readonly Handler[]>();

  constructor(deps: { log: Logger; metrics: Metrics; clock: Pick<Clock, "monotonic"> }) {
    this.#log = deps.log;
    this.#metrics = deps.metrics;
    this.#hourly = new OncePerHour(deps.clock);
  }

  /** Payloads beyond `mostBytes` are dropped unread. Throws on a filter that MQTT forbids: configured ones are checked before. */
  add(filter: string, handle: MessageHandler, mostBytes = MOST_PAYLOAD_BYTES): void {
    const problem = filterProblem(filter);
    if (problem !== null) throw new RangeError(`cannot subscribe to ${JSON.stringify(filter)}: ${problem}`);
    this.#handlers.set(filter, [...(this.#handlers.get(filter) ?? []), { handle, mostBytes }]);
    this.#known.clear();
  }

  get filters(): readonly string[] {
    return [...this.#handlers.keys()];
  }

  readonly deliver = (message: BusMessage): void => {
    const { topic, payload } = message;
    this.#metrics.count("bus_messages_total");
    let isTooBig = false;
    for (const { handle, mostBytes } of this.#handlersOf(topic)) {
      if (payload.length > mostBytes) {
        isTooBig = true;
        continue;
      }
      try {
        handle(message);
      } catch (error) {
        this.#failed(topic, error);
      }
    }
    if (isTooBig) this.#drop(topic, payload.length);
  };

  #failed(topic: string, error: unknown): void {
    this.#metrics.count("bus_handler_failures_total");
    if (!this.#hourly.allows(`failed ${topic}`)) return;
    const stack = error instanceof Error ? error.stack : undefined;
    const reason = reasonOf(error);
    this.#log.error("a message could not be handled", { topic: loggedTopic(topic), reason, stack });
  }

  #drop(topic: string, bytes: number): void {
    this.#metrics.count("bus_dropped_total", { reason: "too_big" });
    if (this.#hourly.allows(`big ${topic}`))
      this.#log.warn("message dropped: too big", { topic: loggedTopic(topic), bytes });
  }

  #handlersOf(topic: string): readonly Handler[] {
    const known = this.#known.get(topic);
    if (known !== undefined) return known;
    const found = [...this.#handlers].flatMap(([filter, handlers]) =>
      topicMatches(filter, topic) ? handlers : [],
    );
    if (this.#known.size >= MOST_KNOWN_TOPICS) this.#known.clear();
    this.#known.set(topic, found);
    return found;
  }
}
