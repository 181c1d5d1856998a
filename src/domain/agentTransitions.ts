import {
  type AgentReason,
  type AgentState,
  type AgentStateName,
  type CallKind,
  type Confidence,
  unknownAgent,
} from "./agentState.ts";
import type { Instant } from "./instant.ts";

/** What happened to an agent, as far as two states in a row tell. */
type AgentEvent =
  | "login"
  | "logout"
  | "ready"
  | "notReady"
  | "reasonChanged"
  | "offered"
  | "offerWithdrawn"
  | "noAnswer"
  | "answered"
  | "callStarted"
  | "callChanged"
  | "pauseAsked"
  | "callEnded"
  | "wrapUpEnded"
  | "deviceLost"
  | "deviceBack"
  | "snapshot"
  | "sourceStale";

/** An agent as he is held: the present state, and what one report alone does not tell. */
export interface TrackedAgent {
  readonly now: AgentState;
  /** Since when the present reason holds; a new reason does not begin the state anew. */
  readonly reasonSince: Instant | null;
  /** The last state that was known, while `now` is unknown; null otherwise. */
  readonly lastKnown: AgentState | null;
}

export interface Outcome {
  readonly agent: TrackedAgent;
  /** `gap`: it took a way that no agent takes, so something in between was missed. Null when nothing happened. */
  readonly event: AgentEvent | "gap" | null;
  /** Whether anything is different for those who look; a later time of measure alone is not. */
  readonly changed: boolean;
  /** Why the report was not believed: an older one, or the guess of a weaker source. */
  readonly dropped: "older" | "weaker" | null;
}

/** A way from one state to another. By a timer: where an ACD has no event for it, arithmetic may say it too. */
interface Way {
  readonly event: AgentEvent | "gap";
  readonly byTimer?: true;
}

type Ways = Readonly<Partial<Record<AgentStateName, Way>>>;

/** The ways that agents take, beside those to and from `unknown` and `unreachable`, which lead everywhere. */
const ways: Readonly<Partial<Record<AgentStateName, Ways>>> = {
  loggedOut: { notReady: { event: "login" }, ready: { event: "login" } },
  notReady: {
    ready: { event: "ready" },
    busy: { event: "callStarted" },
    loggedOut: { event: "logout" },
  },
  ready: {
    reserved: { event: "offered" },
    busy: { event: "answered" },
    notReady: { event: "notReady" },
    loggedOut: { event: "logout" },
    // A call that was shorter than the time between two looks at the ACD.
    wrapUp: { event: "gap", byTimer: true },
  },
  reserved: {
    busy: { event: "answered" },
    ready: { event: "offerWithdrawn" },
    notReady: { event: "noAnswer" },
    wrapUp: { event: "gap", byTimer: true },
  },
  busy: {
    wrapUp: { event: "callEnded", byTimer: true },
    ready: { event: "callEnded" },
    notReady: { event: "callEnded" },
  },
  wrapUp: {
    ready: { event: "wrapUpEnded", byTimer: true },
    notReady: { event: "wrapUpEnded", byTimer: true },
    reserved: { event: "offered" },
    busy: { event: "answered" },
  },
};

const strength: Readonly<Record<Confidence, number>> = { authoritative: 2, inferred: 1, local: 0 };

const outsideKinds: readonly (CallKind | null)[] = ["outbound", "internal", "direct"];

const nothingNew = (agent: TrackedAgent, dropped: Outcome["dropped"] = null): Outcome => ({
  agent,
  event: null,
  changed: false,
  dropped,
});

/** An older word never undoes a newer one; but after a silence the first word is always believed. */
const isOlder = (previous: AgentState, report: AgentState): boolean =>
  previous.state !== "unknown" &&
  previous.observedAt !== null &&
  report.observedAt !== null &&
  report.observedAt < previous.observedAt;

/** A guess may end a call or a wrap-up where the ACD has no event for it, and may confirm; nothing else. */
function isTooWeak(previous: AgentState, report: AgentState): boolean {
  if (previous.state === "unknown" || strength[report.confidence] >= strength[previous.confidence])
    return false;
  if (report.confidence === "local") return true;
  return previous.state !== report.state && ways[previous.state]?.[report.state]?.byTimer !== true;
}

const sameReason = (one: AgentReason | null, other: AgentReason | null): boolean =>
  one?.code === other?.code && one?.label === other?.label && one?.class === other?.class;

