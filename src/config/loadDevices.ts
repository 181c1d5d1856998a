import { fileProblem, type Problem } from "./problem.ts";
import {
  type Definition,
  type DefinitionForm,
  type DeviceFolder,
  type ReadDefinition,
  readFolder,
} from "./readDefinitions.ts";

/** Definitions of one kind, and where they are. */
export interface LoadRequest<Kind extends Definition> extends DefinitionForm<Kind> {
  /** Later ones win by id. A folder that is missing is empty. */
  readonly folders: readonly DeviceFolder[];
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

/** Reads all definitions of devices. One that is wrong is left out with its problems; the rest stay. */
export async function loadDevices<Kind extends Definition>(
  request: LoadRequest<Kind>,
): Promise<Devices<Kind>> {
  const folders: ReadDefinition<Kind>[][] = [];
  for (const folder of request.folders) folders.push(await readFolder(folder, request));
  return gatherDevices(folders);
}

/** Puts what was read of several folders together; of a later folder wins by id, in one folder an id is nobody else's. */
export function gatherDevices<Kind extends Definition>(
  folders: readonly (readonly ReadDefinition<Kind>[])[],
): Devices<Kind> {
  const byId = new Map<string, Kind>();
  const broken = new Set<string>();
  const problems: Problem[] = [];
  const replaced: { id: string; file: string }[] = [];
  for (const folder of folders) {
    const inFolder = new Map<string, string>();
    for (const { file, definition, id, problems: found } of folder) {
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
