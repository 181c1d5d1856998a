import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { checkShape } from "./checkShape.ts";
import { Findings } from "./findings.ts";
import { fileProblem, type Problem } from "./problem.ts";
import { readText, reason } from "./readText.ts";
import { LONGEST_FILE_BYTES, readYaml, type YamlFile } from "./readYaml.ts";

/** A folder with more definitions than this is something else. */
const MOST_FILES = 500;

/** What every definition in `devices/` has. */
export interface Definition {
  readonly id: string;
  readonly aliases?: readonly string[];
}

interface DeviceFolder {
  readonly path: string;
  /** A site's folder may hold all kinds; a file of this kind is known by a key: `lamps`, `reader`. Null: all are. */
  readonly mark: string | { readonly key: string; readonly without: string } | null;
}

export interface LoadRequest<Kind extends Definition> {
  /** Later ones win by id. A folder that is missing is empty. */
  readonly folders: readonly DeviceFolder[];
  readonly schema: z.ZodType<Kind>;
  /** Further checks, of samples for example; what it finds leaves the definition out. */
  readonly prove: (definition: Kind, findings: Findings) => void;
}

export interface Devices<Kind> {
  /** By id and by alias. */
  readonly byId: ReadonlyMap<string, Kind>;
  /** Ids of definitions that were left out because of their problems. */
  readonly broken: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  /** Ids of ours that a file of the site replaces, and that file; to be said once. */
  readonly replaced: readonly { readonly id: string; readonly file: string }[];
}

/** Reads definitions of devices. One that is wrong is left out with its problems; the rest stay. */
export async function loadDevices<Kind extends Definition>(
  request: LoadRequest<Kind>,
): Promise<Devices<Kind>> {
  const byId = new Map<string, Kind>();
  const broken = new Set<string>();
  const problems: Problem[] = [];
  const replaced: { id: string; file: string }[] = [];
  for (const folder of request.folders) {
    const inFolder = new Map<string, string>();
    for (const { file, definition, id, problems: found } of await readFolder(folder, request)) {
      problems.push(...found);
      if (definition === null) {
        if (id !== null) broken.add(id);
        continue;
      }
      const earlier = inFolder.get(definition.id);
      if (earlier !== undefined) {
        const message = `'${definition.id}' is defined already, in ${earlier}`;
        problems.push(fileProblem(file, message, "give it an id of its own"));
        continue;
      }
      inFolder.set(definition.id, file);
      if (byId.has(definition.id)) replaced.push({ id: definition.id, file });
      byId.set(definition.id, definition);
    }
  }
  for (const definition of [...byId.values()])
    for (const alias of definition.aliases ?? []) if (!byId.has(alias)) byId.set(alias, definition);
  return { byId, broken, problems, replaced };
}

interface ReadDefinition<Kind> {
  readonly file: string;
  readonly definition: Kind | null;
  readonly id: string | null;
  readonly problems: readonly Problem[];
}

async function readFolder<Kind extends Definition>(
  folder: DeviceFolder,
  request: LoadRequest<Kind>,
): Promise<ReadDefinition<Kind>[]> {
  const listing = await readdir(folder.path).catch((cause: NodeJS.ErrnoException) => cause);
  if (listing instanceof Error) {
    if (listing.code === "ENOENT") return [];
    const problem = fileProblem(folder.path, `cannot be read: ${reason(listing)}`, "check who may read it");
    return [{ file: folder.path, definition: null, id: null, problems: [problem] }];
  }
  const files = listing.filter((name) => /\.ya?ml$/.test(name)).toSorted();
  const read: ReadDefinition<Kind>[] = [];
  for (const name of files.slice(0, MOST_FILES)) {
    const one = await readDefinition(join(folder.path, name), folder.mark, request);
    if (one) read.push(one);
  }
  return read;
}

async function readDefinition<Kind extends Definition>(
  file: string,
  mark: DeviceFolder["mark"],
  { schema, prove }: LoadRequest<Kind>,
): Promise<ReadDefinition<Kind> | null> {
  const nothing = { file, definition: null, id: null };
  const text = await readText(file, LONGEST_FILE_BYTES);
  if (!text.ok) return { ...nothing, problems: [text.problem] };
  const result = readYaml(text.text, file);
  if (!result.ok) return { ...nothing, problems: result.problems };
  if (mark !== null && !isMarked(result.yaml, mark)) return null;
  const findings = new Findings(result.yaml);
  const definition = checkShape(schema, findings);
  if (definition !== null) prove(definition, findings);
  const problems = findings.of("error");
  const id = keyOf(result.yaml, "id");
  return {
    file,
    definition: problems.length > 0 ? null : definition,
    id: typeof id === "string" ? id : null,
    problems: [...problems, ...findings.of("warning")],
  };
}

function isMarked(yaml: YamlFile, mark: NonNullable<DeviceFolder["mark"]>): boolean {
  const { key, without } = typeof mark === "string" ? { key: mark, without: null } : mark;
  return keyOf(yaml, key) !== undefined && (without === null || keyOf(yaml, without) === undefined);
}

function keyOf({ value }: YamlFile, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
