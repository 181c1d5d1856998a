import {
  type AgentState,
  type AgentStateName,
  agentStates,
  type ReasonClass,
  reasonClasses,
} from "./agentState.ts";
import { applyReport, applyStale, type Outcome, type TrackedAgent } from "./agentTransitions.ts";
import type { Monotonic } from "./instant.ts";

/** More agents than any source has; a stranger who makes ids up fills no memory. */
export const MOST_AGENTS = 5_000;

/** An agent of whom nothing was heard for so long has gone home: no history of a person is kept. */
export const FORGET_AFTER_MS = 600_000;

export interface RosterOptions {
  /** How long a source may be silent before its agents are unknown. */
  readonly staleAfterMs: number;
  /** Whether the source tells each agent again and again; if not, all are believed as long as it speaks at all. */
  readonly agentsRepeat: boolean;
}

interface Entry {
  readonly agent: TrackedAgent;
  readonly heardAt: Monotonic;
  /** When the message itself ceases to be valid; null when it does not say. */
  readonly validUntil: Monotonic | null;
}

/** How a report came in. */
interface ReportArrival {
  readonly monotonic: Monotonic;
  readonly validForSeconds: number | null;
}

/** The agents of one source as they were last heard, for as long as that may be believed. */
export class AgentRoster {
  readonly #options: RosterOptions;
  readonly #entries = new Map<string, Entry>();
  #heardAt: Monotonic = Number.NEGATIVE_INFINITY;

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  /** The source spoke, whatever it said. */
  heard(now: Monotonic): void {
    this.#heardAt = now;
  }

  /** Takes a report in; `full` when it is of one agent too many. */
  accept(report: AgentState, { monotonic, validForSeconds }: ReportArrival): Outcome | "full" {
    this.heard(monotonic);
    const entry = this.#entries.get(report.agentId);
    if (entry === undefined && this.#entries.size >= MOST_AGENTS) return "full";
    const outcome = applyReport(entry?.agent ?? null, report);
    const isNews = outcome.changed || (outcome.dropped === null && !repeatsItself(entry, report));
    if (!isNews) return outcome;
    this.#entries.set(report.agentId, {
      agent: outcome.agent,
      heardAt: monotonic,
      validUntil: validForSeconds === null ? null : monotonic + validForSeconds * 1_000,
    });
    return outcome;
  }

  /** Makes unknown whoever was not heard in time, and forgets who stays away; the ids of those that changed. */
  expire(now: Monotonic): readonly string[] {
    const changed: string[] = [];
    for (const [id, entry] of this.#entries) {
      if (now - entry.heardAt >= FORGET_AFTER_MS && this.#isSilent(entry, now)) {
        this.#entries.delete(id);
        changed.push(id);
      } else if (this.#isSilent(entry, now) && this.#makeUnknown(id, entry)) changed.push(id);
    }
    return changed;
  }

  /** The source is gone: nobody of whom it spoke is known any more. */
  lose(): readonly string[] {
    return [...this.#entries].flatMap(([id, entry]) => (this.#makeUnknown(id, entry) ? [id] : []));
  }

  agent(id: string): TrackedAgent | null {
    return this.#entries.get(id)?.agent ?? null;
  }

  /** Everybody who is not forgotten yet. */
  agents(): readonly TrackedAgent[] {
    return [...this.#entries.values()].map(({ agent }) => agent);
  }

  #makeUnknown(id: string, entry: Entry): boolean {
    const { agent, changed } = applyStale(entry.agent);
    this.#entries.set(id, { ...entry, agent });
    return changed;
  }

  #isSilent({ heardAt, validUntil }: Entry, now: Monotonic): boolean {
    const { staleAfterMs, agentsRepeat } = this.#options;
    if (validUntil !== null && now >= validUntil) return true;
    const last = agentsRepeat ? heardAt : Math.max(heardAt, this.#heardAt);
    return now - last >= staleAfterMs;
  }
}

/** The same measurement once more is a source that stands still, not news. */
const repeatsItself = (entry: Entry | undefined, { observedAt }: AgentState): boolean =>
  observedAt !== null && observedAt === entry?.agent.now.observedAt;

/** How many agents are in each state. */
export function stateCounts(agents: readonly TrackedAgent[]): Readonly<Record<AgentStateName, number>> {
  const counts = Object.fromEntries(agentStates.map((state) => [state, 0])) as Record<AgentStateName, number>;
  for (const { now } of agents) counts[now.state] += 1;
  return counts;
}

/** Reasons that a wall never shows by themselves: they point at one person, or are nobody's business. */
const neverShown: ReadonlySet<ReasonClass> = new Set(["coaching", "noAnswer", "private", "other"]);

const awayStates: ReadonlySet<AgentStateName> = new Set(["unknown", "loggedOut", "unreachable"]);

/** Below so many agents a count of reasons is a list of persons. */
const SMALL_COUNT = 5;

/**
 * How many agents are away for which reason, as far as a wall may show it: only where enough are logged in, and never a
 * single one. Whoever is missing here is simply not ready.
 */
export function reasonCounts(
  agents: readonly TrackedAgent[],
  smallCount: number = SMALL_COUNT,
): ReadonlyMap<ReasonClass, number> {
  const loggedIn = agents.filter(({ now }) => !awayStates.has(now.state));
  if (loggedIn.length < smallCount) return new Map();
  const paused = loggedIn.filter(({ now }) => now.state === "notReady");
  const counted = reasonClasses
    .filter((kind) => !neverShown.has(kind))
    .map((kind) => [kind, paused.filter(({ now }) => now.reason?.class === kind).length] as const);
  return new Map(counted.filter(([, count]) => count > 1));
}
