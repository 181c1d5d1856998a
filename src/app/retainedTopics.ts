import type { BrokerConnection } from "../ports/broker.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { after } from "../shared/time.ts";
import { LatestOutbox } from "./latestOutbox.ts";
import type { OncePerHour } from "./oncePerHour.ts";

/** Topics one controller may keep on the broker. */
export const MOST_RETAINED_TOPICS = 4_096;
/** When to try again what the broker did not take. */
export const RETRY_MS = 5_000;
/** What would fail the same way again: it waits for another value or another connection. */
const pointless: ReadonlySet<string> = new Set([
  "BUS_TOPIC_INVALID",
  "BUS_PAYLOAD_TOO_BIG",
  "BROKER_NOT_AUTHORISED",
  "BUS_PUBLISH_REFUSED",
]);

interface Wanted {
  readonly payload: string;
  /** What is compared to find out whether something changed: the payload without its date. */
  readonly content: string;
  readonly qos: 0 | 1;
}

/**
 * What the broker should keep for us, topic by topic. Brings a connection there and keeps it there: the latest value
 * wins, at most one message a topic is on the way, and a new connection gets everything again.
 */
export class RetainedTopics {
  readonly #log: Logger;
  readonly #metrics: Metrics;
  readonly #hourly: OncePerHour;
  readonly #wanted = new Map<string, Wanted>();
  readonly #outbox = new LatestOutbox<Wanted>(MOST_RETAINED_TOPICS);
  readonly #flying = new Set<string>();
  readonly #failed = new Map<string, Wanted>();
  #connection: BrokerConnection | null = null;
  #cancelRetry: (() => void) | null = null;
  #whenIdle: () => void = () => undefined;

  constructor(deps: { log: Logger; metrics: Metrics; hourly: OncePerHour }) {
    this.#log = deps.log;
    this.#metrics = deps.metrics;
    this.#hourly = deps.hourly;
  }

  /** `content`: the payload without what changes by itself; the same content is not sent again. "" clears the topic. */
  set(topic: string, wanted: Wanted): void {
    if (this.#wanted.get(topic)?.content === wanted.content) return;
    if (!this.#wanted.has(topic) && !this.#makeRoom()) {
      this.#metrics.count("bus_dropped_total", { reason: "too_many_topics" });
      if (this.#hourly.allows("too many topics")) this.#log.error("too many retained topics", { topic });
      return;
    }
    this.#wanted.set(topic, wanted);
    this.#failed.delete(topic);
    if (this.#connection !== null) this.#outbox.put(topic, wanted);
    this.#pump();
  }

  /** A topic that was cleared is kept in mind, because another broker of the list may still hold the old value. */
  #makeRoom(): boolean {
    if (this.#wanted.size < MOST_RETAINED_TOPICS) return true;
    for (const [topic, { payload }] of this.#wanted) {
      if (payload === "" && !this.#flying.has(topic)) return this.#wanted.delete(topic);
    }
    return false;
  }

  /** Publishes everything again on a new connection, `first` before the rest. */
  connected(connection: BrokerConnection, first: string): void {
    this.disconnected();
    this.#connection = connection;
    const wanted = this.#wanted.get(first);
    if (wanted !== undefined) this.#outbox.put(first, wanted);
    for (const [topic, value] of this.#wanted) this.#outbox.put(topic, value);
    this.#pump();
  }

  disconnected(): void {
    this.#connection = null;
    this.#outbox.clear();
    this.#flying.clear();
    this.#failed.clear();
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#whenIdle();
  }

  /** A part of what the broker allows stays free for messages that cannot wait. */
  #pump(): void {
    const connection = this.#connection;
    if (connection === null) return;
    const most = Math.max(1, Math.floor(connection.mostInFlight * 0.75));
    while (this.#flying.size < most) {
      const next = this.#outbox.take((topic) => !this.#flying.has(topic));
      if (next === null) return;
      this.#flying.add(next.key);
      void this.#publish(connection, next.key, next.value);
    }
  }

  async #publish(connection: BrokerConnection, topic: string, wanted: Wanted): Promise<void> {
    const message = {
      topic,
      payload: wanted.payload,
      qos: wanted.qos,
      retain: true,
      expirySeconds: null,
      correlation: null,
    };
    const fault = await connection.publish(message).then(
      () => null,
      (error: unknown) => error,
    );
    if (this.#connection !== connection) return;
    this.#flying.delete(topic);
    if (fault !== null) this.#blame(topic, wanted, fault);
    this.#pump();
    if (this.isIdle) this.#whenIdle();
  }

  get isIdle(): boolean {
    return this.#connection === null || (this.#outbox.size === 0 && this.#flying.size === 0);
  }

  /** Waits until all is with the broker, or the connection is gone; the caller sets the limit. */
  idle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  #blame(topic: string, sent: Wanted, fault: unknown): void {
    const code = fault instanceof Fault ? fault.code : "UNEXPECTED";
    this.#metrics.count("bus_publish_failures_total", { code });
    if (this.#hourly.allows(`publish ${code} ${topic}`)) {
      this.#log.warn("state not published", { topic, code, reason: reasonOf(fault) });
    }
    // A newer value is in the outbox already.
    if (pointless.has(code) || this.#wanted.get(topic) !== sent) return;
    this.#failed.set(topic, sent);
    this.#cancelRetry ??= after(RETRY_MS, () => this.#retry());
  }

  #retry(): void {
    this.#cancelRetry = null;
    for (const [topic, wanted] of this.#failed) this.#outbox.put(topic, wanted);
    this.#failed.clear();
    this.#pump();
  }
}
