import type { Observable, Subscription } from "rxjs";
import type { Clock } from "../ports/clock.ts";
import type { FactLog, StoredFact } from "../ports/factLog.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import { backoffMs, patient } from "../shared/backoff.ts";
import { sleep, within } from "../shared/time.ts";
import { OncePerHour } from "./oncePerHour.ts";

export interface FactDeliveryDeps {
  readonly facts: FactLog;
  /** Resolves once the broker has it; rejects when that is not certain, and within its own time limit. */
  readonly send: (topic: string, payload: object) => Promise<void>;
  /** Whether the bus is up: the present state, then each change. */
  readonly up$: Observable<boolean>;
  readonly clock: Pick<Clock, "monotonic">;
  readonly random: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
}

interface Item {
  /** Null when what lies on the disk is not what we wrote. */
  readonly message: { readonly topic: string; readonly payload: object } | null;
  /** Settles, never rejects, when it is known whether the disk has it. */
  readonly settled: Promise<void>;
  /** Null while it is not on the disk. */
  number: number | null;
}

/** Facts that the disk refused are sent all the same while this process lives, this many at most. */
const MOST_UNSTORED = 256;
/** How long an orderly stop waits for the fact that is on its way. */
const STOP_LIMIT_MS = 2_000;
/** What no retry would mend, and would hold up all that comes after. */
const hopeless: ReadonlySet<string> = new Set(["BUS_TOPIC_INVALID", "BUS_PAYLOAD_TOO_BIG"]);

/**
 * Brings facts to the bus at least once and in the order in which they were kept, over restarts too. One is on its way at a
 * time: with two, a broker that loses the first and takes the second would turn them round.
 */
export class FactDelivery {
  readonly #deps: FactDeliveryDeps;
  readonly #hourly: OncePerHour;
  readonly #line: Item[];
  #unstored = 0;
  /** Aborted when the bus goes down; null while it is down. */
  #live: AbortController | null = null;
  #subscription: Subscription | null = null;
  #sending: Promise<void> | null = null;
  /** What had waited when the bus came up, and since has not all been sent. */
  #backlog = 0;

  constructor(deps: FactDeliveryDeps) {
    this.#deps = deps;
    this.#hourly = new OncePerHour(deps.clock);
    this.#line = deps.facts.pending.map(itemOf);
    this.#count();
  }

  /**
   * Resolves with where the fact is safe: on the disk, or only in memory because the disk refused it; it is sent either way.
   * Rejects with a Fault when it is lost.
   */
  async keep(topic: string, payload: object): Promise<"disk" | "memory"> {
    const storing = this.#deps.facts.append(JSON.stringify({ topic, payload }));
    const settled = storing.then(
      ({ number }) => {
        item.number = number;
      },
      () => undefined,
    );
    const item: Item = { message: { topic, payload }, settled, number: null };
    this.#line.push(item);
    try {
      await storing;
      return "disk";
    } catch (error) {
      this.#keepUnstored(item, error);
      return "memory";
    } finally {
      this.#count();
      this.#wake();
    }
  }

  start(): void {
    this.#subscription ??= this.#deps.up$.subscribe((isUp) => {
      this.#live?.abort();
      this.#live = isUp ? new AbortController() : null;
      if (!isUp) return;
      this.#backlog = this.#line.length;
      this.#wake();
    });
  }

  /** What was not sent stays on the disk. */
  async stop(): Promise<void> {
    this.#subscription?.unsubscribe();
    this.#live?.abort();
    this.#live = null;
    const late = (): Error => new Error("too slow");
    await within(STOP_LIMIT_MS, this.#sending ?? Promise.resolve(), late).catch(() => undefined);
  }

  #keepUnstored(item: Item, error: unknown): void {
    const isTooLong = error instanceof Fault && error.code === "FACT_TOO_LONG";
    if (isTooLong || this.#unstored >= MOST_UNSTORED) {
      this.#line.splice(this.#line.indexOf(item), 1);
      this.#deps.metrics.count("facts_lost_total");
      throw error;
    }
    this.#unstored++;
    if (!this.#hourly.allows("unstored")) return;
    this.#deps.log.warn("facts would not survive a power cut", { reason: reasonOf(error) });
  }

  #wake(): void {
    if (this.#live !== null && this.#line.length > 0) this.#sending ??= this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    let failures = 0;
    for (let live = this.#live; live !== null; live = this.#live) {
      const item = this.#line[0];
      if (item === undefined) break;
      await item.settled;
      if (this.#line[0] !== item) continue;
      if (await this.#isDone(item)) {
        failures = 0;
        this.#finish(item);
      } else {
        await sleep(backoffMs(failures++, patient, this.#deps.random), live.signal);
        // A new connection is tried at once.
        if (live.signal.aborted) failures = 0;
      }
    }
    this.#sending = null;
  }

  /** Whether there is nothing left to do for the fact: it has arrived, or it is given up, which is said. */
  async #isDone({ message, number }: Item): Promise<boolean> {
    const { facts, send, log, metrics } = this.#deps;
    const isTooOld = number !== null && number < (facts.pending[0]?.number ?? Number.POSITIVE_INFINITY);
    // The log has said so.
    if (isTooOld) return true;
    if (message === null) {
      log.error("a fact cannot be read and is given up", { number });
      metrics.count("facts_lost_total");
      return true;
    }
    try {
      await send(message.topic, message.payload);
      metrics.count("facts_sent_total");
      return true;
    } catch (error) {
      const fault = error instanceof Fault ? error : null;
      const code = fault?.code ?? "UNEXPECTED";
      const isLost = hopeless.has(code);
      metrics.count("facts_send_failures_total", { code });
      if (isLost) metrics.count("facts_lost_total");
      const text = isLost ? "a fact cannot be sent and is given up" : "a fact is not sent yet";
      // Without the reason: it names the topic, and that names a seat.
      if (isLost || this.#hourly.allows(code)) log.warn(text, { code, advice: fault?.advice ?? null });
      return isLost;
    }
  }

  #finish(item: Item): void {
    const { facts, log } = this.#deps;
    this.#line.shift();
    this.#count();
    if (item.number === null) this.#unstored--;
    else {
      facts.acknowledge(item.number).catch((error: unknown) => {
        if (!this.#hourly.allows("acknowledge")) return;
        log.warn("facts may be sent again after a restart", { reason: reasonOf(error) });
      });
    }
    if (this.#line.length > 0 || this.#backlog === 0) return;
    log.info("facts that had waited for the bus are sent", { facts: this.#backlog });
    this.#backlog = 0;
  }

  #count(): void {
    this.#deps.metrics.gauge("facts_waiting", this.#line.length);
  }
}

/** A fact of an earlier process. */
function itemOf({ number, text }: StoredFact): Item {
  return { message: messageOf(text), settled: Promise.resolve(), number };
}

function messageOf(text: string): Item["message"] {
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== "object" || message === null) return null;
    if (!("topic" in message) || typeof message.topic !== "string") return null;
    if (!("payload" in message) || typeof message.payload !== "object" || message.payload === null)
      return null;
    return { topic: message.topic, payload: message.payload };
  } catch {
    return null;
  }
}
