import { supervise } from "../app/supervise.ts";
import type { Instant } from "../domain/instant.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";
import { nextSession } from "../domain/session.ts";
import { acdTopics, isId } from "../domain/topics.ts";
import { writeNative } from "../drivers/acd/writeNative.ts";
import type { Broker, BrokerConnection, OutgoingMessage } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { Backoff } from "../shared/backoff.ts";
import { within } from "../shared/time.ts";
import { topicId } from "./topicId.ts";

export interface BridgeDeps {
  readonly broker: Broker;
  readonly clock: Clock;
  /** Says a line to whoever started us. */
  readonly out: (line: string) => void;
}

export interface BridgeOptions {
  readonly url: string;
  readonly site: string;
  readonly source: string;
  /** Seconds between two messages of a queue; figures stay valid for a few of them. */
  readonly every: number;
  /** A real ACD may be away, and its figures are as old as they are; a simulated one is always there, and measures now. */
  readonly isReal?: boolean;
}

/** A short absence of the network must not make every figure stale. */
const WILL_DELAY_SECONDS = 10;
/** Two attempts, MQTT 5 and 3.1.1, and some air. */
const OPEN_LIMIT_MS = 45_000;
/** How long the last word may take. */
const LAST_WORD_MS = 2_000;
/** How long figures may be shown and how long a broker keeps them, unless messages are further apart. */
const LEAST_VALID_SECONDS = 60;
const LEAST_EXPIRY_SECONDS = 120;
/** So many messages may be missing before the figures are old. */
const MESSAGES_MISSING = 3;
/** A broker that was started anew should not be without figures for long. */
const backoff: Backoff = { firstMs: 500, mostMs: 10_000, stableMs: 30_000 };
/** Faults that only a person can mend: then we end and say so. */
const hopeless: ReadonlySet<string> = new Set([
  "BROKER_URL",
  "BROKER_REFUSED_LOGIN",
  "BROKER_NOT_AUTHORISED",
  "BROKER_ID_REFUSED",
  "BROKER_ID_TAKEN",
]);

/** An ACD's bridge on the bus: its status with a will, and its queues' statistics, over lost connections. */
export class AcdBridge {
  readonly #deps: BridgeDeps;
  readonly #options: BridgeOptions;
  readonly #topics: ReturnType<typeof acdTopics>;
  readonly #stop = new AbortController();
  readonly #gaveUp = new AbortController();
  readonly #done: Promise<void>;
  #fault: Fault | null = null;
  #session = 0;
  #live: BrokerConnection | null = null;
  #latest: ReadonlyMap<string, QueueStatistics> = new Map();
  #source: { readonly reachable: boolean; readonly lastAt: Instant | null };
  #turn: Promise<unknown> = Promise.resolve();
  #lastTrouble = "";

