import { type ClassifyReason, reasonSorter } from "../../domain/agentReasons.ts";
import type { AgentState } from "../../domain/agentState.ts";
import type { QueueStatistics } from "../../domain/queueStatistics.ts";
import type { JsonObject } from "./boundedJson.ts";
import { compileAgent } from "./compileAgent.ts";
import { matcher, sentinelTest } from "./compileField.ts";
import { compileQueue } from "./compileQueue.ts";
import { compilePath } from "./fieldPath.ts";
import type { ProfileReader, RowReader } from "./profileReader.ts";
import type { Profile, ProfileOptions } from "./profileSchema.ts";
import { readers } from "./readers.ts";
import {
  note,
  type ReadContext,
  type ReadProblem,
  type ReadResult,
  type ReadStatistics,
  refused,
} from "./readStatistics.ts";
import { unreadPaths } from "./unreadPaths.ts";

/** The site's settings laid over the profile's own. */
const settingsOf = (profile: Profile, options: ProfileOptions): ProfileOptions => ({
  ...profile.options,
  ...options,
});

/** The reader that a profile names, for one source. */
function openReader(profile: Profile, options: ProfileOptions): RowReader {
  const reader: ProfileReader = readers[profile.reader];
  const layout = reader.layout.parse(profile.layout);
  return reader.open({ rows: profile.rows, agentRows: profile.agent?.rows ?? null, layout, options });
}

type ReadAgents = (
  rows: readonly JsonObject[],
  context: ReadContext,
  problems: ReadProblem[],
) => readonly AgentState[];

/** Single agents; none where the profile does not map them. */
function compileAgents(profile: Profile, settings: ProfileOptions, classify: ClassifyReason): ReadAgents {
  const { agent, sentinels } = profile;
  if (agent === undefined) return () => [];
  const keeps = matcher(agent.keep);
  const read = compileAgent(agent, { isSentinel: sentinelTest(sentinels), zone: settings.zone, classify });
  return (rows, context, problems) =>
    rows.flatMap((row, index) => (keeps(row) ? (read(row, index, context, problems) ?? []) : []));
}

function agentsOf({ agent }: Profile): ReadStatistics["agents"] {
  if (agent === undefined) return "none";
  return agent.repeats ? "repeated" : "whenChanged";
}

/** Calls are what a wallboard is about: rows of mail and chat stay out unless the site asks for them. */
const usualChannels: readonly string[] = ["voice"];

type IsWanted = (row: JsonObject, problems: ReadProblem[]) => boolean;

function wantedRows({ keep, channel }: Profile, { channels }: ProfileOptions): IsWanted {
  const keeps = matcher(keep);
  if (channel === undefined) return keeps;
  const wanted = new Set((channels ?? usualChannels).map((name) => name.toLowerCase()));
  const find = compilePath(channel);
  return (row, problems) => {
    if (!keeps(row)) return false;
    const found = find(row);
    if (typeof found === "string") return wanted.has(found.trim().toLowerCase());
    note(problems, "channel", "is missing");
    return false;
  };
}

type ReadQueues = (
  rows: readonly JsonObject[],
  context: ReadContext,
  problems: ReadProblem[],
) => readonly QueueStatistics[];

/** Queues; none where the messages tell of agents only. */
function compileQueues(profile: Profile, settings: ProfileOptions): ReadQueues {
  if (profile.queue === undefined) return () => [];
  const read = compileQueue(profile, settings);
  return (rows, context, problems) => rows.flatMap((row) => read(row, context, problems) ?? []);
}

/** What a site without any rules of its own says of reasons. */
const usualReasons = reasonSorter({});

/**
 * Makes a profile into a function once, so that each message costs only its own figures. `classify` is what the site says
 * of reasons.
 */
export function compileProfile(
  profile: Profile,
  options: ProfileOptions,
  classify: ClassifyReason = usualReasons,
): ReadStatistics {
  const settings = settingsOf(profile, options);
  const rowReader = openReader(profile, settings);
  const isWanted = wantedRows(profile, settings);
  const readQueues = compileQueues(profile, settings);
  const readAgents = compileAgents(profile, settings, classify);
  return {
    partial: settings.mergePartial ?? false,
    remembers: readers[profile.reader].remembers ?? false,
    agents: agentsOf(profile),
    read(text, context): ReadResult {
      const rows = rowReader.read(text, context);
      if (!rows.ok) return refused(rows.reason, "", rows.message);
      const problems: ReadProblem[] = [...rows.problems];
      const wanted = rows.rows.filter((row) => isWanted(row, problems));
      const statistics = readQueues(wanted, context, problems);
      const agents = readAgents(rows.agents, context, problems);
      const isOfQueues = profile.queue !== undefined && wanted.length > 0;
      if (isOfQueues && statistics.length + agents.length === 0)
        return refused("no_queue", "queue.id", "is missing");
      return {
        ok: true,
        statistics,
        agents,
        publishedAt: null,
        validForSeconds: null,
        ignored: context.listIgnored ? unreadPaths(profile, wanted, rows.agents) : [],
        problems,
      };
    },
    messagesOf: (text) => rowReader.messagesOf(text),
  };
}
