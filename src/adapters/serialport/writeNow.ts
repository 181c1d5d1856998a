import { writeSync } from "node:fs";

/**
 * Hands bytes to the system on this thread; gives back how many it took. The package would go over another thread, which takes
 * twenty times as long as the write itself. Its descriptor never waits: a full port takes none, and the package waits for it.
 */
export function writeNow(descriptor: number | null, bytes: Uint8Array): number {
  if (descriptor === null) return 0;
  try {
    return writeSync(descriptor, bytes);
  } catch {
    // Full, or gone: the package is asked to write it, and knows what to wait for and what to say.
    return 0;
  }
}
