import type { Arrival, Moment } from "./arrival.ts";
import { combineQueues } from "./combineQueues.ts";
import { freshFigures } from "./figureAges.ts";
import type { Held } from "./heldStatistics.ts";
import { hold, refusalOf } from "./heldStatistics.ts";
import type { Instant, Monotonic } from "./instant.ts";
import type { QueueStatistics } from "./queueStatistics.ts";
import type { SourceStatus } from "./sourceHealth.ts";
import { SourceHealth } from "./sourceHealth.ts";

/** A queue of a source, as `source/queueId`: two ACDs may use the same id. */
export type QueueKey = string;

/** Names a queue of a source; source names hold no slash, so the first slash always ends the source. */
export const queueKey = (source: string, queueId: string): QueueKey => `${source}/${queueId}`;

/** What the floor knows about a queue or a group at one moment. */
export interface SubjectReading {
  /** The last figures, also when they are stale; null until something was received. Show dashes when `stale`. */
  readonly statistics: QueueStatistics | null;
  /** True when the figures must not be shown as present ones; true too when nothing was ever received. */
  readonly stale: boolean;
  /** True for a group some of whose queues are stale: what is shown is what the others have, a lower bound. */
  readonly partlyStale: boolean;
  readonly everSeen: boolean;
  /** Age of the oldest part that is fresh; of the youngest when all are stale; null when nothing dates it. */
  readonly ageMs: number | null;
  /**
   * Wall time of the last good figures, for people: of the part that is missing longest when only some are stale. Null
   * when the wall clock cannot be trusted, or that part was never heard of.
   */
  readonly lastGood: Instant | null;
  /** When some of it turns stale if nothing more comes, for one timer; null when it is stale already. */
  readonly staleAt: Monotonic | null;
}

export interface SubjectOptions {
  /** Agents of several queues are added only where no agent serves two of them. */
  readonly agents: "none" | "add";
  /** How long figures of a source may be shown, in milliseconds. */
  readonly staleAfterMs: (source: string) => number;
  /** What people call the group. */
  readonly name: string | null;
}

/** What became of a message: taken in, or why not. */
export type Acceptance = "accepted" | "older" | "undated" | "too_many_queues" | "too_many_sources";

/** More queues than any centre shows; what comes beyond is dropped, so that a mad source cannot eat the memory. */
export const mostQueuesPerSource = 2_000;
export const mostSources = 256;

interface Source {
  readonly health: SourceHealth;
  readonly queues: Map<string, Held>;
}

interface MemberReading {
  /** What may be shown; null when stale. */
  readonly fresh: QueueStatistics | null;
  /** What was said last, however old. */
  readonly known: QueueStatistics | null;
  readonly ageMs: number | null;
  readonly staleAt: Monotonic | null;
}

const neverSeen: MemberReading = { fresh: null, known: null, ageMs: null, staleAt: null };

function together(
  parts: readonly (QueueStatistics | null)[],
  options: SubjectOptions,
): QueueStatistics | null {
  const [only] = parts;
  return parts.length === 1 && only !== undefined
    ? only
    : combineQueues(parts, { id: "", name: options.name, agents: options.agents });
}

/** For how long the part that is missing longest has been missing; null when it was never heard of. */
function missingMs(readings: readonly MemberReading[]): number | null {
  const ages = readings.filter(({ fresh }) => fresh === null).map(({ ageMs }) => ageMs);
  return ages.includes(null) ? null : Math.max(...ages.map(Number));
}

/** Everything the sources have said, with the age of each figure. There is one; all else is a function of it and the clock. */
export class Floor {
  #revision = 0;
  readonly #sources = new Map<string, Source>();

  /** Grows with everything that could change a reading; nothing changed while it stands still, but for the age. */
  get revision(): number {
    return this.#revision;
  }

  /** Takes in the newest statistics of a queue, settled already. */
  accept(source: string, statistics: QueueStatistics, arrival: Arrival): Acceptance {
    const known = this.#source(source);
    if (known === null) return "too_many_sources";
    const held = known.queues.get(statistics.queue.id);
    if (held === undefined && known.queues.size >= mostQueuesPerSource) return "too_many_queues";
    const refusal = held === undefined ? null : refusalOf(held, statistics, arrival);
    if (refusal !== null) return refusal;
    this.#revision += 1;
    known.queues.set(statistics.queue.id, hold(held, statistics, arrival, this.#revision));
    return "accepted";
  }

  /** Takes in what a bridge says about itself. False when it was an old session's late word and was ignored. */
  acceptSource(source: string, status: SourceStatus): boolean {
    const known = this.#source(source);
    if (known === null || !known.health.accept(status, this.#revision)) return false;
    this.#revision += 1;
    return true;
  }

  /** What is known of a queue (one member) or of a group of them. */
  subject(members: readonly QueueKey[], options: SubjectOptions, now: Moment): SubjectReading {
    const readings = members.map((member) => this.#member(member, options, now.monotonic));
    const fresh = readings.filter((reading) => reading.fresh !== null);
    const stale = fresh.length === 0;
    const ages = (stale ? readings : fresh).map(({ ageMs }) => ageMs).filter((age) => age !== null);
    const ageMs = ages.length === 0 ? null : stale ? Math.min(...ages) : Math.max(...ages);
    const ends = fresh.map(({ staleAt }) => staleAt).filter((end) => end !== null);
    const everSeen = readings.some((reading) => reading.known !== null);
    const parts = readings.map((reading) => (stale ? reading.known : reading.fresh));
    const partlyStale = !stale && fresh.length < readings.length;
    const goodAgeMs = partlyStale ? missingMs(readings) : ageMs;
    return {
      statistics: everSeen ? together(parts, options) : null,
      stale,
      partlyStale,
      everSeen,
      ageMs,
      lastGood: goodAgeMs === null || !now.clockSynced ? null : now.wall - goodAgeMs,
      staleAt: ends.length === 0 ? null : Math.min(...ends),
    };
  }

  #member(member: QueueKey, options: SubjectOptions, now: Monotonic): MemberReading {
    const slash = member.indexOf("/");
    const source = this.#sources.get(member.slice(0, slash));
    const held = source?.queues.get(member.slice(slash + 1));
    if (source === undefined || held === undefined) return neverSeen;
    const limitMs = Math.min(options.staleAfterMs(member.slice(0, slash)), held.validForMs);
    const { statistics, ageMs, staleAt } = freshFigures(held.statistics, held.anchors, limitMs, now);
    const believed = source.health.vouchesFor(held.revision);
    return {
      fresh: believed ? statistics : null,
      known: held.statistics,
      ageMs,
      staleAt: believed ? staleAt : null,
    };
  }

  #source(name: string): Source | null {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    if (this.#sources.size >= mostSources) return null;
    const source = { health: new SourceHealth(), queues: new Map<string, Held>() };
    this.#sources.set(name, source);
    return source;
  }
}
