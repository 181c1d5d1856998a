import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

/** Two queues of one ACD; the pages fill an Alpha 4120C and leave room for the mark of old figures. */
const baseSite = {
  version: 1,
  site: "floor",
  node: "wall-1",
  timeZone: "UTC",
  sources: { acd: { staleAfterSeconds: 60 } },
  queues: {
    sales: { id: "60100", name: "SALES" },
    service: { id: "60200", name: "SERVICE" },
  },
  thresholds: [
    {
      figure: "waiting",
      steps: [
        { above: 5, back: 3, colour: "amber" },
        { above: 10, back: 7, colour: "red" },
      ],
      minimumSeconds: 0,
    },
  ],
} as const;

/** Waiting and longest wait above, ready and service level below. */
export const salesPage = {
  id: "sales",
  lines: ["W{sales.waiting}{fill}{sales.longestWait}", "R{sales.ready}{fill}{sales.serviceLevel}"],
};

export const wall = (port: string, changes: object = {}) => ({
  id: "wall",
  model: "alpha-4120c",
  port,
  pages: [salesPage],
  ...changes,
});

/** A site's file in a folder of its own. */
export class SiteFile {
  readonly folder = mkdtempSync(join(tmpdir(), "bandeau-site-"));
  readonly path = join(this.folder, "site.yaml");

  /** Writes a site: the base with these parts in place of its own. */
  write(
    parts: { readonly broker: object; readonly displays: readonly object[] } & Readonly<
      Record<string, unknown>
    >,
  ): void {
    this.writeText(stringify({ ...baseSite, ...parts }));
  }

  writeText(text: string | Uint8Array): void {
    writeFileSync(this.path, text);
  }

  end(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}