/** What differs inside one state: first the pause that was asked for, then the reason, then the call. */
function eventWithin(previous: AgentState, report: AgentState): Outcome["event"] {
  if (report.state === "busy" && report.pending === "notReady" && previous.pending !== "notReady")
    return "pauseAsked";
  if (!sameReason(previous.reason, report.reason)) return "reasonChanged";
  const isOtherCall = previous.callKind !== report.callKind || previous.callPhase !== report.callPhase;
  return report.state === "busy" && isOtherCall ? "callChanged" : null;
}

function eventBetween(previous: TrackedAgent, report: AgentState): Outcome["event"] {
  const from = previous.now.state;
  if (report.state === "unknown") return "sourceStale";
  // The first word after a silence: what happened meanwhile nobody saw.
  if (from === "unknown")
    return previous.lastKnown === null || previous.lastKnown.state === report.state ? "snapshot" : "gap";
  if (report.state === "unreachable") return "deviceLost";
  if (from === "unreachable") return "deviceBack";
  const way = ways[from]?.[report.state];
  if (way === undefined) return "gap";
  return way.event === "answered" && outsideKinds.includes(report.callKind) ? "callStarted" : way.event;
}

/** A pause that was asked for during the call outlives it, until the wrap-up is over. */
function pendingAfter(now: AgentState, report: AgentState): AgentState["pending"] {
  const outlives = report.state === "wrapUp" && (now.state === "busy" || now.state === "wrapUp");
  return outlives ? (report.pending ?? now.pending) : report.pending;
}

/** The same state goes on: it began when it began, and the stronger source keeps its word. */
function goOn(previous: TrackedAgent, report: AgentState): Outcome {
  const { now } = previous;
  const observedAt = report.observedAt ?? now.observedAt;
  if (strength[report.confidence] < strength[now.confidence])
    return nothingNew({ ...previous, now: { ...now, observedAt } });
  const since = now.since ?? report.since;
  const next: AgentState = { ...report, since, pending: pendingAfter(now, report), observedAt };
  const event = eventWithin(now, report);
  const changed = event !== null || differ(now, next);
  if (!changed) return nothingNew({ ...previous, now: { ...now, observedAt } });
  const begins = report.since !== null && now.since !== null && report.since > now.since;
  const reasonSince = sameReason(now.reason, report.reason)
    ? previous.reasonSince
    : begins
      ? report.since
      : report.observedAt;
  return { agent: { ...previous, now: next, reasonSince }, event, changed, dropped: null };
}

const shownKeys = ["since", "pending", "callKind", "callPhase", "confidence", "extension"] as const;

const differ = (one: AgentState, other: AgentState): boolean =>
  shownKeys.some((key) => one[key] !== other[key]);

/** Another state, known to begin when the source says so, else when it was first seen in it. */
function moveOn(previous: TrackedAgent, report: AgentState): Outcome {
  const { now } = previous;
  const event = eventBetween(previous, report);
  const since = report.since ?? (now.state === "unknown" ? null : report.observedAt);
  const pending = pendingAfter(now, report);
  const observedAt = report.observedAt ?? now.observedAt;
  const lastKnown = report.state === "unknown" ? now : null;
  const reasonSince = report.reason === null ? null : since;
  const agent = { now: { ...report, since, pending, observedAt }, reasonSince, lastKnown };
  return { agent, event, changed: true, dropped: null };
}

/** What an agent is after a report. Ways that are not known are taken all the same: to refuse them would freeze a lie. */
export function applyReport(previous: TrackedAgent | null, report: AgentState): Outcome {
  if (previous === null) {
    const reasonSince = report.reason === null ? null : report.since;
    return {
      agent: { now: report, reasonSince, lastKnown: null },
      event: report.state === "unknown" ? null : "snapshot",
      changed: true,
      dropped: null,
    };
  }
  if (isOlder(previous.now, report)) return nothingNew(previous, "older");
  if (isTooWeak(previous.now, report)) return nothingNew(previous, "weaker");
  return previous.now.state === report.state ? goOn(previous, report) : moveOn(previous, report);
}

/** Silence of the ACD: the agent is unknown, never logged out, and what he was last is kept. */
export function applyStale(previous: TrackedAgent): Outcome {
  if (previous.now.state === "unknown") return nothingNew(previous);
  const { agentId, observedAt, extension } = previous.now;
  const unknown: AgentState = {
    ...unknownAgent(agentId),
    observedAt,
    extension,
  };
  return {
    agent: { now: unknown, reasonSince: null, lastKnown: previous.now },
    event: "sourceStale",
    changed: true,
    dropped: null,
  };
}
