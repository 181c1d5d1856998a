import type { AgentState } from "../../domain/agentState.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Agent } from "./floorState.ts";

/** Our words for what an agent does; a call at hand is always one of a queue. */
const words = {
  loggedOut: "loggedOut",
  ready: "ready",
  reserved: "reserved",
  onCall: "busy",
  wrapUp: "wrapUp",
  notReady: "notReady",
} as const;

/** An agent of a simulated call centre as its ACD would report it; `start` is the wall clock at the beginning. */
export function reportAgent(agent: Agent, start: Instant, observedAt: Instant): AgentState {
  const onCall = agent.state === "onCall";
  return {
    agentId: agent.plan.id,
    state: words[agent.state],
    since: Math.floor(start + agent.since * 1_000),
    reason: agent.reason,
    pending: agent.leaving ? "loggedOut" : null,
    callKind: onCall || agent.state === "reserved" ? "queue" : null,
    callPhase: onCall ? "talking" : null,
    confidence: "authoritative",
    observedAt,
    extension: agent.plan.extension,
  };
}
