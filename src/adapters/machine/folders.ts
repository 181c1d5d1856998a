import { accessSync, constants, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { attempt } from "./attempt.ts";

/** A folder, or the nearest one above it that is there. */
export interface FolderState {
  readonly path: string;
  /** False: `path` is the nearest folder above it. */
  readonly exists: boolean;
  /** The system's code where this user may not write there, such as `EACCES` or `EROFS`. */
  readonly refused: string | null;
  /** Bytes that may still be written there; null where the file system does not say. */
  readonly freeBytes: number | null;
}

/** What can be known of a folder without writing into it. */
export function folderState(wanted: string): FolderState {
  let path = resolve(wanted);
  while (attempt(() => statSync(path)) === null && dirname(path) !== path) path = dirname(path);
  const disk = attempt(() => statfsSync(path));
  return {
    path,
    exists: path === resolve(wanted),
    refused: refusalOf(path),
    freeBytes: disk === null ? null : disk.bavail * disk.bsize,
  };
}

function refusalOf(path: string): string | null {
  try {
    if (!statSync(path).isDirectory()) return "ENOTDIR";
    accessSync(path, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "EIO";
  }
}
