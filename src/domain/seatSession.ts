import type { AgentState, AgentStateName } from "./agentState.ts";
import { applyReport, applyStale, type TrackedAgent } from "./agentTransitions.ts";
import type { HeadsetAct } from "./headset.ts";
import type { Monotonic } from "./instant.ts";
import { refuseStranger, signalOf, tell } from "./seatHint.ts";
import { noticeOf, wishOf } from "./seatLook.ts";
import { type OwnEvent, ownEnd, ownRestart, ownStep, unplugDeadline } from "./seatOwnState.ts";
import { publicReason } from "./seatPrivacy.ts";
import { ask, giveUp, settle } from "./seatRequests.ts";
import {
  type Intention,
  type NextState,
  quiet,
  type SeatBinding,
  type SeatEffect,
  type SeatInput,
  type SeatMemory,
  type SeatNow,
  type SeatOrigin,
  type SeatPlan,
  type SeatState,
  type SeatTurn,
  thenTurn,
} from "./seatState.ts";

export interface SeatStep extends SeatTurn {
  /** When to come with `due`; null when nothing waits. */
  readonly nextAt: Monotonic | null;
}

/** What needs no agent and no call. */
const others = ["acknowledgeAlarm", "callSupervisor"] as const;

/** Where an intention leads; null for those that are no state. */
function stateOf(intention: Intention): NextState | null {
  if (intention.kind === "ready") return { to: "ready", reason: null };
  if (intention.kind === "logOut") return { to: "loggedOut", reason: null };
  return intention.kind === "notReady" ? { to: "notReady", reason: publicReason(intention.reason) } : null;
}

/** The link is closed, and with it goes what belonged to the call. */
const withoutLink = (state: SeatState, now: Monotonic): SeatState => ({
  ...state,
  link: false,
  linkSince: now,
  muted: state.muted === null ? null : false,
  held: false,
});

const withLink = (state: SeatState, now: Monotonic): SeatState => ({
  ...state,
  link: true,
  linkSince: now,
});

function setLink(
  state: SeatState,
  open: boolean,
  origin: SeatOrigin,
  now: SeatNow,
  plan: SeatPlan,
): SeatTurn {
  if (state.link === open) return quiet(state);
  const next = open ? withLink(state, now.monotonic) : withoutLink(state, now.monotonic);
  if (plan.authority === "acd") return quiet(next);
  return ownStep(next, { kind: open ? "offHook" : "onHook" }, origin, now, plan);
}

/** The link goes with the calls of which the ACD tells; what a hand did in between it did on purpose. */
function followCall(state: SeatState, word: AgentStateName, now: Monotonic, plan: SeatPlan): SeatState {
  if (word === "busy" && !state.isAcdCall) {
    const begun: SeatState = { ...state, isAcdCall: true };
    return plan.linkFollowsCall ? withLink(begun, now) : begun;
  }
  // Of what is unknown or unreachable nobody knows that it is over.
  if (!state.isAcdCall || word === "busy" || word === "unknown" || word === "unreachable") return state;
  const ended: SeatState = { ...state, isAcdCall: false };
  return plan.linkFollowsCall && !plan.permanentLink ? withoutLink(ended, now) : ended;
}

/** Takes what is known of the agent now. A seat that decides learns from it only that a call is offered, or held. */
function hearAcd(state: SeatState, acd: TrackedAgent, now: Monotonic, plan: SeatPlan): SeatTurn {
  const { state: word } = acd.now;
  const acdSince = state.acd?.now.state === word ? state.acdSince : now;
  const heard: SeatState = { ...state, acd, acdSince, isSilenced: state.isSilenced && word === "reserved" };
  return plan.authority === "seat" ? quiet(heard) : settle(followCall(heard, word, now, plan), now);
}

function takeReport(state: SeatState, report: AgentState, now: Monotonic, plan: SeatPlan): SeatTurn {
  if (report.agentId !== state.agentId) return quiet(state);
  return hearAcd(state, applyReport(state.acd, report).agent, now, plan);
}

function takeAct(state: SeatState, act: HeadsetAct, now: SeatNow, plan: SeatPlan): SeatTurn {
  switch (act.kind) {
    case "hook":
      return setLink(state, act.offHook, "hook", now, plan);
    case "mute":
      return quiet({ ...state, muted: act.muted });
    case "reject":
      return quiet({ ...state, isSilenced: state.acd?.now.state === "reserved" });
    case "foreignControl":
      return { state, effects: [{ kind: "warning", code: "FOREIGN_CONTROL" }] };
    default:
      return quiet(state);
  }
}

