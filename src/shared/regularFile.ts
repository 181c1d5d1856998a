import { constants, type Stats } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";

/** What stands where a file should be, in words for people. */
function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

/** The message says what it is instead. */
export class NotAFile extends Error {
  override readonly name = "NotAFile";
}

/**
 * Opens a file for reading, and nothing else: a pipe would make its reader wait for ever, a device has no end, and some
 * do things when they are opened. Links are followed. Rejects with `NotAFile`, or as the system does.
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new NotAFile(`it is not a file but ${kindOf(stats)}`);
  // What takes its place in between is at least opened without waiting.
  return open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
}

/** Up to one byte more than allowed, which is enough to know that a file is too long, also when it never ends. */
export async function readRegularFile(path: string, mostBytes: number): Promise<Uint8Array> {
  const handle = await openRegularFile(path);
  try {
    let bytes = new Uint8Array(Math.min(FIRST_BYTES, mostBytes + 1));
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length);
      length += bytesRead;
      if (bytesRead === 0 || length > mostBytes) return bytes.subarray(0, length);
      if (length === bytes.length) bytes = larger(bytes, mostBytes + 1);
    }
  } finally {
    await handle.close();
  }
}

/** Most files are shorter, and memory that was never taken need not be given back. */
const FIRST_BYTES = 16 * 1024;

function larger(bytes: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(Math.min(bytes.length * 4, most));
  more.set(bytes);
  return more;
}
