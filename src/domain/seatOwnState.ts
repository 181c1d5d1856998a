import type { AgentState, Confidence } from "./agentState.ts";
import type { Monotonic } from "./instant.ts";
import { publicReason } from "./seatPrivacy.ts";
import {
  idOf,
  type NextState,
  type OwnState,
  type OwnStateName,
  quiet,
  type SeatChange,
  type SeatMemory,
  type SeatNow,
  type SeatOrigin,
  type SeatPlan,
  type SeatState,
  type SeatTurn,
} from "./seatState.ts";

/** What can happen to an agent whose seat decides. `goTo` is a gesture or a login, which says where to go. */
export type OwnEvent =
  | { readonly kind: "offHook" | "onHook" | "wrapUpOver" }
  | { readonly kind: "goTo" | "deviceLost"; readonly next: NextState };

type Move = "beginCall" | "endCall" | "finish" | "go" | "later";

/** What each event does in each state; what is missing does nothing. */
const moves: Readonly<Record<OwnStateName, Readonly<Partial<Record<OwnEvent["kind"], Move>>>>> = {
  loggedOut: { goTo: "go" },
  notReady: { offHook: "beginCall", goTo: "go" },
  ready: { offHook: "beginCall", goTo: "go", deviceLost: "go" },
  // What is asked for during a call comes after it.
  busy: { onHook: "endCall", goTo: "later", deviceLost: "go" },
  wrapUp: { offHook: "beginCall", goTo: "go", wrapUpOver: "finish", deviceLost: "go" },
};

/** After this the person who sat there may have gone home, and somebody else may have come. */
const LONGEST_ABSENCE_MS = 15 * 60_000;

const rest = { callKind: null, isAskedFor: false, until: null } as const;

const settled = (next: NextState): Omit<OwnState, "since"> => ({
  ...rest,
  state: next.to,
  reason: next.reason,
  next,
});

function beginCall({ own, acd }: SeatState, plan: SeatPlan): Omit<OwnState, "since"> {
  const isOffered = acd?.now.state === "reserved";
  // An ACD sends no calls to somebody who is not ready: that call is the agent's own.
  const callKind = isOffered ? "queue" : own.state === "notReady" ? "unknown" : plan.callKind;
  return { ...own, state: "busy", reason: null, callKind, until: null };
}

function endCall({ own }: SeatState, plan: SeatPlan, now: Monotonic): Omit<OwnState, "since"> {
  if (plan.wrapUpSeconds === 0) return settled(own.next);
  return { ...own, state: "wrapUp", reason: null, callKind: null, until: now + plan.wrapUpSeconds * 1_000 };
}

function moved(state: SeatState, event: OwnEvent, now: Monotonic, plan: SeatPlan): Omit<OwnState, "since"> {
  const { own } = state;
  const move = moves[own.state][event.kind];
  if (move === "beginCall") return beginCall(state, plan);
  if (move === "endCall") return endCall(state, plan, now);
  if (move === "finish") return settled(own.next);
  if (move === undefined || !("next" in event)) return own;
  return move === "later" ? { ...own, next: event.next, isAskedFor: true } : settled(event.next);
}

/** Where it goes after the call, as far as anybody may count on it: during a call only what was asked for. */
export const pendingOf = ({ state, next, isAskedFor }: OwnState): AgentState["pending"] =>
  state === "wrapUp" || (state === "busy" && isAskedFor) ? next.to : null;

/** A timer and a memory guess; a hand and a plug do not. */
const confidenceOf = (origin: SeatOrigin): Confidence =>
  origin === "timer" || origin === "restart" ? "inferred" : "local";

const sameOwn = (one: OwnState, other: OwnState): boolean =>
  one.state === other.state &&
  one.callKind === other.callKind &&
  one.reason?.code === other.reason?.code &&
  pendingOf(one) === pendingOf(other);

/** Makes a change a fact, if it is one. */
function commit(
  state: SeatState,
  next: Omit<OwnState, "since">,
  origin: SeatOrigin,
  now: SeatNow,
  plan: SeatPlan,
): SeatTurn {
  const since = next.state === state.own.state ? state.own.since : now.wall;
  const own: OwnState = { ...next, since };
  if (sameOwn(state.own, own)) return quiet({ ...state, own });
  const seq = state.seq + 1;
  const change: SeatChange = {
    id: idOf(plan, seq),
    seq,
    at: now.wall,
    agentId: state.agentId,
    state: own.state,
    callKind: own.callKind,
    pending: pendingOf(own),
    reason: own.reason,
    origin,
    confidence: confidenceOf(origin),
  };
  // Whoever came by a login has to do so again: the next gesture may be somebody else's.
  const isGone = own.state === "loggedOut" && state.boundBy === "login";
  const binding = isGone ? { agentId: null, boundBy: null } : {};
  return { state: { ...state, ...binding, seq, own }, effects: [{ kind: "fact", change }] };
}

/** What an event makes of an agent whose seat decides. */
export function ownStep(
  state: SeatState,
  event: OwnEvent,
  origin: SeatOrigin,
  now: SeatNow,
  plan: SeatPlan,
): SeatTurn {
  return commit(state, moved(state, event, now.monotonic, plan), origin, now, plan);
}

/** The agent is gone from the seat, in the middle of whatever it was. */
export const ownEnd = (state: SeatState, origin: SeatOrigin, now: SeatNow, plan: SeatPlan): SeatTurn =>
  commit(state, settled({ to: "loggedOut", reason: null }), origin, now, plan);

/** What becomes of an agent without a headset, and when; null where that changes nothing. */
export function unplugDeadline({ onUnplug }: SeatPlan, now: Monotonic): SeatState["unplug"] {
  if (onUnplug.kind === "keep") return null;
  const next: NextState = { to: "notReady", reason: publicReason(onUnplug.reason) };
  return { at: now + onUnplug.afterSeconds * 1_000, next };
}

/** When a wrap-up of an earlier run ends: at its time, which may be past; anew, where nobody knows when it began. */
function endOfWrapUp(
  { since }: Pick<OwnState, "since">,
  { monotonic, wall }: SeatNow,
  plan: SeatPlan,
): Monotonic {
  const wholeMs = plan.wrapUpSeconds * 1_000;
  const leftMs = since === null || wall === null ? wholeMs : since + wholeMs - wall;
  return monotonic + Math.min(wholeMs, leftMs);
}

/** Goes on where the last run ended, unless that is too long ago to be believed. */
export function ownRestart(
  state: SeatState,
  { memory, ageMs }: { readonly memory: SeatMemory; readonly ageMs: number | null },
  now: SeatNow,
  plan: SeatPlan,
): SeatTurn {
  const { own, ...kept } = memory;
  const until = own.state === "wrapUp" ? endOfWrapUp(own, now, plan) : null;
  const restored: SeatState = { ...state, ...kept, own: { ...own, until } };
  if (ageMs === null || ageMs > LONGEST_ABSENCE_MS) {
    const { state: ended, effects } = ownEnd(restored, "restart", now, plan);
    return { state: { ...ended, agentId: null, boundBy: null }, effects };
  }
  // To close the link now would hang up on a caller.
  const isTalking = own.state === "busy";
  const unplug = unplugDeadline(plan, now.monotonic);
  return quiet({ ...restored, unplug, link: isTalking, linkSince: now.monotonic });
}
