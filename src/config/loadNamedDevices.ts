import { parse } from "node:path";
import { type Devices, gatherDevices, type LoadRequest } from "./loadDevices.ts";
import {
  type Definition,
  type DefinitionForm,
  type DeviceFolder,
  listDefinitions,
  type ReadDefinition,
  readDefinitions,
  readFolder,
  unreadable,
} from "./readDefinitions.ts";
import { readText } from "./readText.ts";
import { LONGEST_FILE_BYTES } from "./readYaml.ts";

/**
 * Reads the definitions that are named, and no others of ours: a site uses a few of them, and all would cost a small
 * computer seconds. The site's own folder is read whole. When a name is nobody's, everything is read, so that whoever
 * mistyped it can be told the names there are.
 */
export async function loadNamedDevices<Kind extends Definition>(
  request: LoadRequest<Kind>,
  names: ReadonlySet<string>,
): Promise<Devices<Kind>> {
  const whole = new Map<DeviceFolder, ReadDefinition<Kind>[]>();
  for (const folder of request.folders)
    if (folder.mark !== null) whole.set(folder, await readFolder(folder, request));
  const theirs = [...whole.values()].flat();
  const folders: ReadDefinition<Kind>[][] = [];
  for (const folder of request.folders)
    folders.push(whole.get(folder) ?? (await readNamed(folder, request, names, theirs)));
  return gatherDevices(folders);
}

/** Every name by which a site may call it; a definition that is wrong has its id only. */
const namesOf = ({ definition, id }: ReadDefinition<Definition>): readonly string[] =>
  definition === null ? (id === null ? [] : [id]) : [definition.id, ...(definition.aliases ?? [])];

async function readNamed<Kind extends Definition>(
  { path, mark }: DeviceFolder,
  form: DefinitionForm<Kind>,
  names: ReadonlySet<string>,
  theirs: readonly ReadDefinition<Kind>[],
): Promise<ReadDefinition<Kind>[]> {
  const listing = await listDefinitions(path);
  if ("problem" in listing) return [unreadable(path, listing.problem)];
  // Those that the site replaces are read as well: it is told so only where there is something to replace.
  const byFile = new Set([...names, ...theirs.flatMap(({ id }) => id ?? [])]);
  const read = new Map<string, ReadDefinition<Kind>>();
  const missing = (): string[] => {
    const known = new Set([...theirs, ...read.values()].flatMap(namesOf));
    return [...names].filter((name) => !known.has(name));
  };
  const readThose = async (files: readonly string[]): Promise<void> => {
    const fresh = files.filter((file) => !read.has(file));
    for (const one of await readDefinitions(fresh, mark, form)) read.set(one.file, one);
  };
  await readThose(listing.files.filter((file) => byFile.has(parse(file).name)));
  if (missing().length > 0) await readThose(await mentioning(missing(), listing.files));
  if (missing().length > 0) await readThose(listing.files);
  return listing.files.flatMap((file) => read.get(file) ?? []);
}

/** Files that say one of these names somewhere: looking for text is much cheaper than reading a definition. */
async function mentioning(names: readonly string[], files: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of files) {
    const text = await readText(file, LONGEST_FILE_BYTES);
    if (text.ok && names.some((name) => text.text.includes(name))) found.push(file);
  }
  return found;
}
