import type { SourcePlan } from "../app/statisticsIntake.ts";
import { ANY, acdTopics } from "../domain/topics.ts";
import { native } from "../drivers/acd/native.ts";
import { compileProfile } from "../drivers/acd/profile.ts";
import { type ProfileOptions, profileOptions } from "../drivers/acd/profileSchema.ts";
import { readSourceStatus } from "../drivers/acd/sourceStatus.ts";
import { MOST_ACD_PAYLOAD_BYTES, MOST_PAYLOAD_BYTES } from "../ports/broker.ts";
import { Fault } from "../ports/fault.ts";
import type { ReadStatistics } from "../ports/readStatistics.ts";
import type { SiteFile } from "./siteLoader.ts";

type Source = SiteFile["site"]["sources"][string];

function readerOf(file: SiteFile, { profile, options }: Source): ReadStatistics {
  if (profile === "native") return native;
  const definition = file.profiles.get(profile);
  if (definition) return compileProfile(definition, profileOptions.parse(options) satisfies ProfileOptions);
  throw new Fault("ACD_PROFILE", `there is no ACD profile '${profile}'`, "run bandeau check on the file");
}

/** Where the messages of each ACD of a site come from, and how they are read. */
export function sourcePlans(file: SiteFile): SourcePlan[] {
  const { site } = file;
  return Object.entries(site.sources).map(([name, source]) => {
    const topics = acdTopics(site.site, name);
    const { subscribe, status } = source;
    return {
      name,
      statistics: subscribe === undefined ? [topics.queueStats(ANY)] : [subscribe].flat(),
      status: status === false ? null : (status ?? topics.status),
      mostBytes: source.profile === "native" ? MOST_PAYLOAD_BYTES : MOST_ACD_PAYLOAD_BYTES,
      reader: readerOf(file, source),
      readStatus: readSourceStatus,
      queues: new Set(
        Object.values(site.queues).flatMap((queue) => (queue.source === name ? [queue.id] : [])),
      ),
    };
  });
}
