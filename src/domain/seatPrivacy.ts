import type { AgentReason } from "./agentState.ts";

/** A reason as it may leave the seat: those of health, union and private life are known to nobody but the agent. */
export const publicReason = (reason: AgentReason | null): AgentReason | null =>
  reason?.class === "private" ? null : reason;
