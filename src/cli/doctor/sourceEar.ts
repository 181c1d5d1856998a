import type { SourcePlan } from "../../app/statisticsIntake.ts";
import { topicMatches } from "../../domain/topics.ts";
import type { BusMessage } from "../../ports/broker.ts";
import { doubt, type Finding, well, wrong } from "./finding.ts";

/** Two clocks that are farther apart than this cannot both be right. */
const CLOCKS_APART_MS = 5_000;
/** Queues that are named in one sentence. */
const MOST_NAMED = 8;

export interface Heard {
  readonly source: SourcePlan;
  readonly staleAfterMs: number;
  /** Of the site: the names of its queues by the ACD's ids. */
  readonly queueNames: ReadonlyMap<string, string>;
  readonly now: () => number;
}

/** Listens to one ACD and says whether its figures can be relied upon. Figures and agents are not kept, only their age. */
export class SourceEar {
  readonly #heard: Heard;
  readonly #queues = new Set<string>();
  #messages = 0;
  #unreadable = 0;
  #why = "";
  #measuredAt: number | null = null;
  #state: string | null = null;
  #isReachable = true;

  constructor(heard: Heard) {
    this.#heard = heard;
  }

  /** Whether there is nothing left to wait for. */
  get isContent(): boolean {
    return this.#state !== "lost" && this.#isFresh() && this.#missing().length === 0;
  }

  hear({ topic, payload, retained }: BusMessage): void {
    const { source, now } = this.#heard;
    if (source.status !== null && topicMatches(source.status, topic)) this.#hearStatus(payload);
    if (!source.statistics.some((filter) => topicMatches(filter, topic))) return;
    this.#messages++;
    const text = Buffer.from(payload).toString("utf8");
    const result = source.reader.read(text, { receivedAt: now(), listIgnored: false });
    if (!result.ok) {
      this.#unreadable++;
      this.#why = result.reason;
      return;
    }
    for (const { queue, observedAt } of result.statistics) {
      if (source.queues.has(queue.id)) this.#queues.add(queue.id);
      // Without a time of its own a message is as old as its arrival, unless the broker kept it.
      const at = observedAt ?? (retained ? null : now());
      if (at !== null) this.#measuredAt = Math.max(at, this.#measuredAt ?? at);
    }
  }

  #hearStatus(payload: Uint8Array): void {
    const result = this.#heard.source.readStatus(Buffer.from(payload).toString("utf8"));
    if (!result.ok) return;
    this.#state = result.status.state;
    this.#isReachable = result.status.sourceReachable !== false;
  }

  #isFresh(): boolean {
    return this.#measuredAt !== null && this.#heard.now() - this.#measuredAt <= this.#heard.staleAfterMs;
  }

  #missing(): string[] {
    return [...this.#heard.source.queues].filter((id) => !this.#queues.has(id));
  }

  /** What was found after so long. */
  findings(listenedMs: number): Finding[] {
    const { source, staleAfterMs, now } = this.#heard;
    const place = { area: "source", subject: source.name } as const;
    if (this.#state === "lost" || this.#state === "disconnected")
      return [
        wrong(
          place,
          "SOURCE_LOST",
          `its bridge says that it is ${this.#state}`,
          "start the ACD's bridge again; its own log says why it ended",
        ),
      ];
    if (!this.#isReachable)
      return [
        wrong(
          place,
          "SOURCE_UNREACHABLE",
          "its bridge lives, and the ACD behind it does not answer",
          "look at the ACD, and at the bridge's login there",
        ),
      ];
    if (this.#messages === 0) return [this.#silence(listenedMs)];
    if (this.#unreadable === this.#messages)
      return [
        wrong(
          place,
          "SOURCE_UNREADABLE",
          `none of ${this.#messages} messages could be understood (${this.#why})`,
          "is it the right profile? bandeau record captures them, bandeau acd map PROFILE FILE says what does not fit",
        ),
      ];
    if (this.#measuredAt === null || !this.#isFresh())
      return [
        wrong(
          place,
          "SOURCE_STALE",
          this.#measuredAt === null
            ? "only what the broker kept came, and nothing new"
            : `its newest figures are ${ageWords(now() - this.#measuredAt)} old, and good for ${ageWords(staleAfterMs)}`,
          "does the ACD's bridge still run? if the age is whole hours, its zone or one of the clocks is wrong",
        ),
      ];
    return [
      ...this.#remarks(),
      well(
        place,
        `figures of ${this.#queues.size} of ${source.queues.size} queues, the newest ${ageWords(now() - this.#measuredAt)} old`,
      ),
    ];
  }

  #silence(listenedMs: number): Finding {
    const { source, staleAfterMs } = this.#heard;
    const place = { area: "source", subject: source.name } as const;
    const what = `nothing came in ${ageWords(listenedMs)} on ${source.statistics.join(", ")}`;
    return listenedMs >= staleAfterMs
      ? wrong(
          place,
          "SOURCE_SILENT",
          what,
          "does the ACD's bridge run, does it write these topics, and does the broker's access list let us read them? bandeau acl lists what we read",
        )
      : doubt(
          place,
          "SOURCE_QUIET",
          what,
          `figures are good for ${ageWords(staleAfterMs)}: listen as long with --listen ${Math.ceil(staleAfterMs / 1_000)}`,
        );
  }

  #remarks(): Finding[] {
    const { source, queueNames, now } = this.#heard;
    const place = { area: "source", subject: source.name } as const;
    const missing = this.#missing();
    const ahead = (this.#measuredAt ?? 0) - now();
    return [
      ...(ahead > CLOCKS_APART_MS
        ? [
            doubt(
              place,
              "CLOCKS_APART",
              `its figures are from ${ageWords(ahead)} in the future`,
              "one of the two clocks is wrong: look at both machines with timedatectl",
            ),
          ]
        : []),
      ...(missing.length > 0
        ? [
            doubt(
              place,
              "QUEUES_UNHEARD",
              `nothing was heard of ${namesOf(missing, queueNames)}`,
              "compare the ids with those that the ACD sends, zeros in front included; or nothing has happened there yet",
            ),
          ]
        : []),
    ];
  }
}

function namesOf(ids: readonly string[], names: ReadonlyMap<string, string>): string {
  const shown = ids.slice(0, MOST_NAMED).map((id) => `${names.get(id) ?? "?"} (id ${JSON.stringify(id)})`);
  return ids.length > MOST_NAMED
    ? `${shown.join(", ")} and ${ids.length - MOST_NAMED} more`
    : shown.join(", ");
}

/** `3 s`, `5 min`, `2 h 10 min`. */
export function ageWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
