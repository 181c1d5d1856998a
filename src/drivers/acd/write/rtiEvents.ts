import { type JsonObject, own } from "../boundedJson.ts";
import type { WriteRows } from "./writeRows.ts";

const ofQueues: readonly string[] = ["currentWaitingTime", "longestWaitingTimeInList", "expectedWaitingTime"];

/** Of the attributes that count agents, and of no other, the name says so, or that a conversation is private. */
const isOfGroup = (key: string): boolean => /^nbOf.*(Agents|PrivateCall)/.test(key);
const isOfQueue = (key: string): boolean => ofQueues.includes(key);
const isOfPilot = (key: string): boolean => !isOfGroup(key) && !isOfQueue(key);

const chosen = (row: JsonObject, takes: (key: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(row).filter(([key]) => takes(key)));

/** What a pilot, its waiting queue and its group say of one queue, all under the queue's number. */
function ofQueue(row: JsonObject): readonly JsonObject[] {
  const names = { number: own(row, "number"), name: own(row, "name") };
  return [
    { eventName: "OnPilotRtiChanged", ...chosen(row, isOfPilot) },
    { eventName: "OnQueueRtiChanged", ...names, ...chosen(row, isOfQueue) },
    { eventName: "OnAgentProcessingGroupRtiChanged", ...names, ...chosen(row, isOfGroup) },
  ];
}

/** The word for an agent's state as the two words that the source has: whether withdrawn, and what the set does. */
function ofAgent(row: JsonObject): JsonObject {
  const { state, pending, since, ...others } = row;
  const isAway = state === "LoggedOut" || state === "Withdrawn";
  const date = typeof since === "number" ? new Date(since).toISOString() : null;
  return {
    eventName: "OnAgentRtiChanged",
    ...others,
    serviceState: isAway ? state : pending === "Withdrawn" ? "Withdrawn" : "Assigned",
    phoneState: isAway ? "Idle" : state,
    ...(date === null ? {} : { serviceStateDate: date, phoneStateDate: date }),
  };
}

/** Notifications that hold everything, as if all of it had changed. */
export const rtiEvents: WriteRows = ({ queues, agents }) => [
  JSON.stringify([...queues.flatMap(ofQueue), ...agents.map(ofAgent)]),
];
