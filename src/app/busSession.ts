import { BehaviorSubject, type Observable } from "rxjs";
import { isPersonalTopic } from "../domain/personalTopic.ts";
import { nextSession } from "../domain/session.ts";
import { nodeTopics } from "../domain/topics.ts";
import {
  type Broker,
  type BrokerConnection,
  MOST_PAYLOAD_BYTES,
  type OutgoingMessage,
} from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { patient } from "../shared/backoff.ts";
import { within } from "../shared/time.ts";
import { EdgeLog } from "./edgeLog.ts";
import { MessageDispatch, type MessageHandler } from "./messageDispatch.ts";
import { OncePerHour } from "./oncePerHour.ts";
import { RetainedTopics } from "./retainedTopics.ts";
import { supervise } from "./supervise.ts";

export interface BusDeps {
  readonly broker: Broker;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly random: () => number;
  /** Called while the bus's supervisor is alive: the watchdog is fed with it. */
  readonly beat: () => void;
}

export interface BusOptions {
  /** Brokers, tried in turn. */
  readonly urls: readonly [string, ...string[]];
  readonly clientId: string;
  readonly site: string;
  readonly node: string;
  /** Of this program, for the status topic. */
  readonly version: string;
}

export type BusState =
  | { readonly up: true; readonly url: string; readonly protocol: "5" | "3.1.1" }
  /** The fault is null before the first attempt has ended. */
  | { readonly up: false; readonly fault: Fault | null };

/** The part of the node's status that changes while it lives. */
export interface NodeFacts {
  readonly clock: "synced" | "unsynced";
  readonly configHash: string;
  readonly devices: { readonly ready: number; readonly failing: number };
}

export interface SendOptions {
  readonly qos: 0 | 1;
  readonly expirySeconds: number;
  readonly correlation: Uint8Array | null;
  /** Where an answer should go. */
  readonly responseTopic?: string;
}

/** The schema number that every message carries. */
const SCHEMA = 1;
/** A short absence of the network must not paint the floor red. */
const WILL_DELAY_SECONDS = 10;
/** Two attempts, MQTT 5 and 3.1.1, and some air. */
const OPEN_LIMIT_MS = 45_000;
/** How long an orderly stop may take with what is still to be said. */
const LAST_WORDS_MS = 2_000;
/** Ephemeral messages on the way, at most; retained state keeps the larger part of what a broker allows to be unanswered. */
const MOST_SENDS = { 0: 200, 1: 5 } as const;
/** Faults that only a person can mend: fast retries would fill the broker's log, and banish us from some. */
const hopeless: ReadonlySet<string> = new Set([
  "BROKER_URL",
  "BROKER_TLS_FILE",
  "BROKER_REFUSED_LOGIN",
  "BROKER_NOT_AUTHORISED",
  "BROKER_ID_REFUSED",
  "BROKER_ID_TAKEN",
]);

/** This controller on the bus: stays connected, announces itself, keeps its retained topics, brings messages in. */
export class BusSession {
  readonly #deps: BusDeps;
  readonly #options: BusOptions;
  readonly #topics: ReturnType<typeof nodeTopics>;
  readonly #dispatch: MessageDispatch;
  readonly #retained: RetainedTopics;
  readonly #hourly: OncePerHour;
  readonly #edges: EdgeLog;
  readonly #state$ = new BehaviorSubject<BusState>({ up: false, fault: null });
  readonly #stop = new AbortController();
  #done: Promise<void> | null = null;
  #url: string;
  #session = 0;
  #facts: NodeFacts = { clock: "unsynced", configHash: "", devices: { ready: 0, failing: 0 } };
  #description: object = {};
  /** The connection, from its first moment. */
  #current: BrokerConnection | null = null;
  /** The connection, once it is subscribed and announced. */
  #live: BrokerConnection | null = null;
  readonly #sends = { 0: 0, 1: 0 };

