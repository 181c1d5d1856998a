import { type Cells, cell } from "./outputs.ts";

/** The words for what an agent does; those of mod_callcenter, and ours for what it leaves to arithmetic. */
export type AgentWord =
  | "Logged Out"
  | "On Break"
  | "Receiving"
  | "In a queue call"
  | "External call"
  | "Wrap up"
  | "Penalty"
  | "Idle"
  | "Waiting";

/** One agent as the tables and events so far have it; times in seconds since 1970, null when never. */
export interface Agent {
  readonly name: string;
  readonly status: string;
  readonly state: string;
  /** The set, where the contact is a user of the switch itself. Numbers outside are nobody's business. */
  readonly extension: string | null;
  readonly wrapUpTime: number | null;
  readonly lastBridgeStart: number | null;
  readonly lastBridgeEnd: number | null;
  readonly lastOfferedCall: number | null;
  readonly lastStatusChange: number | null;
  readonly readyTime: number | null;
  readonly externalCalls: number | null;
}

/** A number of a table; null for what is missing, none or zero, which stands for "never". */
export function epochOf(text: string): number | null {
  const value = /^\d{1,12}$/.test(text) ? Number(text) : 0;
  return value === 0 ? null : value;
}

const user = /user\/([^@/|,\]\s]{1,64})/;

export function agentOf(cells: Cells): Agent {
  const time = (column: string): number | null => epochOf(cell(cells, column));
  return {
    name: cell(cells, "name"),
    status: cell(cells, "status").toLowerCase(),
    state: cell(cells, "state").toLowerCase(),
    extension: user.exec(cell(cells, "contact"))?.[1] ?? null,
    wrapUpTime: time("wrap_up_time"),
    lastBridgeStart: time("last_bridge_start"),
    lastBridgeEnd: time("last_bridge_end"),
    lastOfferedCall: time("last_offered_call"),
    lastStatusChange: time("last_status_change"),
    readyTime: time("ready_time"),
    externalCalls: time("external_calls_count"),
  };
}

const available = ["available", "available (on demand)"];

/** Whether the person is signed on; null for a status that nobody knows. */
function isSignedOn({ status }: Agent): boolean | null {
  if (status === "logged out") return false;
  return status === "on break" || available.includes(status) ? true : null;
}

/** What the state of an available agent hides: the module keeps its word in wrap-up and during a penalty. */
function restWord(agent: Agent, shown: "Idle" | "Waiting", nowSeconds: number | null): AgentWord | null {
  const { lastBridgeEnd, wrapUpTime, readyTime } = agent;
  const wrapUpEnds = lastBridgeEnd === null || wrapUpTime === null ? 0 : lastBridgeEnd + wrapUpTime;
  if (nowSeconds === null) return wrapUpEnds === 0 && readyTime === null ? shown : null;
  if (nowSeconds < wrapUpEnds) return "Wrap up";
  return nowSeconds < (readyTime ?? 0) ? "Penalty" : shown;
}

/** Words of the module's own for the state of an available agent. */
const states: ReadonlyMap<string, "Receiving" | "Idle" | "Waiting"> = new Map([
  ["receiving", "Receiving"],
  ["reserved", "Receiving"],
  ["idle", "Idle"],
  ["waiting", "Waiting"],
]);

/**
 * What an agent does; null when that cannot be told. Who talks, talks, also when he goes on break or signs out meanwhile:
 * the module changes the status only. `skipsExternal`: whether calls outside the queues keep a queue's callers from him.
 */
export function wordOf(
  agent: Agent,
  nowSeconds: number | null,
  skipsExternal: boolean | null,
): AgentWord | null {
  const signedOn = isSignedOn(agent);
  if (signedOn === null) return null;
  if (agent.state === "in a queue call") return "In a queue call";
  if (!signedOn) return "Logged Out";
  if (agent.status === "on break") return "On Break";
  const shown = states.get(agent.state);
  if (shown === "Receiving") return shown;
  if (agent.externalCalls !== null && skipsExternal !== false) return skipsExternal ? "External call" : null;
  return shown === undefined ? null : restWord(agent, shown, nowSeconds);
}

/** What was asked for and comes later: at the end of the call, or of the wrap-up. */
export function pendingOf(agent: Agent, word: AgentWord | null): AgentWord | null {
  if (word === "Wrap up" && agent.state === "idle") return "Idle";
  if (word !== "In a queue call") return null;
  if (agent.status === "on break") return "On Break";
  return agent.status === "logged out" ? "Logged Out" : null;
}

/** Since when the word is true, as far as the tables tell; seconds since 1970. */
export function sinceOf(agent: Agent, word: AgentWord | null): number | null {
  if (word === "Logged Out" || word === "On Break") return agent.lastStatusChange;
  if (word === "Receiving") return agent.lastOfferedCall;
  if (word === "In a queue call") return agent.lastBridgeStart;
  return word === "Wrap up" ? agent.lastBridgeEnd : null;
}

/** Agents of one queue by what they do. Each is counted once, and those who are signed on make up `loggedIn`. */
interface AgentCounts {
  readonly loggedIn: number;
  readonly ready: number;
  readonly reserved: number;
  readonly onCall: number;
  readonly onOtherCall: number;
  readonly wrapUp: number;
  readonly notReady: number;
}

/**
 * Counts agents. Null when it cannot be told of one of them what he does: the counts are told together or not at all, since
 * a figure that is left out stays as it was while the others move on.
 */
export function countAgents(words: readonly (AgentWord | null)[]): AgentCounts | null {
  if (words.includes(null)) return null;
  const count = (...wanted: readonly (AgentWord | null)[]): number =>
    words.filter((word) => wanted.includes(word)).length;
  return {
    loggedIn: words.length - count("Logged Out"),
    ready: count("Waiting"),
    reserved: count("Receiving"),
    onCall: count("In a queue call"),
    onOtherCall: count("External call"),
    wrapUp: count("Wrap up"),
    notReady: count("On Break", "Penalty", "Idle"),
  };
}
