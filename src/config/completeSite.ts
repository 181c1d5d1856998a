import { besideSite } from "./checkFiles.ts";
import type { Site } from "./siteSchema.ts";

type Queue = Site["queues"][string];

/** A site with everything filled in that depends on the rest of the file. */
export interface CompleteSite extends Omit<Site, "queues"> {
  readonly queues: Readonly<Record<string, Queue & { readonly source: string }>>;
}

/** Fills in what a site may leave out: the only ACD as each queue's, and the folder of the files it names. */
export function completeSite(site: Site, folder: string): CompleteSite {
  const [only = ""] = Object.keys(site.sources);
  const queues = Object.entries(site.queues).map(([name, queue]) => [
    name,
    { ...queue, source: queue.source ?? only },
  ]);
  const { tls, passwordFile, ...broker } = site.broker;
  const { keyFile, ...agents } = site.agents;
  return {
    ...site,
    agents: {
      ...agents,
      ...(keyFile === undefined ? {} : { keyFile: besideSite(keyFile, folder) }),
    },
    stateFolder: besideSite(site.stateFolder, folder),
    queues: Object.fromEntries(queues),
    broker: {
      ...broker,
      ...(passwordFile === undefined ? {} : { passwordFile: besideSite(passwordFile, folder) }),
      ...(tls === undefined ? {} : { tls: besideEach(tls, folder) }),
    },
  };
}

function besideEach(
  tls: NonNullable<Site["broker"]["tls"]>,
  folder: string,
): NonNullable<Site["broker"]["tls"]> {
  const { caFile, certificateFile, keyFile } = tls;
  return {
    ...(caFile === undefined ? {} : { caFile: besideSite(caFile, folder) }),
    ...(certificateFile === undefined ? {} : { certificateFile: besideSite(certificateFile, folder) }),
    ...(keyFile === undefined ? {} : { keyFile: besideSite(keyFile, folder) }),
  };
}
