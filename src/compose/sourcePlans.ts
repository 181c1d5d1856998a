import type { AgentSourcePlan } from "../app/agentIntake.ts";
import type { SourcePlan } from "../app/statisticsIntake.ts";
import { knownReason, type ReasonRule, reasonSorter } from "../domain/agentReasons.ts";
import { ANY, acdTopics } from "../domain/topics.ts";
import { native } from "../drivers/acd/native.ts";
import { readNativeAgent } from "../drivers/acd/nativeAgent.ts";
import { compileProfile } from "../drivers/acd/profile.ts";
import { type ProfileOptions, profileOptions } from "../drivers/acd/profileSchema.ts";
import { readSourceStatus } from "../drivers/acd/sourceStatus.ts";
import { MOST_ACD_PAYLOAD_BYTES, MOST_PAYLOAD_BYTES } from "../ports/broker.ts";
import { Fault } from "../ports/fault.ts";
import type { ReadStatistics } from "../ports/readStatistics.ts";
import type { SiteFile } from "./siteLoader.ts";
import { staleAfterSeconds } from "./staleAfter.ts";

type Source = SiteFile["site"]["sources"][string];
type Reasons = Readonly<Record<string, ReasonRule>>;

/** What the site says of the ACD's reasons. */
const reasonsOf = ({ reasons }: Source): Reasons =>
  Object.fromEntries(
    Object.entries(reasons).map(([code, rule]) => [code, { class: rule.class, label: rule.label ?? null }]),
  );

function readerOf(file: SiteFile, source: Source): ReadStatistics {
  const { profile, options } = source;
  if (profile === "native") return native;
  const definition = file.profiles.get(profile);
  const checked = profileOptions.parse(options) satisfies ProfileOptions;
  if (definition) {
    const reader = compileProfile(definition, checked, reasonSorter(reasonsOf(source)));
    // What the site has not asked for is not even read; its topics may name persons all the same.
    return source.agents
      ? reader
      : { ...compileProfile({ ...definition, agent: undefined }, checked), agents: reader.agents };
  }
  throw new Fault("ACD_PROFILE", `there is no ACD profile '${profile}'`, "run bandeau check on the file");
}

function statusTopic(file: SiteFile, name: string, { status }: Source): string | null {
  return status === false ? null : (status ?? acdTopics(file.site.site, name).status);
}

/** Where the messages of each ACD of a site come from, and how they are read. */
export function sourcePlans(file: SiteFile): SourcePlan[] {
  const { site } = file;
  return Object.entries(site.sources).map(([name, source]) => {
    const { subscribe } = source;
    return {
      name,
      statistics: subscribe === undefined ? [acdTopics(site.site, name).queueStats(ANY)] : [subscribe].flat(),
      status: statusTopic(file, name, source),
      mostBytes: source.profile === "native" ? MOST_PAYLOAD_BYTES : MOST_ACD_PAYLOAD_BYTES,
      reader: readerOf(file, source),
      readStatus: readSourceStatus,
      queues: new Set(
        Object.values(site.queues).flatMap((queue) => (queue.source === name ? [queue.id] : [])),
      ),
    };
  });
}

/**
 * The ACDs whose agents the site wants to know. Where the ACD's own messages do not tell of them, a bridge may do so on our
 * topics.
 */
export function agentPlans(file: SiteFile): AgentSourcePlan[] {
  const { site } = file;
  return Object.entries(site.sources).flatMap(([name, source]) => {
    if (!source.agents) return [];
    const rules = reasonsOf(source);
    const classify = reasonSorter(rules);
    const agent = file.profiles.get(source.profile)?.agent;
    return {
      name,
      topic: agent === undefined ? acdTopics(site.site, name).agentState(ANY) : null,
      read: (text: string) => readNativeAgent(text, classify),
      status: statusTopic(file, name, source),
      readStatus: readSourceStatus,
      staleAfterMs: staleAfterSeconds(file, name) * 1_000,
      agentsRepeat: agent?.repeats ?? true,
      isKnownReason: knownReason(rules),
    };
  });
}
