import type { JsonObject } from "../boundedJson.ts";
import { isOnHold, type MemberWord, type QueueMember, wordOf } from "./queueMember.ts";

/**
 * Of the words that several queues give one agent, the first that holds counts: the device's own words are the same in all
 * queues, and who is free in one of them can be sent a call.
 */
const precedence: readonly MemberWord[] = [
  "onCall",
  "reserved",
  "inUse",
  "onOtherCall",
  "ready",
  "wrapUp",
  "notReady",
  "unreachable",
];

/** The part of a device's name that people know: 101 of PJSIP/101 and of Local/101@agents/n. */
const extensionOf = (agent: string): string | null => /^[^/]+\/([^@/]+)/.exec(agent)?.[1] ?? null;

const isTime = (seconds: number | null): seconds is number => seconds !== null && seconds > 0;

/** One agent, over all the queues of which the agent is a member. */
export function agentRow(agent: string, members: readonly QueueMember[], now: number | null): JsonObject {
  const worded = members.map((member) => ({ member, word: wordOf(member, now) }));
  const word = precedence.find((each) => worded.some((one) => one.word === each)) ?? "unknown";
  const deciding = worded.flatMap((one) => (one.word === word ? [one.member] : []));
  const paused = members.filter((member) => member.paused === true);
  const isPausedEverywhere = paused.length === members.length;
  const isBusy = word === "onCall" || word === "onOtherCall" || word === "inUse";
  const pauses = deciding.map(({ lastPause }) => lastPause).filter(isTime);
  const calls = deciding.map(({ lastCall }) => lastCall).filter(isTime);
  const since = word === "notReady" ? pauses : word === "wrapUp" ? calls : [];
  const reason = paused.find(({ pausedReason }) => pausedReason !== null)?.pausedReason ?? null;
  return {
    Agent: agent,
    Extension: extensionOf(agent),
    State: word,
    Phase: isBusy && deciding.some(isOnHold) ? "held" : word === "onCall" ? "talking" : null,
    Pending: isPausedEverywhere && isBusy ? "notReady" : null,
    PausedReason: isPausedEverywhere ? reason : null,
    Since: since.length === 0 ? null : Math.min(...since),
  };
}

/** An agent who is a member of no queue any more. */
export const loggedOut = (agent: string): JsonObject => ({
  Agent: agent,
  Extension: extensionOf(agent),
  State: "loggedOut",
});
