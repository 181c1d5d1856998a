import { AgentRoster, stateCounts } from "../domain/agentRoster.ts";
import { type AgentState, agentStates } from "../domain/agentState.ts";
import type { Monotonic } from "../domain/instant.ts";
import { SourceHealth, type SourceStatus } from "../domain/sourceHealth.ts";
import type { BusMessage } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { ReadProblem } from "../ports/readStatistics.ts";
import { every } from "../shared/time.ts";
import type { MessageHandler } from "./messageDispatch.ts";
import { OncePerHour } from "./oncePerHour.ts";

/** How often it is looked who was silent for too long. */
const LOOK_EVERY_MS = 1_000;

/** Codes of a source that the log has named as having no class; a site has a few dozen. */
const MOST_STRANGE_REASONS = 200;

type ReadOne =
  | {
      readonly ok: true;
      readonly agent: AgentState;
      readonly validForSeconds: number;
      readonly problems: readonly ReadProblem[];
    }
  | { readonly ok: false; readonly reason: string; readonly problem: ReadProblem };

/** One ACD whose agents the site wants to know. */
export interface AgentSourcePlan {
  readonly name: string;
  /** Filter of messages about one agent each; null when agents come with the statistics. */
  readonly topic: string | null;
  readonly read: (text: string) => ReadOne;
  /** Where its bridge says whether it lives; null when nobody says. */
  readonly status: string | null;
  readonly readStatus: (
    text: string,
  ) => { readonly ok: true; readonly status: SourceStatus } | { readonly ok: false };
  readonly staleAfterMs: number;
  readonly agentsRepeat: boolean;
  /** Whether anybody has given the code a meaning. */
  readonly isKnownReason: (code: string) => boolean;
}

/** What a message with statistics also told of agents; nobody, when it was about queues only. */
export interface AgentsTold {
  readonly agents: readonly AgentState[];
  readonly retained: boolean;
  readonly monotonic: Monotonic;
}

interface AgentIntakeDeps {
  readonly clock: Pick<Clock, "monotonic">;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** These agents of a source are not what they were. */
  readonly changed: (source: string, agentIds: readonly string[]) => void;
}

interface Source {
  readonly plan: AgentSourcePlan;
  readonly roster: AgentRoster;
  readonly health: SourceHealth;
  readonly strange: Set<string>;
}

const decoder = new TextDecoder();

/**
 * Keeps the agents of those sources for which a site has switched it on. Nothing of it is stored, and no log line or metric
 * says whom it is about.
 */
export class AgentIntake {
  readonly #deps: AgentIntakeDeps;
  readonly #hourly: OncePerHour;
  readonly #sources: ReadonlyMap<string, Source>;
  #stopLooking: () => void = () => undefined;

  constructor(deps: AgentIntakeDeps, plans: readonly AgentSourcePlan[]) {
    this.#deps = deps;
    this.#hourly = new OncePerHour(deps.clock);
    this.#sources = new Map(
      plans.map((plan) => [
        plan.name,
        { plan, roster: new AgentRoster(plan), health: new SourceHealth(), strange: new Set() },
      ]),
    );
  }

  /** Asks the bus for messages about agents; before the bus is started. */
  attach(bus: { onMessage(filter: string, handler: MessageHandler): void }): void {
    for (const source of this.#sources.values()) {
      const { topic, status } = source.plan;
      if (topic !== null) bus.onMessage(topic, (message) => this.#takeOne(source, message));
      if (status !== null) bus.onMessage(status, (message) => this.#hear(source, message));
    }
  }

  start(): void {
    if (this.#sources.size > 0) this.#stopLooking = every(LOOK_EVERY_MS, () => this.#look());
  }

  stop(): void {
    this.#stopLooking();
  }

  /** The agents of a source as they are known now; null when the site has not asked for them. */
  rosterOf(source: string): Pick<AgentRoster, "agent" | "agents"> | null {
    return this.#sources.get(source)?.roster ?? null;
  }

  /** Takes what a message with statistics told of agents. */
  take(name: string, { agents, retained, monotonic }: AgentsTold): void {
    const source = this.#sources.get(name);
    if (source === undefined) return;
    if (retained) this.#drop(name, "retained", agents.length);
    else {
      source.roster.heard(monotonic);
      this.#accept(source, agents, { monotonic, validForSeconds: null });
    }
  }

  #takeOne(source: Source, { payload, retained }: BusMessage): void {
    const { clock, metrics } = this.#deps;
    const { name, read } = source.plan;
    metrics.count("agent_messages_total", { source: name });
    // What a broker kept is a past that nobody may keep.
    if (retained) {
      this.#drop(name, "retained");
      return;
    }
    const result = read(decoder.decode(payload));
    if (!result.ok) {
      this.#drop(name, result.reason);
      this.#tell(source, result.problem);
      return;
    }
    const [problem] = result.problems;
    if (problem !== undefined) this.#tell(source, problem);
    const { agent, validForSeconds } = result;
    this.#accept(source, [agent], { monotonic: clock.monotonic(), validForSeconds });
  }

  #accept(
    source: Source,
    agents: readonly AgentState[],
    arrival: Parameters<AgentRoster["accept"]>[1],
  ): void {
    const { metrics } = this.#deps;
    const { name } = source.plan;
    const changed: string[] = [];
    for (const agent of agents) {
      const outcome = source.roster.accept(agent, arrival);
      if (outcome === "full") this.#drop(name, "full");
      else {
        if (outcome.dropped !== null) this.#drop(name, outcome.dropped);
        if (outcome.event === "gap") metrics.count("agent_gap_total", { source: name });
        if (outcome.changed) changed.push(agent.agentId);
      }
      this.#noteReason(source, agent);
    }
    this.#announce(source, changed);
  }

  #hear(source: Source, { payload }: BusMessage): void {
    const read = source.plan.readStatus(decoder.decode(payload));
    // Whether the status makes sense is said where the statistics are taken in.
    if (!read.ok || !source.health.accept(read.status, 0)) return;
    if (!source.health.vouchesFor(Number.POSITIVE_INFINITY)) this.#announce(source, source.roster.lose());
  }

  #look(): void {
    const now = this.#deps.clock.monotonic();
    for (const source of this.#sources.values()) this.#announce(source, source.roster.expire(now));
  }

  #announce({ plan: { name }, roster }: Source, changed: readonly string[]): void {
    if (changed.length === 0) return;
    const counts = stateCounts(roster.agents());
    for (const state of agentStates)
      this.#deps.metrics.gauge("agents", counts[state], { source: name, state });
    this.#deps.changed(name, changed);
  }

  #drop(source: string, reason: string, by = 1): void {
    if (by > 0) this.#deps.metrics.count("agent_dropped_total", { source, reason }, by);
  }

  /** Names neither the topic nor the id: both would say who it is. */
  #tell({ plan: { name } }: Source, { path, message }: ReadProblem): void {
    if (this.#hourly.allows(name))
      this.#deps.log.warn("a message about an agent could not be read", { source: name, path, message });
  }

  #noteReason({ plan, strange }: Source, { reason }: AgentState): void {
    if (reason === null || reason.class !== "other" || plan.isKnownReason(reason.code)) return;
    if (strange.has(reason.code) || strange.size >= MOST_STRANGE_REASONS) return;
    strange.add(reason.code);
    this.#deps.log.info("a reason has no class and counts as other", {
      source: plan.name,
      code: reason.code,
      advice: `give it one under sources.${plan.name}.reasons`,
    });
  }
}