  constructor(deps: BridgeDeps, options: BridgeOptions) {
    for (const name of [options.site, options.source]) {
      if (!isId(name)) throw badName(name);
    }
    this.#deps = deps;
    this.#options = options;
    this.#topics = acdTopics(options.site, options.source);
    this.#source = { reachable: options.isReal !== true, lastAt: null };
    this.#done = supervise<BrokerConnection>({
      name: "broker",
      open: (signal) => this.#open(signal),
      openLimitMs: OPEN_LIMIT_MS,
      backoff,
      hopeless,
      up: (connection) => this.#welcome(connection),
      down: (fault) => this.#farewell(fault),
      beat: () => undefined,
      signal: this.#stop.signal,
      random: Math.random,
      clock: deps.clock,
      log: troubleLog(deps.out),
    });
  }

  /** Aborted when only a person can mend what keeps us from the broker; `fault` then says what. */
  get gaveUp(): AbortSignal {
    return this.#gaveUp.signal;
  }

  get fault(): Fault | null {
    return this.#fault;
  }

  /** States each queue as it is now. True when the broker has acknowledged all; else they follow when it is back. */
  publish(statistics: readonly QueueStatistics[]): Promise<boolean> {
    this.#latest = byQueue(statistics);
    return this.#inTurn(() => this.#send(statistics));
  }

  /** States some queues as they are now; what was said of the others stays. */
  update(statistics: readonly QueueStatistics[]): Promise<boolean> {
    this.#latest = new Map([...this.#latest, ...byQueue(statistics)]);
    return this.#inTurn(() => this.#send(statistics));
  }

  /** States whether the ACD behind us answers, and when it last did. Figures of one that is away are not repeated. */
  sourceIs(reachable: boolean, lastAt: Instant | null): Promise<boolean> {
    this.#source = { reachable, lastAt };
    if (!reachable) this.#latest = new Map();
    return this.#tellStatus();
  }

  /** Says what matters only now. False when the broker did not take it: such a message is never delivered late. */
  tell(topic: string, payload: string, expirySeconds: number): Promise<boolean> {
    const message = {
      topic,
      payload,
      qos: 1,
      retain: false,
      expirySeconds,
    } as const;
    return this.#inTurn(() =>
      this.#try((connection) => connection.publish({ ...message, correlation: null })),
    );
  }

  /** Tells the others that we leave on purpose, then leaves. */
  async close(): Promise<void> {
    const connection = this.#live;
    this.#live = null;
    if (connection !== null) {
      const late = (): Error => new Error("too slow");
      const lastWord = connection.publish(this.#status("disconnected"));
      await within(LAST_WORD_MS, lastWord, late).catch((error: unknown) => this.#trouble(reasonOf(error)));
    }
    this.#stop.abort();
    await this.#done;
    await this.#turn;
  }

  #open(signal: AbortSignal): Promise<BrokerConnection> {
    const { url, site, source, isReal } = this.#options;
    this.#session = nextSession(this.#session, this.#deps.clock.wall());
    return this.#deps.broker.connect({
      url,
      clientId: `bandeau-${isReal === true ? "acd" : "sim"}-${site}-${source}`,
      will: { ...this.#status("lost"), delaySeconds: WILL_DELAY_SECONDS },
      onMessage: () => undefined,
      signal,
    });
  }

  async #welcome(connection: BrokerConnection): Promise<void> {
    const announced = this.#source;
    await connection.publish(this.#status("ready"));
    if (this.#stop.signal.aborted) return;
    this.#live = connection;
    if (this.#lastTrouble !== "") this.#deps.out("the broker is there again");
    this.#lastTrouble = "";
    // What became known while the status was on its way has found nobody to tell.
    if (this.#source !== announced) void this.#tellStatus();
    await this.#inTurn(() => this.#send([...this.#latest.values()]));
  }

  #farewell(fault: Fault): void {
    this.#live = null;
    if (hopeless.has(fault.code)) {
      this.#fault = fault;
      this.#gaveUp.abort();
    } else this.#trouble(reasonOf(fault));
  }

  /** Says what is wrong once, not at each attempt. */
  #trouble(reason: string): void {
    if (reason !== this.#lastTrouble) this.#deps.out(reason);
    this.#lastTrouble = reason;
  }

  #tellStatus(): Promise<boolean> {
    return this.#inTurn(() => this.#try((connection) => connection.publish(this.#status("ready"))));
  }

  #inTurn(send: () => Promise<boolean>): Promise<boolean> {
    const sent = this.#turn.then(send);
    this.#turn = sent;
    return sent;
  }

  #send(statistics: readonly QueueStatistics[]): Promise<boolean> {
    const at = this.#deps.clock.wall();
    return this.#try(async (connection) => {
      for (const queue of statistics) {
        if (this.#live !== connection) return false;
        await connection.publish(this.#message(queue, at));
      }
      return true;
    });
  }

  /** False without a connection, and when it ends or the broker does not answer. */
  async #try(say: (connection: BrokerConnection) => Promise<unknown>): Promise<boolean> {
    const connection = this.#live;
    if (connection === null) return false;
    try {
      return (await say(connection)) !== false;
    } catch (error) {
      this.#trouble(reasonOf(error));
      return false;
    }
  }

  /** One queue; a simulated one is measured just now, whatever its own time is. */
  #message(statistics: QueueStatistics, at: Instant): OutgoingMessage {
    const observedAt = this.#options.isReal === true ? statistics.observedAt : at;
    const validForSeconds = Math.max(LEAST_VALID_SECONDS, Math.ceil(this.#options.every * MESSAGES_MISSING));
    return {
      topic: this.#topics.queueStats(topicId(statistics.queue.id)),
      payload: writeNative({ ...statistics, observedAt }, { at, validForSeconds }),
      qos: 1,
      retain: true,
      expirySeconds: Math.max(LEAST_EXPIRY_SECONDS, validForSeconds),
      correlation: null,
    };
  }

  #status(state: "ready" | "lost" | "disconnected"): OutgoingMessage {
    const at = new Date(this.#deps.clock.wall()).toISOString();
    const { reachable, lastAt } = this.#source;
    const lastSourceAt =
      this.#options.isReal !== true ? at : lastAt === null ? null : new Date(lastAt).toISOString();
    const status = { v: 1, at, state, session: this.#session, sourceReachable: reachable, lastSourceAt };
    return {
      topic: this.#topics.status,
      payload: JSON.stringify(status),
      qos: 1,
      retain: true,
      expirySeconds: null,
      correlation: null,
    };
  }
}

const byQueue = (statistics: readonly QueueStatistics[]): ReadonlyMap<string, QueueStatistics> =>
  new Map(statistics.map((queue) => [queue.queue.id, queue]));

const badName = (name: string): Fault =>
  new Fault(
    "SIM_ACD_NAME",
    `'${name}' cannot be a part of a topic`,
    "use lower-case letters, digits and hyphens for --site and --source, 63 at most",
  );

/** What the supervisor itself has to say; only its mistakes matter to a person. */
function troubleLog(out: (line: string) => void): Logger {
  const quiet = (): void => undefined;
  return {
    error: (text, facts) => out(`${text} ${JSON.stringify(facts)}`),
    warn: quiet,
    info: quiet,
    debug: quiet,
  };
}
