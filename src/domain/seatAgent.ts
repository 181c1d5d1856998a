import type { AgentState } from "./agentState.ts";
import type { TrackedAgent } from "./agentTransitions.ts";

/** Who says which agent sits at a seat. */
export type SeatAgentRule =
  | { readonly kind: "agent"; readonly id: string }
  | { readonly kind: "extension"; readonly extension: string }
  | { readonly kind: "login" };

/** The agents of the ACD as they are known now. */
interface Roster {
  agent(id: string): TrackedAgent | null;
  agents(): readonly TrackedAgent[];
}

/**
 * Whom the ACD has logged in at a telephone: an id, null for nobody, and undefined where nobody can tell, so that all stays as
 * it is. Two at one telephone are a mistake of the ACD's data, and then it is nobody.
 */
export function agentAt(
  extension: string,
  present: string | null,
  roster: Roster,
): string | null | undefined {
  const there = roster.agents().filter(({ now }) => now.extension === extension);
  const loggedIn = there.filter(({ now }) => now.state !== "loggedOut" && now.state !== "unknown");
  const [first, second] = loggedIn;
  if (first !== undefined) return second === undefined ? first.now.agentId : null;
  // A silent ACD has logged nobody out.
  const isUnknown = present !== null && there.some(({ now }) => now.state === "unknown");
  return isUnknown ? undefined : null;
}

/** What the ACD says of an agent, whichever of these names it calls him by; null when it does not know him. */
export function wordOf(id: string, names: readonly string[], roster: Roster): AgentState | null {
  for (const name of [id, ...names]) {
    const tracked = roster.agent(name);
    if (tracked !== null) return { ...tracked.now, agentId: id };
  }
  return null;
}
