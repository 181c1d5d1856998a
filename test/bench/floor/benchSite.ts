import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { SiteFile, wall } from "../../suites/siteFile.ts";
import { topFolder } from "../topFolder.ts";

/** An Alpha 4120C that needs no time between two frames, so that the line is the limit as it is for the baselines. */
function quickModel(): string {
  const shipped = join(topFolder, "devices", "displays", "alpha-4120c.yaml");
  return readFileSync(shipped, "utf8")
    .replace(/^id: .*/m, "id: alpha-bench")
    .replace(/^pacing: .*/m, "pacing: { betweenFramesMs: 0 }");
}

const pageOf = (subject: string) => ({
  id: "page",
  lines: [
    `W{${subject}.waiting | width 5}{fill}{${subject}.longestWait}`,
    `R{${subject}.ready}{fill}{${subject}.serviceLevel}`,
  ],
});

/** What the daemon of a benchmark shows. */
export interface BenchSite {
  readonly url: string;
  readonly site: string;
  /** A display at each of these. */
  readonly ports: readonly string[];
  /** All displays show these queues together. */
  readonly queues: readonly string[];
  readonly metricsPort: number;
  /** What else the site's file says. */
  readonly more: object;
}

/** The site's file with everything on: metrics, thresholds, staleness. */
export function benchSite({ url, site, ports, queues, metricsPort, more }: BenchSite): SiteFile {
  const file = new SiteFile();
  mkdirSync(join(file.folder, "devices.d"));
  writeFileSync(join(file.folder, "devices.d", "alpha-bench.yaml"), quickModel());
  const parts = {
    version: 1,
    site,
    node: site,
    timeZone: "UTC",
    broker: { urls: [url] },
    metrics: { listen: `127.0.0.1:${metricsPort}` },
    sources: { acd: { staleAfterSeconds: 60 } },
    queues: Object.fromEntries(queues.map((id) => [id, { id }])),
    groups: { all: { queues } },
    thresholds: [{ figure: "waiting", steps: [{ above: 10, back: 7, colour: "red" }], minimumSeconds: 0 }],
    stateFolder: file.folder,
    displays: ports.map((port, index) =>
      wall(port, { id: `d${index}`, model: "alpha-bench", pages: [pageOf("all")] }),
    ),
    ...more,
  };
  file.writeText(stringify(parts, { aliasDuplicateObjects: false }));
  return file;
}