function takeIntention(state: SeatState, intention: Intention, now: SeatNow, plan: SeatPlan): SeatTurn {
  const other = others.find((kind) => kind === intention.kind);
  if (other !== undefined) return { state, effects: [{ kind: other }] };
  const next = stateOf(intention);
  if (next === null) return takeQuietly(state, intention.kind, now, plan);
  if (plan.authority === "acd") return ask(state, next, now.monotonic, plan);
  if (state.agentId === null) return refuseStranger(state, now.monotonic);
  return ownStep(state, { kind: "goTo", next }, "gesture", now, plan);
}

/** Intentions that are about the headset alone. */
function takeQuietly(state: SeatState, kind: Intention["kind"], now: SeatNow, plan: SeatPlan): SeatTurn {
  if (kind === "mute") return quiet({ ...state, muted: state.muted !== true });
  if (kind === "answer" || kind === "end") return setLink(state, kind === "answer", "gesture", now, plan);
  // Calls of the ACD it alone can hold.
  const canHold = kind === "hold" && plan.authority === "seat" && state.own.state === "busy";
  return quiet(canHold ? { ...state, held: !state.held } : state);
}

function setPresent(state: SeatState, isPresent: boolean, now: SeatNow, plan: SeatPlan): SeatTurn {
  // One that has just been plugged in knows nothing: all of it must be said again.
  if (isPresent) {
    const wish = wishOf(state, now.monotonic, plan);
    return { state: { ...state, isPresent, unplug: null, wish }, effects: [{ kind: "wish", wish }] };
  }
  if (!state.isPresent) return quiet(state);
  const decides = plan.authority === "seat";
  const unplug = decides ? unplugDeadline(plan, now.monotonic) : null;
  const isTalking = decides ? state.own.state === "busy" : state.isAcdCall;
  const gone: SeatState = { ...state, isPresent, unplug };
  return quiet(isTalking ? gone : withoutLink(gone, now.monotonic));
}

/** Somebody sits down, or leaves. Of the one who was there before nothing goes over to the next. */
function bind(
  state: SeatState,
  { agentId, by }: { readonly agentId: string | null; readonly by: SeatBinding },
  now: SeatNow,
  plan: SeatPlan,
): SeatTurn {
  const boundBy = agentId === null ? null : by;
  if (agentId === state.agentId) return bindAgain({ ...state, boundBy }, by, now, plan);
  const left =
    plan.authority === "seat" && state.agentId !== null ? ownEnd(state, "login", now, plan) : quiet(state);
  const cleared = thenTurn(left, (gone) => tell({ ...gone, request: null }, null, now.monotonic));
  return thenTurn(cleared, (gone) => {
    const fresh = { acd: null, acdSince: now.monotonic, isAcdCall: false, isSilenced: false };
    const bound: SeatState = { ...gone, ...fresh, agentId, boundBy };
    return plan.authority === "acd" || agentId === null ? quiet(bound) : begin(bound, now, plan);
  });
}

const begin = (state: SeatState, now: SeatNow, plan: SeatPlan): SeatTurn =>
  ownStep(state, { kind: "goTo", next: { to: plan.afterLogin, reason: null } }, "login", now, plan);

/** Only a person logs in twice; configuration and ACD just say once more what is known. */
const bindAgain = (state: SeatState, by: SeatBinding, now: SeatNow, plan: SeatPlan): SeatTurn =>
  by === "login" && plan.authority === "seat" && state.agentId !== null && state.own.state === "loggedOut"
    ? begin(state, now, plan)
    : quiet(state);

function takeReply(
  state: SeatState,
  { id, ok }: { readonly id: string; readonly ok: boolean },
  now: Monotonic,
): SeatTurn {
  // What is granted is still only a promise until the ACD says it; and what was replaced is over.
  return ok || state.request?.id !== id ? quiet(state) : giveUp(state, "refused", now);
}

function take(state: SeatState, input: SeatInput, now: SeatNow, plan: SeatPlan): SeatTurn {
  const { monotonic } = now;
  switch (input.kind) {
    case "acd":
      return takeReport(state, input.report, monotonic, plan);
    case "acdSilent":
      return state.acd === null ? quiet(state) : hearAcd(state, applyStale(state.acd).agent, monotonic, plan);
    case "headset":
      return takeAct(state, input.act, now, plan);
    case "headsetPresent":
      return setPresent(state, input.present, now, plan);
    case "intention":
      return takeIntention(state, input.intention, now, plan);
    case "reply":
      return takeReply(state, input, monotonic);
    case "requestFailed":
      return state.request?.id === input.id ? giveUp(state, "failed", monotonic) : quiet(state);
    case "bind":
      return bind(state, input, now, plan);
    case "restart":
      return restart(state, input, now, plan);
    case "due":
      return quiet(state);
  }
}

