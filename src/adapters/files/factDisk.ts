import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { basename, dirname, resolve } from "node:path";
import { Fault } from "../../ports/fault.ts";
import { readRegularFile } from "../../shared/regularFile.ts";
import { lockedFault, systemCode } from "./factFaults.ts";
import { mustBeSafe } from "./safeFolder.ts";

/** A file that is being written. */
export interface OpenedFile {
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Waits until what was written is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What a fact log asks of a disk, so that a test can cut its power. Failures are those of the system. */
export interface FactDisk {
  /** The present file; null when there is none. */
  read(): Promise<Uint8Array | null>;
  /** A new, empty file beside the present one; what lay there before is gone. */
  createAside(): Promise<OpenedFile>;
  removeAside(): Promise<void>;
  /** The file aside takes the place of the present one, at once and whole; certain only after `syncFolder`. */
  replace(): Promise<void>;
  syncFolder(): Promise<void>;
  /** Puts the present file away under its name and this; the answer says where. */
  setAside(as: string): Promise<string>;
  /** Only one process at a time; the answer lets go. Rejects when another one has it; null when this cannot be had here. */
  lock(): Promise<(() => Promise<void>) | null>;
}

/** Whom the ACD calls what is nobody else's business. */
const OWNER_ONLY = 0o600;
const OWNERS_FOLDER = 0o700;

/** Files put away under one name; the last one makes room. */
const MOST_PUT_AWAY = 5;

/** What is larger was not written by us, and would not fit into the memory of a small computer. */
const MOST_FILE_BYTES = 2 ** 28;

/** The disk of this machine, for one log. */
export function factDisk(path: string): FactDisk {
  const folder = dirname(resolve(path));
  const aside = `${path}.new`;
  return {
    async read() {
      try {
        mustBeSafe(folder, await stat(folder));
        const bytes = await readRegularFile(path, MOST_FILE_BYTES);
        if (bytes.length > MOST_FILE_BYTES) throw new Error("it is larger than any log of facts");
        return bytes;
      } catch (error) {
        if (systemCode(error) === "ENOENT") return null;
        throw error;
      }
    },
    async createAside() {
      await makeFolder(folder);
      // What an earlier process left may belong to somebody else or have other permissions.
      await rm(aside, { force: true });
      return openedFile(await open(aside, "wx", OWNER_ONLY));
    },
    removeAside: () => rm(aside, { force: true }),
    replace: () => rename(aside, path),
    syncFolder: () => syncFolder(folder),
    async setAside(as) {
      const away = await freeName(`${path}.${as}`);
      await rename(path, away);
      return away;
    },
    async lock() {
      await makeFolder(folder).catch((error: unknown) => {
        if (error instanceof Fault) throw error;
      });
      return lock(path, await placeOf(folder));
    },
  };
}

function openedFile(file: FileHandle): OpenedFile {
  return {
    async write(bytes, position) {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
      }
    },
    sync: () => file.datasync(),
    close: () => file.close(),
  };
}

/** Makes the folder where it is missing, and makes sure that it is still there after a power cut. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: OWNERS_FOLDER });
  mustBeSafe(folder, await stat(folder));
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What was put away before stays, as long as there are few of it. */
async function freeName(path: string): Promise<string> {
  for (let count = 1; count < MOST_PUT_AWAY; count++) {
    const name = count === 1 ? path : `${path}-${count}`;
    if (
      !(await stat(name).then(
        () => true,
        () => false,
      ))
    )
      return name;
  }
  return `${path}-${MOST_PUT_AWAY}`;
}

/** The same for every name of a folder. */
async function placeOf(folder: string): Promise<string> {
  try {
    const { dev, ino } = await stat(folder);
    return `${dev}:${ino}`;
  } catch {
    return folder;
  }
}

/**
 * A name that only one socket of the machine can have. The kernel takes it back when the process ends, however it ends:
 * a file would be left behind by a power cut, and the number in it would by then be another process's.
 */
async function lock(path: string, place: string): Promise<(() => Promise<void>) | null> {
  const key = createHash("sha256")
    .update(`${place}/${basename(path)}`)
    .digest("hex")
    .slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  try {
    await new Promise<void>((locked, failed) => {
      server.once("error", failed);
      server.listen({ path: `\0bandeau-facts-${key}` }, locked);
    });
  } catch (error) {
    if (systemCode(error) === "EADDRINUSE") throw lockedFault(path);
    return null;
  }
  server.unref();
  return () => new Promise((closed) => server.close(() => closed()));
}
