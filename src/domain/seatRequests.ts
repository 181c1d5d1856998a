import type { AgentState } from "./agentState.ts";
import type { Monotonic } from "./instant.ts";
import { refuseStranger, tell } from "./seatHint.ts";
import {
  idOf,
  type NextState,
  type PendingRequest,
  quiet,
  type SeatPlan,
  type SeatState,
  type SeatTurn,
} from "./seatState.ts";

/** How long a request may take effect: nobody wants yesterday's pause. */
export const REQUEST_LIFE_MS = 10_000;

const wordOf = ({ acd }: SeatState): AgentState | null => acd?.now ?? null;

/** A reason that the ACD does not tell cannot speak against it. */
const hasReason = (said: AgentState, { reason }: NextState): boolean =>
  reason === null || said.reason === null || said.reason.code === reason.code;

/** Whether the ACD says that it is as it was asked to be, or will be after the call. */
function isAsAsked(said: AgentState | null, wanted: NextState): boolean {
  if (said === null) return false;
  if (said.state === wanted.to) return wanted.to !== "notReady" || hasReason(said, wanted);
  return said.pending === wanted.to;
}

/** A call that comes at once hides that the agent was ready for it. */
const isAnswered = (said: AgentState, request: PendingRequest): boolean =>
  isAsAsked(said, request) ||
  (request.to === "ready" && (said.state === "reserved" || (said.state === "busy" && !request.isInCall)));

/** Asks the ACD; a new request takes the place of one that is pending, and the same one again is not sent twice. */
export function ask(state: SeatState, wanted: NextState, now: Monotonic, plan: SeatPlan): SeatTurn {
  const { agentId, request } = state;
  if (agentId === null) return refuseStranger(state, now);
  const said = wordOf(state);
  if (request === null && isAsAsked(said, wanted)) return quiet(state);
  if (request?.to === wanted.to && request.reason?.code === wanted.reason?.code) return quiet(state);
  const seq = state.seq + 1;
  const asked = { id: idOf(plan, seq), ...wanted, expiresAt: now + REQUEST_LIFE_MS };
  const pending: PendingRequest = { ...asked, isInCall: said?.state === "busy" };
  const turn = tell({ ...state, seq, request: pending }, "pending", now);
  return { state: turn.state, effects: [{ kind: "request", agentId, ...asked }, ...turn.effects] };
}

/** The ACD has spoken: what it says is the only answer that counts. */
export function settle(state: SeatState, now: Monotonic): SeatTurn {
  const { request } = state;
  const said = wordOf(state);
  if (request === null || said === null || !isAnswered(said, request)) return quiet(state);
  return tell({ ...state, request: null }, null, now);
}

/** It came to nothing: refused, not sent in time, or not answered in time. */
export const giveUp = (state: SeatState, why: "refused" | "failed", now: Monotonic): SeatTurn =>
  tell({ ...state, request: null }, why, now);
