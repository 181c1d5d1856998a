import type { Profile } from "../drivers/acd/profileSchema.ts";
import type { SiteFile } from "./siteLoader.ts";

/** What holds for an ACD of which neither the site nor its profile says anything. */
const USUAL_SECONDS = 60;

/** How long the figures of a source may be shown: as the site says, else as its ACD's profile does. */
export function staleAfterSeconds(
  file: Pick<SiteFile, "site"> & { readonly profiles: ReadonlyMap<string, Profile> },
  source: string,
): number {
  const written = file.site.sources[source];
  const ofSite = written?.staleAfterSeconds ?? written?.options["staleAfterSeconds"];
  if (typeof ofSite === "number") return ofSite;
  return file.profiles.get(written?.profile ?? "")?.options.staleAfterSeconds ?? USUAL_SECONDS;
}
