import { profileOptions } from "../drivers/acd/profileSchema.ts";
import type { SiteFile } from "./siteLoader.ts";

type Site = SiteFile["site"];

/** The part of a site's file that this is about. */
interface SourcesFile {
  readonly site: {
    readonly sources: Site["sources"];
    readonly queues: Readonly<Record<string, { readonly source?: string | undefined }>>;
  };
  readonly profiles: SiteFile["profiles"];
}

/** Whether the ACD of a queue gives each agent to one queue only, as its profile or the site says. */
function sharesNobody({ site, profiles }: SourcesFile, queue: string): boolean {
  const source = site.sources[site.queues[queue]?.source ?? ""];
  if (source === undefined) return false;
  const options = { ...profiles.get(source.profile)?.options, ...profileOptions.parse(source.options) };
  return options.agentsShared === false;
}

/** Whether the agents of a group's queues may be added: as the site says of the group, else as is known of its ACDs. */
export function agentsTogether(file: SourcesFile, group: Site["groups"][string]): "none" | "add" {
  if (group.agents !== undefined) return group.agents;
  return group.queues.every((queue) => sharesNobody(file, queue)) ? "add" : "none";
}
