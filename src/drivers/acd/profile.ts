import { type ClassifyReason, reasonSorter } from "../../domain/agentReasons.ts";
import type { AgentState } from "../../domain/agentState.ts";
import type { QueueStatistics } from "../../domain/queueStatistics.ts";
import type { JsonObject } from "./boundedJson.ts";
import { compileAgent } from "./compileAgent.ts";
import { matcher, sentinelTest } from "./compileField.ts";
import { compileQueue } from "./compileQueue.ts";
import { MOST_ROWS } from "./jsonRows.ts";
import { unwrapped, withoutMark, withoutTopics } from "./messageForms.ts";
import { type ProfileReader, type RowReader, type Rows, together, type Understood } from "./profileReader.ts";
import type { Profile, ProfileOptions } from "./profileSchema.ts";
import { readers } from "./readers.ts";
import {
  type ReadContext,
  type ReadProblem,
  type ReadResult,
  type ReadStatistics,
  refused,
} from "./readStatistics.ts";
import { keptBy, notMapped, rowFilter } from "./rowFilter.ts";
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

/** Makes rows into figures, by what the profile says. */
function compileRows(profile: Profile, settings: ProfileOptions, classify: ClassifyReason) {
  const filter = rowFilter(profile, settings);
  const readQueues = compileQueues(profile, settings);
  const readAgents = compileAgents(profile, settings, classify);
  const agentKeep = keptBy(profile.agent?.keep ?? {}, "agent");
  const leftOut = ({ rows, agents, leftOut: byReader = [] }: Understood): readonly string[] => {
    const ofQueues = profile.queue === undefined ? [] : filter.leftOut(rows);
    return [...byReader, ...ofQueues, ...agentKeep.leftOut(agents), ...notMapped(profile, rows, agents)];
  };
  return (rows: Rows, context: ReadContext): ReadResult => {
    if (!rows.ok) return refused(rows.reason, "", rows.message);
    const problems: ReadProblem[] = [...rows.problems];
    const wanted = filter.wanted(rows.rows, problems);
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
      ignored: context.listIgnored ? unreadPaths(profile, { ...rows, rows: wanted }) : [],
      leftOut: context.listIgnored ? leftOut(rows) : [],
      problems,
    };
  };
}

const saysSomething = (result: ReadResult): boolean =>
  result.ok && result.statistics.length + result.agents.length > 0;

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
  const remembers = readers[profile.reader].remembers ?? false;
  const readRows = compileRows(profile, settings, classify);
  return {
    partial: settings.mergePartial ?? false,
    remembers,
    agents: agentsOf(profile),
    read(text, context): ReadResult {
      const message = withoutMark(text);
      const asItIs = readRows(rowReader.read(message, context), context);
      if (saysSomething(asItIs)) return asItIs;
      const inside = unwrapped(message, !remembers);
      if (inside === null && remembers) return asItIs;
      const pieces = rowReader.messagesOf(inside ?? message);
      if (pieces.length > MOST_ROWS || pieces[0] === message) return asItIs;
      const taken = readRows(together(pieces.map((piece) => rowReader.read(piece, context))), context);
      return saysSomething(taken) ? taken : asItIs;
    },
    messagesOf: (text) => rowReader.messagesOf(withoutTopics(withoutMark(text))),
  };
}
