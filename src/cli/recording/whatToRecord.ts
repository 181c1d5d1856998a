import type { SiteFile } from "../../compose/siteLoader.ts";
import { sourcePlans } from "../../compose/sourcePlans.ts";
import { filterProblem, isId, topicMatches } from "../../domain/topics.ts";
import { Fault } from "../../ports/fault.ts";

export interface RecordWish {
  readonly site?: string | undefined;
  /** Filters; empty for what the site, or all sites, say. */
  readonly topics: readonly string[];
  readonly withAgents: boolean;
}

export interface WhatToRecord {
  readonly site: string | null;
  readonly filters: readonly string[];
  /** Filters of an ACD's own topics that tell of agents, and whose they are. */
  readonly personal: readonly { readonly source: string; readonly filter: string }[];
}

/** The filters to subscribe to: everything of a site, and what its ACDs say on topics of their own. */
export function whatToRecord({ site, topics, withAgents }: RecordWish, file: SiteFile | null): WhatToRecord {
  const name = site ?? file?.site.site ?? null;
  if (name !== null && !isId(name))
    throw new Fault(
      "RECORD_SITE",
      `'${name}' is no name of a site`,
      "use lower-case letters, digits and hyphens",
    );
  for (const filter of topics) checkFilter(filter);
  const own = `cc/1/${name ?? "+"}/#`;
  const personal = file === null ? [] : agentFilters(file).filter(({ filter }) => !topicMatches(own, filter));
  const isPersonal = (filter: string): boolean => personal.some((each) => each.filter === filter);
  const others =
    file === null ? [] : sourcePlans(file).flatMap(({ statistics, status }) => [...statistics, status]);
  const usual = [own, ...others.filter((filter) => filter !== null && !topicMatches(own, filter))]
    .filter((filter) => filter !== null)
    .filter((filter) => withAgents || !isPersonal(filter));
  return { site: name, filters: topics.length > 0 ? topics : [...new Set(usual)], personal };
}

/** Where an ACD says how its agents are on topics whose names do not tell. */
function agentFilters(file: SiteFile): { readonly source: string; readonly filter: string }[] {
  return Object.entries(file.site.sources).flatMap(([source, { profile, subscribe }]) => {
    const tellsOfAgents = file.profiles.get(profile)?.agent !== undefined;
    return tellsOfAgents ? [subscribe ?? []].flat().map((filter) => ({ source, filter })) : [];
  });
}

function checkFilter(filter: string): void {
  const problem = filterProblem(filter);
  if (problem !== null)
    throw new Fault(
      "RECORD_TOPIC",
      `'${filter}' is no topic to record: ${problem}`,
      "such as cc/1/flowers/#",
    );
}
