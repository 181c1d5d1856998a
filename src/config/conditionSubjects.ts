import { conditionFigures } from "../domain/conditionFacts.ts";
import type { Site } from "./siteSchema.ts";

/** What a `when:` may ask about: every queue and group of the site, and what there is to ask of each. */
export function conditionSubjects(
  site: Pick<Site, "queues" | "groups">,
): ReadonlyMap<string, readonly string[]> {
  const names = [...Object.keys(site.queues), ...Object.keys(site.groups)];
  return new Map(names.map((name) => [name, conditionFigures]));
}
