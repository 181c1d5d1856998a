import type { AmiEvent } from "./amiEvent.ts";

/** A member of one queue as Asterisk tells it; null is what this version of Asterisk does not tell. */
export interface QueueMember {
  /** The device that is called, such as PJSIP/101: one agent, in however many queues. */
  readonly agent: string;
  readonly status: number | null;
  readonly inCall: boolean | null;
  readonly paused: boolean | null;
  readonly pausedReason: string | null;
  readonly wrapUpSeconds: number | null;
  /** Seconds since 1970; 0 or null when there was none. */
  readonly lastCall: number | null;
  readonly lastPause: number | null;
}

/** What a member is doing. `inUse` is a call of which an old Asterisk does not say whether it is the queue's. */
export type MemberWord =
  | "unknown"
  | "unreachable"
  | "onCall"
  | "reserved"
  | "onOtherCall"
  | "inUse"
  | "notReady"
  | "wrapUp"
  | "ready";

/** Who the event is about; answers to questions and pushed events name the header differently. */
export const agentOf = (event: AmiEvent): string | null => event.text("interface", "location");

/** A member of whom nothing is known yet. */
export const newMember = (agent: string): QueueMember => ({
  agent,
  status: null,
  inCall: null,
  paused: null,
  pausedReason: null,
  wrapUpSeconds: null,
  lastCall: null,
  lastPause: null,
});

/** The member after an event that tells of it; what the event leaves out is as before. */
export function memberAfter(event: AmiEvent, before: QueueMember): QueueMember {
  const paused = event.flag("paused") ?? before.paused;
  // QueueMemberPaused, as it was called before Asterisk 12, says Reason.
  const said = event.text("pausedreason", "reason");
  const saysReason = event.has("paused") || event.has("pausedreason");
  const pausedReason = saysReason ? said : before.pausedReason;
  return {
    agent: before.agent,
    status: event.number("status") ?? before.status,
    inCall: event.flag("incall") ?? before.inCall,
    paused,
    pausedReason: paused === true ? pausedReason : null,
    wrapUpSeconds: event.number("wrapuptime") ?? before.wrapUpSeconds,
    lastCall: event.number("lastcall") ?? before.lastCall,
    lastPause: event.number("lastpause") ?? before.lastPause,
  };
}

/** Asterisk's device states. */
const device = {
  unknown: 0,
  free: 1,
  inUse: 2,
  busy: 3,
  invalid: 4,
  unavailable: 5,
  ringing: 6,
  ringInUse: 7,
};
const ON_HOLD = 8;

/** Two machines' clocks may disagree by so many seconds before a time in the future means nothing. */
const MOST_SKEW_SECONDS = 5;

/**
 * Whether the queue still leaves the member in peace after a call. Asterisk does this arithmetic itself, in whole seconds,
 * and tells nobody; without a clock it cannot be done.
 */
function isInWrapUp({ wrapUpSeconds, lastCall }: QueueMember, now: number | null): boolean {
  if (now === null || wrapUpSeconds === null || lastCall === null || lastCall === 0) return false;
  const since = Math.floor(now) - lastCall;
  return since >= -MOST_SKEW_SECONDS && since < wrapUpSeconds;
}

const inUse: readonly number[] = [device.inUse, device.busy, ON_HOLD];

/** What the member is doing now, in seconds since 1970. The order is the meaning: the first that holds counts. */
export function wordOf(member: QueueMember, now: number | null): MemberWord {
  const { status, inCall, paused } = member;
  if (status === null || status > ON_HOLD) return "unknown";
  if (status === device.invalid || status === device.unavailable) return "unreachable";
  if (inCall === true) return "onCall";
  if (status === device.ringing || status === device.ringInUse) return "reserved";
  if (inUse.includes(status)) return inCall === null ? "inUse" : "onOtherCall";
  if (paused === true) return "notReady";
  if (paused === null) return "unknown";
  return isInWrapUp(member, now) ? "wrapUp" : "ready";
}

/** Whether the member's call is on hold. */
export const isOnHold = ({ status }: QueueMember): boolean => status === ON_HOLD;
