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

/** A folder of definitions, and what tells those of one kind from others in it. */
export interface DeviceFolder {
  readonly path: string;
  /**
   * A site's folder may hold all kinds; a file of this kind is known by a key: `lamps`, `reader`. Null: the folder holds
   * this kind only, and each file has the name of its id.
   */
  readonly mark: string | { readonly key: string; readonly without: string } | null;
}

/** How the definitions of one kind are read. */
export interface DefinitionForm<Kind extends Definition> {
  readonly schema: z.ZodType<Kind>;
  /** Further checks, of samples for example; what it finds leaves the definition out. */
  readonly prove: (definition: Kind, findings: Findings) => void;
}

/** A file of a folder: its definition, or what is wrong with it. */
export interface ReadDefinition<Kind> {
  readonly file: string;
  readonly definition: Kind | null;
  readonly id: string | null;
  readonly problems: readonly Problem[];
}

/** What lies in a folder of definitions; one that is missing is empty. */
export type Listing = { readonly files: readonly string[] } | { readonly problem: Problem };

/** The files of a folder that hold definitions, by name. */
export async function listDefinitions(path: string): Promise<Listing> {
  const listing = await readdir(path).catch((cause: NodeJS.ErrnoException) => cause);
  if (listing instanceof Error) {
    if (listing.code === "ENOENT") return { files: [] };
    return { problem: fileProblem(path, `cannot be read: ${reason(listing)}`, "check who may read it") };
  }
  const files = listing.filter((name) => /\.ya?ml$/.test(name)).toSorted();
  return { files: files.slice(0, MOST_FILES).map((name) => join(path, name)) };
}

/** Reads files of a folder one after the other; those of other kinds are passed over. */
export async function readDefinitions<Kind extends Definition>(
  files: readonly string[],
  mark: DeviceFolder["mark"],
  form: DefinitionForm<Kind>,
): Promise<ReadDefinition<Kind>[]> {
  const read: ReadDefinition<Kind>[] = [];
  for (const file of files) {
    const one = await readDefinition(file, mark, form);
    if (one) read.push(one);
  }
  return read;
}

/** Reads all of a folder. */
export async function readFolder<Kind extends Definition>(
  { path, mark }: DeviceFolder,
  form: DefinitionForm<Kind>,
): Promise<ReadDefinition<Kind>[]> {
  const listing = await listDefinitions(path);
  return "problem" in listing
    ? [unreadable(path, listing.problem)]
    : readDefinitions(listing.files, mark, form);
}

/** A folder that cannot be read, told as if it were a definition that is wrong. */
export const unreadable = (path: string, problem: Problem): ReadDefinition<never> => ({
  file: path,
  definition: null,
  id: null,
  problems: [problem],
});

async function readDefinition<Kind extends Definition>(
  file: string,
  mark: DeviceFolder["mark"],
  { schema, prove }: DefinitionForm<Kind>,
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
