import type { AgentState } from "../domain/agentState.ts";
import type { Monotonic } from "../domain/instant.ts";
import { acdTopics } from "../domain/topics.ts";
import { writeNativeAgent } from "../drivers/acd/nativeAgent.ts";
import type { Clock } from "../ports/clock.ts";
import type { AcdBridge } from "./acdBridge.ts";

/** What is said of an agent lives so long, and is said again well before. */
const LIVES_SECONDS = 30;
const AGAIN_MS = 15_000;
/** Agents remembered, to be told only when something has changed. */
const MOST_AGENTS = 20_000;

export interface AgentNewsDeps {
  readonly site: string;
  readonly source: string;
  readonly clock: Clock;
  readonly bridge: Pick<AcdBridge, "tell">;
  readonly pseudonym: (name: string) => string;
}

/** The states of single agents on the bus under passing names: as they change, and again before their word is over. */
export class AgentNews {
  readonly #deps: AgentNewsDeps;
  readonly #topics: ReturnType<typeof acdTopics>;
  readonly #said = new Map<string, { readonly what: string; readonly at: Monotonic }>();

  constructor(deps: AgentNewsDeps) {
    this.#deps = deps;
    this.#topics = acdTopics(deps.site, deps.source);
  }

  async publish(agents: readonly AgentState[]): Promise<void> {
    const { clock, bridge, pseudonym } = this.#deps;
    for (const agent of agents) {
      const [what, at] = [JSON.stringify({ ...agent, observedAt: null }), clock.monotonic()];
      const said = this.#said.get(agent.agentId);
      if (said?.what === what && at - said.at < AGAIN_MS) continue;
      const agentId = pseudonym(agent.agentId);
      const payload = writeNativeAgent({ ...agent, agentId }, clock.wall());
      if (!(await bridge.tell(this.#topics.agentState(agentId), payload, LIVES_SECONDS))) return;
      if (this.#said.size >= MOST_AGENTS) this.#said.clear();
      this.#said.set(agent.agentId, { what, at });
    }
  }
}
