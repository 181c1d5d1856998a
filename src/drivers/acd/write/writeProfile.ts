import type { AgentState } from "../../../domain/agentState.ts";
import type { Instant } from "../../../domain/instant.ts";
import type { QueueStatistics } from "../../../domain/queueStatistics.ts";
import type { JsonObject } from "../boundedJson.ts";
import type { Profile, ProfileOptions } from "../profileSchema.ts";
import type { ReaderName } from "../readers.ts";
import { amiText } from "./amiText.ts";
import { barLines } from "./barLines.ts";
import { callcenterTables } from "./callcenterTables.ts";
import { metricLists } from "./metricLists.ts";
import { nested } from "./rawRow.ts";
import { rtiEvents } from "./rtiEvents.ts";
import { textTables } from "./textTables.ts";
import { type WriteRows, writeAgentRow, writeQueueRow } from "./writeRows.ts";

const jsonObjects: WriteRows = ({ profile: { rows, agent }, queues, agents }) => {
  const people = agent === undefined ? [] : agents.map((row) => nested(agent.rows, row));
  return [...queues.map((row) => nested(rows, row)), ...people].map((message) => JSON.stringify(message));
};

const jsonLists: WriteRows = ({ profile, queues, agents }) => {
  const { rows, agent } = profile;
  const messages: unknown[] = profile.queue === undefined ? [] : [nested(rows, queues)];
  if (agent !== undefined && agents.length > 0) messages.push(nested(agent.rows, agents));
  return messages.map((message) => JSON.stringify(message));
};

const writers: Readonly<Record<ReaderName, WriteRows>> = {
  "json-object": jsonObjects,
  "json-rows": jsonLists,
  "metric-list": metricLists,
  "bar-line": barLines,
  "ami-events": amiText,
  "callcenter-text": callcenterTables,
  "o2g-rti": rtiEvents,
  "text-table": textTables,
};

const listed = (row: JsonObject | null): readonly JsonObject[] => (row === null ? [] : [row]);

/** A moment of a call centre to be said in the words of a source. */
interface ToWrite {
  readonly statistics: readonly QueueStatistics[];
  readonly agents: readonly AgentState[];
  /** When it will be received: what ages are counted from where a message has no clock of its own. */
  readonly at: Instant;
}

/** Says moments in the words of one kind of source. */
export type WriteMoment = (moment: ToWrite) => readonly string[];

/**
 * The reverse of a profile: messages which the profile reads as just these figures, as far as it has a place for them.
 */
export function writerFor(profile: Profile, options: ProfileOptions): WriteMoment {
  const settings = { ...profile.options, ...options };
  const write = writers[profile.reader];
  return ({ statistics, agents, at }) =>
    write({
      profile,
      settings,
      statistics,
      at,
      queues:
        profile.queue === undefined ? [] : statistics.map((one) => writeQueueRow(profile, settings, one, at)),
      agents: agents.flatMap((one) =>
        profile.agent === undefined ? [] : listed(writeAgentRow(profile.agent, settings, one, at)),
      ),
    });
}
