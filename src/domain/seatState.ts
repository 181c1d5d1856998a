import type { AgentReason, AgentState, CallKind, Confidence } from "./agentState.ts";
import type { TrackedAgent } from "./agentTransitions.ts";
import type { HeadsetAct, HeadsetWish } from "./headset.ts";
import type { Instant, Monotonic } from "./instant.ts";

/** What an agent wants, whatever gesture says it at this site. */
export type Intention =
  | { readonly kind: "ready" }
  | { readonly kind: "notReady"; readonly reason: AgentReason | null }
  | { readonly kind: "logOut" }
  /** Opens and closes the headset's link, as lifting and laying down would. */
  | { readonly kind: "answer" }
  | { readonly kind: "end" }
  /** On when it is off, off when it is on. */
  | { readonly kind: "mute" }
  | { readonly kind: "hold" }
  | { readonly kind: "acknowledgeAlarm" }
  | { readonly kind: "callSupervisor" };

/** What a site says of one seat. */
export interface SeatPlan {
  readonly seat: string;
  /** New with each start of the program; ids are made of it. */
  readonly bootId: string;
  /** Who decides: the ACD, and the seat asks it; or the seat, and the ACD follows. */
  readonly authority: "acd" | "seat";
  /** What a call is of which only the hook tells. */
  readonly callKind: "queue" | "unknown";
  /** How long the work after a call lasts where the seat decides; 0: none. */
  readonly wrapUpSeconds: number;
  /** What an agent is who has just come to a seat that decides. */
  readonly afterLogin: "ready" | "notReady";
  /** What a seat that decides makes of an agent whose headset was pulled out. */
  readonly onUnplug:
    | { readonly kind: "keep" }
    | { readonly kind: "notReady"; readonly afterSeconds: number; readonly reason: AgentReason | null };
  /** The link stays open between calls: then it says nothing. */
  readonly permanentLink: boolean;
  /** The link opens and closes with the calls that the ACD tells of. */
  readonly linkFollowsCall: boolean;
  /** Whether the headset shows how it goes with what was asked for. */
  readonly hintLed: boolean;
}

/** Where a change of a seat that decides comes from. */
export type SeatOrigin = "hook" | "gesture" | "timer" | "login" | "restart" | "device";

/** What an agent is at a seat that decides. */
export type OwnStateName = "loggedOut" | "notReady" | "ready" | "busy" | "wrapUp";

/** A fact: what a seat that decides says to the ACD. */
export interface SeatChange {
  readonly id: string;
  /** Grows by one with each change of the seat, over restarts too. */
  readonly seq: number;
  /** When it happened; null while the machine does not know the time. */
  readonly at: Instant | null;
  /** Whom it is about; a pseudonym wherever it leaves the machine. */
  readonly agentId: string | null;
  readonly state: OwnStateName;
  readonly callKind: CallKind | null;
  readonly pending: AgentState["pending"];
  /** Never a private one. */
  readonly reason: AgentReason | null;
  readonly origin: SeatOrigin;
  readonly confidence: Confidence;
}

/** Where an agent goes when call and wrap-up are over. */
export interface NextState {
  readonly to: "ready" | "notReady" | "loggedOut";
  readonly reason: AgentReason | null;
}

/** The state of a seat that decides. */
export interface OwnState {
  readonly state: OwnStateName;
  readonly since: Instant | null;
  readonly reason: AgentReason | null;
  readonly callKind: CallKind | null;
  /** Where it goes after call and wrap-up, asked for or as it was before. */
  readonly next: NextState;
  /** Whether `next` was asked for during the call. */
  readonly isAskedFor: boolean;
  /** When the wrap-up ends; null outside of one. */
  readonly until: Monotonic | null;
}

/** Who says which agent sits there. */
export type SeatBinding = "acd" | "config" | "login";

/**
 * What is kept of a seat over a restart. It belongs into the same write as the fact it goes with: a memory that is older
 * than the last fact would give its number again, and go on from a state that nobody believes any more.
 */
export interface SeatMemory {
  readonly seq: number;
  readonly agentId: string | null;
  readonly boundBy: SeatBinding | null;
  readonly own: Omit<OwnState, "until">;
}

/** What was asked of the ACD and is not answered by its word yet. */
export interface PendingRequest extends NextState {
  readonly id: string;
  readonly expiresAt: Monotonic;
  /** It was asked for during a call, so that a call alone is no answer. */
  readonly isInCall: boolean;
}

/** How it goes with what the agent asked for. */
export type SeatHint = "pending" | "refused" | "failed";

/**
 * What headset and ACD say together, for the agent's own light only: an open link outside of calls, a call without a link,
 * and an open link while the ACD is silent.
 */
export type SeatNotice = "localActivity" | "audioLost" | "inConversation";

