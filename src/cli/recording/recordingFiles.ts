import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { reason, systemCode } from "../../config/readText.ts";
import type { Instant } from "../../domain/instant.ts";
import { Fault } from "../../ports/fault.ts";

/** Where a recording goes: the name of each part, and how many files may lie there. */
export interface RecordingFiles {
  readonly place: string;
  nameOf(part: number): string;
  /** Removes the oldest files until only so many are left. */
  keepOnly(files: number): Promise<void>;
}

const ending = ".jsonl.gz";
const inFolder = /^recording-\d{8}T\d{6}Z-\d{4,}\.jsonl\.gz$/;

const partText = (part: number): string => String(part).padStart(4, "0");

/** `20260214T101800Z` */
const stampOf = (at: Instant): string =>
  new Date(at).toISOString().replace(/\.\d+/, "").replaceAll(/[-:]/g, "");

const folderFault = (folder: string, cause: unknown): Fault =>
  new Fault(
    "RECORDING_FOLDER",
    `cannot use the folder ${folder}: ${reason(cause)}`,
    "name a folder whose parent exists and that you may write to",
    cause,
  );

/** Recordings of a folder, oldest first: their names begin with the time. */
export async function recordingsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw folderFault(folder, cause);
  });
  return names
    .filter((name) => inFolder.test(name))
    .sort()
    .map((name) => join(folder, name));
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function remove(paths: readonly string[]): Promise<void> {
  // One that somebody else removed, or that we may not remove, is no reason to stop recording.
  for (const path of paths) await rm(path).catch(() => undefined);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    // Not recursively: that never comes back where the system refuses folders, as under /proc.
    await mkdir(folder);
  } catch (cause) {
    if (systemCode(cause) !== "EEXIST") throw folderFault(folder, cause);
  }
}

/** A folder gets files with the time in their names, and earlier recordings in it count; a file gets parts beside it. */
export async function recordingFiles(path: string, begin: Instant): Promise<RecordingFiles> {
  if (!path.endsWith("/") && !(await isFolder(path))) return partsOf(path);
  await makeFolder(path);
  return {
    place: path,
    nameOf: (part) => join(path, `recording-${stampOf(begin)}-${partText(part)}${ending}`),
    async keepOnly(files) {
      const all = await recordingsIn(path);
      await remove(all.slice(0, Math.max(0, all.length - files)));
    },
  };
}

/** `floor.jsonl.gz`, then `floor-0002.jsonl.gz`. */
function partsOf(path: string): RecordingFiles {
  const names: string[] = [];
  const [stem = "", ...endings] = basename(path).split(".");
  const tail = endings.map((each) => `.${each}`).join("");
  return {
    place: path,
    nameOf(part) {
      const name = part === 1 ? path : join(dirname(path), `${stem}-${partText(part)}${tail}`);
      names.push(name);
      return name;
    },
    keepOnly: (files) => remove(names.splice(0, Math.max(0, names.length - files))),
  };
}