function restart(
  state: SeatState,
  { memory, ageMs }: { readonly memory: SeatMemory | null; readonly ageMs: number | null },
  now: SeatNow,
  plan: SeatPlan,
): SeatTurn {
  if (memory === null) return quiet(state);
  if (plan.authority === "acd") return quiet({ ...state, seq: memory.seq });
  return ownRestart(state, { memory, ageMs }, now, plan);
}

interface Deadline {
  readonly at: Monotonic;
  readonly pass: (now: SeatNow) => SeatTurn;
}

/** What ends by itself, the earliest first. */
function firstDeadline(state: SeatState, plan: SeatPlan): Deadline | null {
  const { request, hint, own, unplug } = state;
  const step =
    (event: OwnEvent, origin: SeatOrigin) =>
    (now: SeatNow): SeatTurn =>
      ownStep(state, event, origin, now, plan);
  const deadlines: readonly (Deadline | null)[] = [
    request && { at: request.expiresAt, pass: ({ monotonic }) => giveUp(state, "failed", monotonic) },
    hint?.until ? { at: hint.until, pass: ({ monotonic }) => tell(state, null, monotonic) } : null,
    own.until === null ? null : { at: own.until, pass: step({ kind: "wrapUpOver" }, "timer") },
    unplug && { at: unplug.at, pass: (now) => loseDevice(state, unplug.next, now, plan) },
  ];
  return deadlines
    .filter((one) => one !== null)
    .reduce<Deadline | null>((first, one) => (first === null || one.at < first.at ? one : first), null);
}

function loseDevice(state: SeatState, next: NextState, now: SeatNow, plan: SeatPlan): SeatTurn {
  const gone = withoutLink({ ...state, unplug: null }, now.monotonic);
  return ownStep(gone, { kind: "deviceLost", next }, "device", now, plan);
}

/** Lets everything end that has ended by now, each at its own time: a late timer must not change the order of things. */
function elapse(state: SeatState, now: SeatNow, plan: SeatPlan): SeatTurn {
  const first = firstDeadline(state, plan);
  if (first === null || first.at > now.monotonic) return quiet(state);
  const wall = now.wall === null ? null : Math.round(now.wall - (now.monotonic - first.at));
  return thenTurn(first.pass({ monotonic: first.at, wall }), (next) => elapse(next, now, plan));
}

/** What follows from everything else: the notice of the agent's light, and the wish for the headset. */
function conclude(state: SeatState, now: Monotonic, plan: SeatPlan): SeatStep {
  const coming = noticeOf(state, plan);
  const isDue = coming !== null && coming.from <= now;
  const wish = wishOf(state, now, plan);
  const isNew = (["offHook", "ringing", "muted", "held", "signal"] as const).some(
    (key) => wish[key] !== state.wish[key],
  );
  const next: SeatState = { ...state, notice: isDue ? coming.word : null, wish };
  const effects: readonly SeatEffect[] = isNew ? [{ kind: "wish", wish }] : [];
  const times = [
    firstDeadline(next, plan)?.at,
    isDue ? null : coming?.from,
    plan.hintLed ? signalOf(state.hint, now).nextAt : null,
  ].filter((at) => at != null);
  return { state: next, effects, nextAt: times.length === 0 ? null : Math.min(...times) };
}

/**
 * What one event makes of a seat. Where the ACD decides, the agent's state is what the ACD says and nothing else; where the
 * seat decides, hook and gestures are the state.
 */
export function seatStep(state: SeatState, input: SeatInput, now: SeatNow, plan: SeatPlan): SeatStep {
  const taken = thenTurn(elapse(state, now, plan), (next) => take(next, input, now, plan));
  // After a restart something may have ended while nobody was there.
  const turn = thenTurn(taken, (next) => elapse(next, now, plan));
  const { effects, ...step } = conclude(turn.state, now.monotonic, plan);
  return { ...step, effects: [...turn.effects, ...effects] };
}

/** What has to be kept of a seat to go on after a restart. */
export function memoryOf({ seq, agentId, boundBy, own }: SeatState): SeatMemory {
  const { until: _, ...kept } = own;
  return { seq, agentId, boundBy, own: kept };
}
