import type { AgentState } from "../domain/agentState.ts";
import type { Instant } from "../domain/instant.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";
import { countsOf, serviceLevelPercent } from "../domain/serviceLevel.ts";
import { acdTopics, topicProblem } from "../domain/topics.ts";
import type { Profile } from "../drivers/acd/profileSchema.ts";
import { writerFor } from "../drivers/acd/write/writeProfile.ts";
import { Fault } from "../ports/fault.ts";
import { findProfile, readOptions } from "./acdProfiles.ts";

export interface AcdFormatOptions {
  readonly site: string;
  readonly source: string;
  /** Id or file of a profile; our own form when absent. */
  readonly format?: string;
  /** Where messages of another form go; else the source's topic for raw messages. */
  readonly topic?: string;
  readonly zone?: string;
  /** `key=value`, as under a source's `options:`. */
  readonly option?: readonly string[];
}

/** A moment of a call centre as messages of one topic. */
export interface AcdFormat {
  readonly topic: string;
  messages(
    statistics: readonly QueueStatistics[],
    agents: readonly AgentState[],
    at: Instant,
  ): readonly string[];
}

const wrongUse = (message: string, advice: string): Fault => new Fault("SIM_ACD_FORMAT", message, advice);

/** The percentage that such a source would give: by its own formula where that is known. */
function withVendorPercent({ serviceLevel: level }: Profile, statistics: QueueStatistics): QueueStatistics {
  const { formula = "vendor" } = level;
  const { serviceLevel } = statistics;
  const vendorPercent =
    formula === "vendor" ? serviceLevel.percent : serviceLevelPercent(formula, countsOf(statistics));
  return { ...statistics, serviceLevel: { ...serviceLevel, vendorPercent } };
}

/** How a simulated ACD speaks; null for our own form, on a topic for each queue. */
export async function findFormat(options: AcdFormatOptions): Promise<AcdFormat | null> {
  const { format = "native", site, source, zone, option = [] } = options;
  const profile = await findProfile(format);
  if (profile === null) {
    if (options.topic === undefined) return null;
    throw wrongUse("our own form has topics of its own", "leave --topic out, or name a --format");
  }
  const write = writerFor(profile, readOptions(option, zone));
  const topic = options.topic ?? acdTopics(site, source).raw;
  const problem = topicProblem(topic);
  if (problem !== null) throw wrongUse(`--topic ${topic}: ${problem}`, "write for example acd/queues");
  return {
    topic,
    messages: (statistics, agents, at) =>
      write({ statistics: statistics.map((queue) => withVendorPercent(profile, queue)), agents, at }),
  };
}
