import type { ClassifyReason } from "../../domain/agentReasons.ts";
import {
  type AgentReason,
  type AgentState,
  agentStates,
  callKinds,
  callPhases,
  confidences,
  pendingStates,
  reasonClasses,
} from "../../domain/agentState.ts";
import type { Instant } from "../../domain/instant.ts";
import { isJsonObject, parseJson } from "./boundedJson.ts";
import { MessageSection } from "./messageSection.ts";
import type { ReadProblem, Refusal } from "./readStatistics.ts";

/** What a message about one agent may be believed for: agents' states are not kept, here or on the broker. */
const AGENT_VALID_FOR_SECONDS = 30;

export type ReadAgentMessage =
  | {
      readonly ok: true;
      readonly agent: AgentState;
      readonly validForSeconds: number;
      readonly problems: readonly ReadProblem[];
    }
  | { readonly ok: false; readonly reason: Refusal; readonly problem: ReadProblem };

const refusal = (reason: Refusal, path: string, message: string): ReadAgentMessage => ({
  ok: false,
  reason,
  problem: { path, message },
});

/** The class that the sender gives counts, unless anybody knows that the reason is nobody's business. */
function readReason(message: MessageSection, classify: ClassifyReason): AgentReason | null {
  const section = message.section("reason");
  const [code, label] = [section.id("code"), section.text("label")];
  const given = section.oneOf("class", reasonClasses);
  const said = classify({ code, label, group: null });
  if (given === "private" || said.isPrivate) return null;
  if (said.reason === null) return given === null ? null : { code: given, label: null, class: given };
  return given === null || given === "other" ? said.reason : { ...said.reason, class: given };
}

/** Reads a message of `cc/1/…/agent/ID/state`. What is wrong in it is told by path, and never by whom it is about. */
export function readNativeAgent(text: string, classify: ClassifyReason): ReadAgentMessage {
  const json = parseJson(text);
  if (!json.ok) return refusal(json.reason, "", json.message);
  if (!isJsonObject(json.value)) return refusal("wrong_shape", "", "is not an object");
  const problems: ReadProblem[] = [];
  const message = new MessageSection(json.value, "", problems);
  const version = message.value("v");
  if (version !== null && version !== 1) return refusal("wrong_version", "v", "is not 1");
  const agentId = message.id("agentId");
  if (agentId === null) return refusal("wrong_shape", "agentId", "is not a text");
  const agent: AgentState = {
    agentId,
    state: message.oneOf("state", agentStates) ?? "unknown",
    since: message.instant("since"),
    reason: readReason(message, classify),
    pending: message.oneOf("pending", pendingStates),
    callKind: message.oneOf("callKind", callKinds),
    callPhase: message.oneOf("callPhase", callPhases),
    confidence: message.oneOf("confidence", confidences) ?? "authoritative",
    observedAt: message.instant("observedAt"),
    extension: message.id("extension"),
  };
  const validForSeconds = Math.min(message.validity() ?? AGENT_VALID_FOR_SECONDS, AGENT_VALID_FOR_SECONDS);
  return { ok: true, agent, validForSeconds, problems };
}

const isoOf = (instant: Instant | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

/**
 * An agent as a message of our own topics, to be published without retain and with an expiry of `validForSeconds`. What is
 * unknown is left out. `agentId` is what leaves the machine: the caller has already made a pseudonym of it.
 */
export function writeNativeAgent(agent: AgentState, at: Instant): string {
  const message = {
    v: 1,
    at: isoOf(at),
    validForSeconds: AGENT_VALID_FOR_SECONDS,
    ...agent,
    since: isoOf(agent.since),
    reason: agent.reason?.class === "private" ? null : agent.reason,
    observedAt: isoOf(agent.observedAt),
  };
  return JSON.stringify(message, (_, value: unknown) => (value === null ? undefined : value));
}
