import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { AgentState } from "../../../../src/domain/agentState.ts";
import type { QueueStatistics } from "../../../../src/domain/queueStatistics.ts";
import { compileProfile } from "../../../../src/drivers/acd/profile.ts";
import { type ProfileOptions, profileSchema } from "../../../../src/drivers/acd/profileSchema.ts";

const file = new URL("../../../../devices/acds/asterisk-ami.yaml", import.meta.url);
const profile = profileSchema.parse(parse(readFileSync(file, "utf8")));

type Headers = Readonly<Record<string, string | number>>;

/** Answers to QueueStatus as app_queue gives them. */
export const params = (queue: string, calls: number, more: Headers = {}): Headers => ({
  ...{ Event: "QueueParams", Queue: queue, Strategy: "ringall", Calls: calls, Holdtime: 14, TalkTime: 160 },
  ...{ Completed: 18, Abandoned: 2, ServiceLevel: 20, ServicelevelPerf: "94.4", ServicelevelPerf2: "95.0" },
  ...more,
});

const state: Headers = { InCall: 0, Status: 1, Paused: 0, PausedReason: "", Wrapuptime: 0, LastCall: 0 };

export const member = (queue: string, device: string, more: Headers = {}): Headers => ({
  ...{ Event: "QueueMember", Queue: queue, Name: `Name of ${device}`, Location: device, LastPause: 0 },
  ...state,
  ...more,
});

/** The event that is pushed when a member changes. */
export const pushed = (queue: string, device: string, more: Headers = {}): Headers => ({
  ...{ Event: "QueueMemberStatus", Queue: queue, MemberName: `Name of ${device}`, Interface: device },
  ...state,
  ...more,
});

export const caller = (kind: string, queue: string, id: string, more: Headers = {}): Headers => ({
  ...{ Event: kind, Queue: queue, Channel: `PJSIP/trunk-${id}`, Uniqueid: id, CallerIDNum: "0612345678" },
  ...more,
});

export const complete = (items: number): Headers => ({
  Event: "QueueStatusComplete",
  EventList: "Complete",
  ListItems: items,
});

/** When most tests take place, in seconds since 1970. */
export const T = 1_768_208_400;

/** A whole answer: one caller, one agent free and one in a pause. */
export const whole = [
  params("sales", 1),
  member("sales", "PJSIP/101"),
  member("sales", "PJSIP/102", { Paused: 1, PausedReason: "PAUSE", LastPause: T - 60 }),
  caller("QueueEntry", "sales", "a", { Wait: 30 }),
  complete(4),
];

/** A reader of the profile that we ship, for one Asterisk. */
export function amiSource(options: ProfileOptions = {}) {
  const reader = compileProfile(profile, options);
  const queues = new Map<string, QueueStatistics>();
  const agents = new Map<string, AgentState>();
  const read = (text: string, at: number | null, listIgnored = false) => {
    const receivedAt = at === null ? null : at * 1_000;
    const result = reader.read(text, { receivedAt, listIgnored });
    if (!result.ok) return result;
    for (const queue of result.statistics) queues.set(queue.queue.id, queue);
    for (const agent of result.agents) agents.set(agent.agentId, agent);
    return result;
  };
  return {
    reader,
    read,
    agents,
    queues,
    /** One message for each event; `at` in seconds since 1970. */
    hears(at: number | null, ...events: readonly Headers[]): void {
      for (const event of events) read(JSON.stringify(event), at);
    },
    queue(name: string): QueueStatistics {
      const queue = queues.get(name);
      if (queue === undefined) throw new Error(`nothing was said of ${name}`);
      return queue;
    },
  };
}