  constructor(deps: BusDeps, options: BusOptions) {
    this.#deps = deps;
    this.#options = options;
    [this.#url] = options.urls;
    this.#topics = nodeTopics(options.site, options.node);
    this.#dispatch = new MessageDispatch(deps);
    this.#hourly = new OncePerHour(deps.clock);
    this.#retained = new RetainedTopics({ ...deps, hourly: this.#hourly });
    this.#edges = new EdgeLog(deps, "broker");
  }

  /** The present state, then each change. */
  get state$(): Observable<BusState> {
    return this.#state$.asObservable();
  }

  /** Asks for the messages of a topic or an MQTT filter, those beyond a size excepted; before `start`. */
  onMessage(filter: string, handler: MessageHandler, mostBytes = MOST_PAYLOAD_BYTES): void {
    if (this.#done !== null) throw new Error("subscriptions must be made before the bus is started");
    this.#dispatch.add(filter, handler, mostBytes);
  }

  /**
   * States what a topic should say from now on: kept by the broker, published again on each connection. `v` and `at`
   * are added; a payload that is the same but for them is not sent again. "" clears the topic.
   */
  setRetained(topic: string, payload: object | "", options: { readonly qos: 0 | 1 }): void {
    const content = payload === "" ? "" : JSON.stringify(payload);
    this.#retained.set(topic, { content, payload: payload === "" ? "" : this.#stamp(payload), ...options });
  }

  /** Sends what matters only now. False when the bus is down or too slow: such a message is never delivered late. */
  send(topic: string, payload: object, options: SendOptions): boolean {
    const connection = this.#live;
    const { qos } = options;
    if (connection === null || this.#sends[qos] >= MOST_SENDS[qos]) {
      this.#deps.metrics.count("bus_dropped_total", { reason: connection === null ? "down" : "slow" });
      return false;
    }
    this.#sends[qos]++;
    void this.#publish(connection, { topic, payload: this.#stamp(payload), retain: false, ...options });
    return true;
  }

  async #publish(connection: BrokerConnection, message: OutgoingMessage): Promise<void> {
    try {
      await connection.publish(message);
    } catch (error) {
      const code = error instanceof Fault ? error.code : "UNEXPECTED";
      this.#deps.metrics.count("bus_publish_failures_total", { code });
      const isPersonal = isPersonalTopic(message.topic);
      const topic = isPersonal ? "of a person" : message.topic;
      // The reason names the topic, and that names the person.
      const reason = isPersonal ? null : reasonOf(error);
      if (this.#hourly.allows(`send ${code} ${topic}`))
        this.#deps.log.warn("message not sent", { topic, code, reason });
    } finally {
      this.#sends[message.qos]--;
    }
  }

  /** Sends what must arrive, at once: resolves when the broker has it, rejects with a Fault when it cannot be sent now. */
  async deliver(topic: string, payload: object): Promise<void> {
    const connection = this.#connected();
    const message = { topic, payload: this.#stamp(payload), retain: false } as const;
    try {
      await connection.publish({ ...message, qos: 1, expirySeconds: null, correlation: null });
    } catch (error) {
      // Whoever logs this must not log the topic of a person with it.
      if (!(error instanceof Fault) || !isPersonalTopic(topic)) throw error;
      throw new Fault(error.code, "the broker has not taken a message about a person", error.advice);
    }
  }

  /** Says something in a device's own language, as it is and not kept. Resolves when the broker has it. */
  async say(topic: string, payload: string): Promise<void> {
    await this.#connected().publish({
      topic,
      payload,
      qos: 1,
      retain: false,
      expirySeconds: null,
      correlation: null,
    });
  }

  #connected(): BrokerConnection {
    if (this.#live !== null) return this.#live;
    throw new Fault(
      "BUS_DOWN",
      "there is no broker now",
      "nothing to do: it is sent when the broker is back",
    );
  }

  /** What the status topic says of this node beside that it lives. */
  describe(facts: NodeFacts): void {
    this.#facts = facts;
    if (this.#live !== null) this.#putStatus();
  }

  /** What the description topic says: what this node has and does. What the broker lacks is added. */
  setDescription(description: object): void {
    this.#description = description;
    if (this.#live !== null) this.#putDescription(this.#live);
  }

  start(): void {
    this.#done ??= supervise<BrokerConnection>({
      name: "broker",
      open: (signal) => this.#open(signal),
      openLimitMs: OPEN_LIMIT_MS,
      backoff: patient,
      places: this.#options.urls.length,
      // With a second broker to try, one that refuses us must not slow us down.
      hopeless: this.#options.urls.length === 1 ? hopeless : new Set(),
      up: (connection) => this.#welcome(connection),
      down: (fault, retryInMs) => this.#farewell(fault, retryInMs),
      signal: this.#stop.signal,
      ...this.#deps,
    });
  }

  /** Tells the others that we leave on purpose, then leaves. */
  async stop(): Promise<void> {
    const connection = this.#live;
    if (connection !== null && !this.#stop.signal.aborted) {
      await within(LAST_WORDS_MS, this.#lastWords(connection), () => new Error("too slow")).catch(
        (error: unknown) => {
          this.#deps.log.debug("left the bus without a word", { reason: reasonOf(error) });
        },
      );
    }
    this.#stop.abort();
    await this.#done;
    this.#retained.disconnected();
    this.#current = null;
    this.#live = null;
    this.#state$.next({ up: false, fault: new Fault("BUS_CLOSED", "the bus was closed", "nothing to do") });
  }

  async #lastWords(connection: BrokerConnection): Promise<void> {
    await this.#retained.idle();
    await connection.publish(this.#statusMessage("disconnected"));
  }

  #open(signal: AbortSignal): Promise<BrokerConnection> {
    this.#session = nextSession(this.#session, this.#deps.clock.wall());
    const will = { ...this.#statusMessage("lost"), delaySeconds: WILL_DELAY_SECONDS };
    const onMessage = this.#dispatch.deliver;
    return this.#deps.broker.connect({
      url: this.#url,
      clientId: this.#options.clientId,
      will,
      onMessage,
      signal,
    });
  }

  /** In this order: subscribe, announce, publish everything retained again. */
  async #welcome(connection: BrokerConnection): Promise<void> {
    this.#current = connection;
    const refused =
      this.#dispatch.filters.length === 0 ? [] : await connection.subscribe(this.#dispatch.filters);
    if (this.#current !== connection) return;
    for (const filter of refused) {
      if (!this.#hourly.allows(`refused ${filter}`)) continue;
      const advice = "let this user read it in the broker's access list";
      this.#deps.log.warn("the broker refused a subscription", { filter, advice });
    }
    this.#live = connection;
    this.#putStatus();
    this.#putDescription(connection);
    this.#retained.connected(connection, this.#topics.status);
    this.#edges.up({ url: this.#url, protocol: connection.protocol });
    this.#deps.metrics.gauge("bus_up", 1);
    this.#deps.metrics.count("bus_connections_total");
    this.#state$.next({ up: true, url: this.#url, protocol: connection.protocol });
  }

  #farewell(fault: Fault, retryInMs: number): void {
    this.#current = null;
    this.#live = null;
    this.#retained.disconnected();
    this.#edges.down(fault, { url: this.#url, retryInSeconds: Math.round(retryInMs / 1_000) });
    const { urls } = this.#options;
    this.#url = urls[urls.indexOf(this.#url) + 1] ?? urls[0];
    this.#deps.metrics.gauge("bus_up", 0);
    this.#state$.next({ up: false, fault });
  }

  #status(state: "ready" | "lost" | "disconnected"): object {
    return { state, session: this.#session, version: this.#options.version, ...this.#facts };
  }

  #statusMessage(state: "lost" | "disconnected"): OutgoingMessage {
    const payload = this.#stamp(this.#status(state));
    return {
      topic: this.#topics.status,
      payload,
      qos: 1,
      retain: true,
      expirySeconds: null,
      correlation: null,
    };
  }

  #putStatus(): void {
    this.setRetained(this.#topics.status, this.#status("ready"), { qos: 1 });
  }

  #putDescription({ protocol, lacks }: BrokerConnection): void {
    const bus = { protocol, lacks };
    this.setRetained(this.#topics.description, { ...this.#description, bus }, { qos: 1 });
  }

  #stamp(payload: object): string {
    return JSON.stringify({ v: SCHEMA, at: new Date(this.#deps.clock.wall()).toISOString(), ...payload });
  }
}
