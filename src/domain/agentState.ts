import type { Instant } from "./instant.ts";

/** What an agent can be doing, in the words of ECMA-269 and of those who built on it. */
export const agentStates = [
  "unknown",
  "loggedOut",
  "notReady",
  "ready",
  "reserved",
  "busy",
  "wrapUp",
  "unreachable",
] as const;

export type AgentStateName = (typeof agentStates)[number];

/** What kind of call keeps a busy agent; `queue` is a call of the ACD, the others are not. */
export const callKinds = ["queue", "outbound", "internal", "direct", "unknown"] as const;

export type CallKind = (typeof callKinds)[number];

export const callPhases = ["dialing", "talking", "held", "consult"] as const;

type CallPhase = (typeof callPhases)[number];

/** What was asked for during a call and comes when it is over. */
export const pendingStates = ["ready", "notReady", "wrapUp", "loggedOut"] as const;

type PendingState = (typeof pendingStates)[number];

/** Kinds of reasons; they decide the colour and who may see them. */
export const reasonClasses = [
  "break",
  "lunch",
  "training",
  "meeting",
  "backOffice",
  "outbound",
  "coaching",
  "technical",
  "noAnswer",
  "private",
  "other",
] as const;

export type ReasonClass = (typeof reasonClasses)[number];

/** Why an agent takes no calls: the ACD's code, the site's word for it, and its kind. */
export interface AgentReason {
  readonly code: string;
  readonly label: string | null;
  readonly class: ReasonClass;
}

/** Who says it: the ACD, arithmetic on what the ACD said, or a device at the seat. A weaker one never wins. */
export const confidences = ["authoritative", "inferred", "local"] as const;

export type Confidence = (typeof confidences)[number];

/** One agent at one moment, in the words of the trade. */
export interface AgentState {
  /** The ACD's own id of the person; a pseudonym wherever it leaves the machine. */
  readonly agentId: string;
  readonly state: AgentStateName;
  /** Since when, if the source says so. */
  readonly since: Instant | null;
  readonly reason: AgentReason | null;
  readonly pending: PendingState | null;
  readonly callKind: CallKind | null;
  readonly callPhase: CallPhase | null;
  readonly confidence: Confidence;
  /** When the source saw it; null when it does not say. */
  readonly observedAt: Instant | null;
  /** The set or extension at which the agent sits, where the ACD says it. */
  readonly extension: string | null;
}

/** An agent of whom nothing is known: neither what he does, nor since when. */
export const unknownAgent = (agentId: string): AgentState => ({
  agentId,
  state: "unknown",
  since: null,
  reason: null,
  pending: null,
  callKind: null,
  callPhase: null,
  confidence: "authoritative",
  observedAt: null,
  extension: null,
});