/** A seat at one moment. Made by `freshSeat`; given back to the next step. */
export interface SeatState {
  readonly agentId: string | null;
  readonly boundBy: SeatBinding | null;
  /** Number of the last change or request. */
  readonly seq: number;
  /** What the ACD said of this agent. */
  readonly acd: TrackedAgent | null;
  /** When the ACD's present state came here. */
  readonly acdSince: Monotonic;
  /** The ACD has told of a call whose end it has not told yet. */
  readonly isAcdCall: boolean;
  /** The agent does not want to hear this call ring. */
  readonly isSilenced: boolean;
  readonly own: OwnState;
  readonly isPresent: boolean;
  /** When a missing headset changes the state of its agent, and to what; null when it does not. */
  readonly unplug: { readonly at: Monotonic; readonly next: NextState } | null;
  /** Whether the headset's link is, or should be, open. */
  readonly link: boolean;
  readonly linkSince: Monotonic;
  /** Null: the headset cannot tell. */
  readonly muted: boolean | null;
  /** Held by the agent; of calls that the ACD tells of, it tells that too. */
  readonly held: boolean;
  readonly request: PendingRequest | null;
  readonly hint: { readonly word: SeatHint; readonly until: Monotonic | null } | null;
  readonly notice: SeatNotice | null;
  readonly wish: HeadsetWish;
}

/** What can happen at a seat. */
export type SeatInput =
  | { readonly kind: "acd"; readonly report: AgentState }
  | { readonly kind: "acdSilent" }
  | { readonly kind: "headset"; readonly act: HeadsetAct }
  | { readonly kind: "headsetPresent"; readonly present: boolean }
  | { readonly kind: "intention"; readonly intention: Intention }
  | { readonly kind: "reply"; readonly id: string; readonly ok: boolean; readonly code: string | null }
  /** It could not be sent. */
  | { readonly kind: "requestFailed"; readonly id: string }
  | { readonly kind: "bind"; readonly agentId: string | null; readonly by: SeatBinding }
  /** The age of the memory; null when nobody can say how old it is. */
  | { readonly kind: "restart"; readonly memory: SeatMemory | null; readonly ageMs: number | null }
  | { readonly kind: "due" };

/** What must be done about it, in order. */
export type SeatEffect =
  /** To be asked of the ACD now, or never; it may take effect until `expiresAt`. */
  | {
      readonly kind: "request";
      readonly id: string;
      readonly agentId: string;
      readonly to: NextState["to"];
      readonly reason: AgentReason | null;
      readonly expiresAt: Monotonic;
    }
  /** To be kept on disk and then published. */
  | { readonly kind: "fact"; readonly change: SeatChange }
  | { readonly kind: "wish"; readonly wish: HeadsetWish }
  | { readonly kind: "hint"; readonly hint: SeatHint | null }
  | { readonly kind: "acknowledgeAlarm" }
  | { readonly kind: "callSupervisor" }
  | { readonly kind: "warning"; readonly code: SeatWarning };

/** `UNBOUND`: nobody knows who sits there, so nothing can be done. `FOREIGN_CONTROL`: another program uses the headset. */
type SeatWarning = "UNBOUND" | "FOREIGN_CONTROL";

/** The two clocks. The wall may be that of the act: an act that waited for a second press happened earlier. */
export interface SeatNow {
  readonly monotonic: Monotonic;
  readonly wall: Instant | null;
}

/** A state and what is to be done on the way to it. */
export interface SeatTurn {
  readonly state: SeatState;
  readonly effects: readonly SeatEffect[];
}

/** Nothing is to be done. */
export const quiet = (state: SeatState): SeatTurn => ({ state, effects: [] });

/** Goes on from where a turn has come. */
export function thenTurn(turn: SeatTurn, next: (state: SeatState) => SeatTurn): SeatTurn {
  const { state, effects } = next(turn.state);
  return { state, effects: [...turn.effects, ...effects] };
}

const silent: HeadsetWish = { offHook: false, ringing: false, muted: false, held: false };

/** A seat of which nothing is known. */
export function freshSeat(): SeatState {
  return {
    agentId: null,
    boundBy: null,
    seq: 0,
    acd: null,
    acdSince: 0,
    isAcdCall: false,
    isSilenced: false,
    own: {
      state: "loggedOut",
      since: null,
      reason: null,
      callKind: null,
      next: { to: "loggedOut", reason: null },
      isAskedFor: false,
      until: null,
    },
    isPresent: false,
    unplug: null,
    link: false,
    linkSince: 0,
    muted: null,
    held: false,
    request: null,
    hint: null,
    notice: null,
    wish: silent,
  };
}

/** Ids are unique as long as the starts of the program are. */
export const idOf = (plan: Pick<SeatPlan, "seat" | "bootId">, seq: number): string =>
  `${plan.seat}-${plan.bootId}-${seq}`;
