import type { Floor, QueueKey } from "../domain/floor.ts";
import { queueKey } from "../domain/floor.ts";
import type { Instant, Monotonic } from "../domain/instant.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";
import type { SourceStatus } from "../domain/sourceHealth.ts";
import { type BusMessage, MOST_PAYLOAD_BYTES } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { ReadProblem, ReadResult, ReadStatistics } from "../ports/readStatistics.ts";
import { soon } from "../shared/time.ts";
import type { AgentsTold } from "./agentIntake.ts";
import type { MessageHandler } from "./messageDispatch.ts";
import { OncePerHour } from "./oncePerHour.ts";
import { UnshownTopics } from "./unshownTopics.ts";

/** Messages that may wait to be read; more than any site has topics. */
export const MOST_WAITING = 4_096;

/** Bytes that may wait to be read. */
const MOST_WAITING_BYTES = 16 * 1_048_576;

/** How often a flood is read: no display takes its figures so fast. */
export const READ_EVERY_MS = 5;
/** After quiet what comes is read at the end of each turn, until it has been a flood for so long. */
const FLOOD_AFTER_MS = 50;

type ReadStatus =
  | { readonly ok: true; readonly status: SourceStatus }
  | { readonly ok: false; readonly problem: ReadProblem };

/** One ACD: where its messages come from and how they are read. */
export interface SourcePlan {
  readonly name: string;
  readonly statistics: readonly string[];
  /** Where its bridge says whether it lives; null when nobody says. */
  readonly status: string | null;
  readonly reader: ReadStatistics;
  /** Longer messages are dropped unread. */
  readonly mostBytes: number;
  readonly readStatus: (text: string) => ReadStatus;
  /** Ids of the queues that somebody looks at; what else comes is counted and let go. */
  readonly queues: ReadonlySet<string>;
}

export interface IntakeDeps {
  readonly floor: Floor;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** New figures of these queues are on the floor. */
  readonly changed: (keys: Iterable<QueueKey>) => void;
  /** A source was lost, or is back. */
  readonly sourceChanged: () => void;
  /** Calls back once after so many milliseconds of the clock's time; the answer cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** What a message told of agents, nobody included; absent where nobody wants to know. */
  readonly agents?: (source: string, told: AgentsTold) => void;
}

interface Waiting {
  readonly source: SourcePlan;
  readonly topic: string;
  /** Where it came from, for the log: not the topic where that may name a person. */
  readonly place: string;
  /** Read late: a newer one may take its place. */
  readonly payload: Uint8Array;
  readonly retained: boolean;
  readonly monotonic: Monotonic;
  readonly wall: Instant;
}

const decoder = new TextDecoder();

/**
 * Whether a newer message of a topic makes the one before it worthless. Not where a message holds only an event or what
 * changed, and not on a topic that was named in full: that one may carry all the queues of an ACD, one after the other.
 */
