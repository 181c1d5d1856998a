import type { AgentReason, AgentState, AgentStateName, CallKind, Confidence } from "./agentState.ts";
import type { HeadsetWish } from "./headset.ts";
import type { Instant, Monotonic } from "./instant.ts";
import { signalOf } from "./seatHint.ts";
import { pendingOf } from "./seatOwnState.ts";
import { publicReason } from "./seatPrivacy.ts";
import type { SeatHint, SeatNotice, SeatPlan, SeatState } from "./seatState.ts";

/** Lifting the headset a moment before the ACD knows of a call is nothing. */
const LOCAL_ACTIVITY_AFTER_MS = 3_000;

/** Changing from one headset to another takes a moment. */
const AUDIO_LOST_AFTER_MS = 5_000;

/** What a seat looks like, for the agent's own light. */
export interface SeatLook {
  readonly state: AgentStateName;
  readonly since: Instant | null;
  readonly reason: AgentReason | null;
  readonly pending: AgentState["pending"];
  readonly callKind: CallKind | null;
  readonly callPhase: AgentState["callPhase"];
  readonly confidence: Confidence;
  /** Null: nobody can tell. */
  readonly muted: boolean | null;
  readonly isPresent: boolean;
  readonly notice: SeatNotice | null;
  readonly hint: SeatHint | null;
}

/** What headset and ACD say together, and from when on it counts. */
export function noticeOf(
  { acd, acdSince, isPresent, link, linkSince }: SeatState,
  { authority, permanentLink }: SeatPlan,
): { readonly word: SeatNotice; readonly from: Monotonic } | null {
  if (authority === "seat" || !isPresent) return null;
  const both = Math.max(acdSince, linkSince);
  const state = acd?.now.state ?? "unknown";
  if (state === "busy" && !link) return { word: "audioLost", from: both + AUDIO_LOST_AFTER_MS };
  if (!link || permanentLink) return null;
  if (state === "ready") return { word: "localActivity", from: both + LOCAL_ACTIVITY_AFTER_MS };
  return state === "unknown" ? { word: "inConversation", from: both } : null;
}

/** How the headset should be. */
export function wishOf(
  { acd, link, muted, held, isSilenced, hint }: SeatState,
  now: Monotonic,
  { hintLed }: Pick<SeatPlan, "hintLed">,
): HeadsetWish {
  const signal = hintLed && signalOf(hint, now).isLit;
  return {
    ...(signal ? { signal } : {}),
    offHook: link,
    ringing: acd?.now.state === "reserved" && !link && !isSilenced,
    muted: muted === true,
    held: held || acd?.now.callPhase === "held",
  };
}

/** What a seat is: of an ACD that decides only its own word, else the seat's. */
export function lookOf(state: SeatState, { authority }: Pick<SeatPlan, "authority">): SeatLook {
  const { isPresent, notice } = state;
  const shared = {
    isPresent,
    muted: isPresent ? state.muted : null,
    notice,
    hint: state.hint?.word ?? null,
  };
  if (authority === "seat") {
    const { own, held } = state;
    const callPhase = own.state !== "busy" ? null : held ? "held" : "talking";
    const { since, reason, callKind } = own;
    const said = { state: own.state, since, reason, pending: pendingOf(own), callKind, callPhase } as const;
    return { ...said, confidence: "local", ...shared };
  }
  const now = state.acd?.now;
  return {
    state: now?.state ?? "unknown",
    since: now?.since ?? null,
    reason: publicReason(now?.reason ?? null),
    pending: now?.pending ?? null,
    callKind: now?.callKind ?? null,
    callPhase: now?.callPhase ?? null,
    confidence: notice === "inConversation" ? "local" : (now?.confidence ?? "authoritative"),
    ...shared,
  };
}
