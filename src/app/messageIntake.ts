import type { Instant } from "../domain/instant.ts";
import type { LocalDay } from "../domain/localDay.ts";
import { type ScheduleEntry, scheduledMessage } from "../domain/schedule.ts";
import { isId } from "../domain/topics.ts";
import type { WallMessage } from "../domain/wallMessage.ts";
import type { BusMessage } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { MessageHandler } from "./messageDispatch.ts";
import { OncePerHour } from "./oncePerHour.ts";

/** More messages than this at a time are a mistake of the sender. */
export const MOST_MESSAGES = 200;

type Refused = { readonly ok: false; readonly problem: string };
type ReadMessage = (
  zone: string,
  id: string,
  json: string,
) => { readonly ok: true; readonly message: WallMessage } | Refused;
type ReadSchedule = (
  json: string,
) => { readonly ok: true; readonly entries: readonly ScheduleEntry[] } | Refused;

export interface MessageIntakeDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly read: ReadMessage;
  readonly readSchedule: ReadSchedule;
  /** What supervisors want on the wall is another now. */
  readonly changed: () => void;
  /** A message that somebody has to acknowledge appeared; or it ended, then `message` is null. */
  readonly alarm: (alarm: string, message: WallMessage | null) => void;
}

export interface MessageTopics {
  /** A filter for the messages of one zone. */
  readonly messages: (zone: string) => string;
  readonly schedule: (zone: string) => string;
  /** A filter for the acknowledgements of this node. */
  readonly acks: string;
}

const noSchedule: ReturnType<ReadSchedule> = { ok: true, entries: [] };

const decoder = new TextDecoder();

/** The messages that supervisors left on the bus for this node's zones, until they take them away or they end. */
export class MessageIntake {
  readonly #deps: MessageIntakeDeps;
  readonly #hourly: OncePerHour;
  readonly #messages = new Map<string, WallMessage>();
  readonly #schedules = new Map<string, readonly ScheduleEntry[]>();
  readonly #acknowledged = new Set<WallMessage>();

  constructor(deps: MessageIntakeDeps) {
    this.#deps = deps;
    this.#hourly = new OncePerHour(deps.clock);
  }

  attach(
    bus: { onMessage(filter: string, handler: MessageHandler): void },
    zones: Iterable<string>,
    topics: MessageTopics,
  ): void {
    for (const zone of zones) {
      bus.onMessage(topics.messages(zone), (message) => this.#take(zone, message));
      bus.onMessage(topics.schedule(zone), (message) => this.#plan(zone, message));
    }
    bus.onMessage(topics.acks, (message) => this.#acknowledge(message));
  }

  /** The messages for a display of these zones; those that were acknowledged here are over. */
  of(zones: ReadonlySet<string>, now: Instant, day: LocalDay | null): readonly WallMessage[] {
    const sent = [...this.#messages.values()].filter(
      (message) => zones.has(message.zone) && !this.#acknowledged.has(message),
    );
    return day === null ? sent : [...sent, ...this.#scheduled(zones, now, day)];
  }

  #scheduled(zones: ReadonlySet<string>, now: Instant, day: LocalDay): WallMessage[] {
    return [...this.#schedules]
      .filter(([zone]) => zones.has(zone))
      .flatMap(([zone, entries]) => entries.map((entry) => scheduledMessage(zone, entry, day, now)))
      .filter((message) => message !== null);
  }

  /** A schedule replaces the one before it; an empty payload ends it. */
  #plan(zone: string, { topic, payload }: BusMessage): void {
    const read = payload.length === 0 ? noSchedule : this.#deps.readSchedule(decoder.decode(payload));
    if (read.ok) {
      this.#schedules.set(zone, read.entries);
      this.#deps.changed();
    } else this.#drop("unreadable", topic, read.problem);
  }

  #take(zone: string, { topic, payload }: BusMessage): void {
    const id = topic.slice(topic.lastIndexOf("/") + 1);
    const key = `${zone}/${id}`;
    if (!isId(id)) this.#drop("bad_id", topic, "its last part is no id");
    else if (payload.length === 0) this.#remove(key);
    else if (!this.#messages.has(key) && this.#messages.size >= MOST_MESSAGES)
      this.#drop("too_many", topic, `there are ${MOST_MESSAGES} already`);
    else this.#put(key, topic, this.#deps.read(zone, id, decoder.decode(payload)));
  }

  #put(key: string, topic: string, read: ReturnType<ReadMessage>): void {
    if (!read.ok) {
      this.#drop("unreadable", topic, read.problem);
      return;
    }
    this.#remove(key);
    this.#messages.set(key, read.message);
    this.#deps.metrics.gauge("messages_held", this.#messages.size);
    if (read.message.needsAck) this.#deps.alarm(read.message.id, read.message);
    this.#deps.changed();
  }

  #remove(key: string): void {
    const message = this.#messages.get(key);
    if (!message) return;
    this.#messages.delete(key);
    this.#acknowledged.delete(message);
    this.#deps.metrics.gauge("messages_held", this.#messages.size);
    if (message.needsAck) this.#deps.alarm(message.id, null);
    this.#deps.changed();
  }

  /** A retained acknowledgement is somebody's yesterday. */
  #acknowledge({ topic, retained }: BusMessage): void {
    if (retained) {
      this.#drop("retained_ack", topic, "an acknowledgement must not be retained");
      return;
    }
    const [id] = topic.split("/").slice(-2);
    this.#acknowledgeThose((message) => message.id === id);
  }

  /** Somebody here has seen everything that is to be acknowledged. */
  acknowledgeAll(): void {
    this.#acknowledgeThose(() => true);
  }

  #acknowledgeThose(isMeant: (message: WallMessage) => boolean): void {
    for (const message of this.#messages.values()) {
      if (!isMeant(message) || !message.needsAck || this.#acknowledged.has(message)) continue;
      this.#acknowledged.add(message);
      this.#deps.log.info("message acknowledged", { id: message.id, zone: message.zone });
      this.#deps.alarm(message.id, null);
      this.#deps.changed();
    }
  }

  #drop(reason: string, topic: string, why: string): void {
    this.#deps.metrics.count("messages_dropped_total", { reason });
    if (this.#hourly.allows(`${reason} ${topic}`))
      this.#deps.log.warn("message dropped", { reason, topic: topic.slice(0, 200), why: why.slice(0, 200) });
  }
}