const newestIsEnough = (filter: string, reader: ReadStatistics): boolean =>
  /[+#]/.test(filter) && !reader.partial && !reader.remembers;

/**
 * Takes statistics off the bus and puts them on the floor. Where each queue has a topic of its own, only the newest
 * message of a turn is read, so that a flood costs little more than its last word; and what is of a queue that nobody looks at is
 * read once.
 */
export class StatisticsIntake {
  readonly #deps: IntakeDeps;
  readonly #sources: readonly SourcePlan[];
  readonly #hourly: OncePerHour;
  readonly #unshown = new UnshownTopics();
  readonly #waiting = new Map<string | symbol, Waiting>();
  #waitingBytes = 0;
  /** Each reading moves it on; how far it is ahead of the clock tells a flood from a burst. */
  #readUntil: Monotonic = Number.NEGATIVE_INFINITY;
  #cancelRead: (() => void) | null = null;

  constructor(deps: IntakeDeps, sources: readonly SourcePlan[]) {
    this.#deps = deps;
    this.#sources = sources;
    this.#hourly = new OncePerHour(deps.clock);
  }

  /** Asks the bus for the messages of every source; before the bus is started. */
  attach(bus: { onMessage(filter: string, handler: MessageHandler, mostBytes: number): void }): void {
    for (const source of this.#sources) {
      for (const filter of source.statistics) {
        const newest = newestIsEnough(filter, source.reader);
        bus.onMessage(
          filter,
          (message) => {
            const place = source.reader.agents === "none" ? message.topic : filter;
            this.#take(source, message, { place, key: newest ? message.topic : Symbol(filter) });
          },
          source.mostBytes,
        );
      }
      if (source.status !== null)
        bus.onMessage(source.status, (message) => this.#hear(source, message), MOST_PAYLOAD_BYTES);
    }
  }

  #take(
    source: SourcePlan,
    { topic, payload, retained }: BusMessage,
    { place, key }: { readonly place: string; readonly key: string | symbol },
  ): void {
    if (this.#unshown.has(topic, payload)) {
      this.#countDrop(source, "unknown_queue");
      return;
    }
    const { clock, metrics } = this.#deps;
    const before = this.#waiting.get(key);
    const isNew = before === undefined;
    // A flood of topics must not push out the one that somebody looks at: what waits is read before its time.
    const isFull = this.#waiting.size >= MOST_WAITING || this.#waitingBytes > MOST_WAITING_BYTES;
    if (isNew && isFull) this.#flush();
    if (!isNew) metrics.count("statistics_coalesced_total");
    const monotonic = clock.monotonic();
    if (this.#waiting.size === 0) this.#readSoon(monotonic);
    this.#waitingBytes += payload.length - (isNew ? 0 : before.payload.length);
    this.#waiting.set(key, { source, topic, place, payload, retained, monotonic, wall: clock.wall() });
  }

  /** At the end of this turn; later in a flood, since a display takes no more than some figures a second. */
  #readSoon(now: Monotonic): void {
    this.#readUntil = Math.max(this.#readUntil, now) + READ_EVERY_MS;
    const waitMs = this.#readUntil - now - FLOOD_AFTER_MS;
    if (waitMs > 0) this.#cancelRead = this.#deps.after(Math.ceil(waitMs), () => this.#flush());
    else soon(() => this.#flush());
  }

  /** Reads all that waits, and tells once what changed. */
  #flush(): void {
    this.#cancelRead?.();
    this.#cancelRead = null;
    const changed = new Set<QueueKey>();
    const batch = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#waitingBytes = 0;
    for (const waiting of batch) this.#read(waiting, changed);
    if (changed.size > 0) this.#deps.changed(changed);
  }

  #read(waiting: Waiting, changed: Set<QueueKey>): void {
    const { source, place, retained, monotonic } = waiting;
    const { clock, metrics } = this.#deps;
    metrics.count("statistics_messages_total", { source: source.name });
    const receivedAt = clock.isSynced() ? waiting.wall : null;
    const text = decoder.decode(waiting.payload);
    const result = source.reader.read(text, { receivedAt, listIgnored: false });
    if (!result.ok) {
      this.#drop(source, result.reason, () => `${place} ${result.problem.path} ${result.problem.message}`);
      return;
    }
    this.#note(source, place, result.problems);
    this.#deps.agents?.(source.name, { agents: result.agents, retained, monotonic });
    for (const statistics of result.statistics) {
      if (source.queues.has(statistics.queue.id)) this.#accept(waiting, statistics, result, changed);
      else this.#letGo(waiting, text, statistics.queue.id);
    }
  }

  /** Nobody looks at this queue. */
  #letGo({ source, topic, place }: Waiting, text: string, id: string): void {
    this.#drop(source, "unknown_queue", () => `${place} queue ${JSON.stringify(id.slice(0, 64))}`);
    const piece = source.reader.namePiece?.(text) ?? null;
    // A name that stands there for something else says nothing of the queue.
    if (piece?.endsWith(JSON.stringify(id)) === true) this.#unshown.remember(topic, text, piece);
  }

  #accept(
    { source, retained, monotonic, wall }: Waiting,
    statistics: QueueStatistics,
    { publishedAt, validForSeconds }: Extract<ReadResult, { ok: true }>,
    changed: Set<QueueKey>,
  ): void {
    const { floor, clock } = this.#deps;
    const clockSynced = clock.isSynced();
    const { partial } = source.reader;
    const arrival = { monotonic, wall, clockSynced, retained, publishedAt, validForSeconds, partial };
    const acceptance = floor.accept(source.name, statistics, arrival);
    if (acceptance === "accepted") changed.add(queueKey(source.name, statistics.queue.id));
    else this.#drop(source, acceptance, () => statistics.queue.id);
  }

  #hear(source: SourcePlan, { topic, payload }: BusMessage): void {
    const read = source.readStatus(decoder.decode(payload));
    if (!read.ok) {
      this.#drop(source, "status", () => `${topic} ${read.problem.path} ${read.problem.message}`);
      return;
    }
    if (this.#deps.floor.acceptSource(source.name, read.status)) this.#deps.sourceChanged();
  }

  /** The last good value stays until it is stale. */
  #drop(source: SourcePlan, reason: string, what: () => string): void {
    this.#countDrop(source, reason);
    if (this.#hourly.allows(`${source.name} ${reason}`))
      this.#deps.log.warn("statistics dropped", { source: source.name, reason, what: what().slice(0, 300) });
  }

  #countDrop(source: SourcePlan, reason: string): void {
    this.#deps.metrics.count("statistics_dropped_total", { source: source.name, reason });
  }

  /** Single figures that made no sense are unknown; the rest of the message counts. */
  #note(source: SourcePlan, place: string, problems: readonly ReadProblem[]): void {
    const [first] = problems;
    if (first === undefined) return;
    this.#deps.metrics.count("statistics_problems_total", { source: source.name }, problems.length);
    if (this.#hourly.allows(`${source.name} problem`))
      this.#deps.log.warn("a figure could not be read", {
        source: source.name,
        topic: place,
        path: first.path,
        message: first.message.slice(0, 200),
        problems: problems.length,
      });
  }
}
