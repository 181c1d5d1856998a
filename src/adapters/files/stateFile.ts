import { factDisk } from "./factDisk.ts";
import { writeFault } from "./factFaults.ts";

/** A file larger than this was not written by us. */
const MOST_BYTES = 1_048_576;

/** A small file of ours that is replaced whole: written aside, synced and renamed, so that a power cut leaves the old or the new. */
export function stateFile(path: string) {
  const disk = factDisk(path);
  const replaceWith = async (bytes: Uint8Array): Promise<void> => {
    const file = await disk.createAside();
    try {
      await file.write(bytes, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await disk.replace();
    await disk.syncFolder();
  };
  return {
    /** Null when there is none, or none that can be read. */
    async read(): Promise<string | null> {
      const bytes = await disk.read().catch(() => null);
      return bytes === null || bytes.length > MOST_BYTES ? null : new TextDecoder().decode(bytes);
    },
    async write(text: string): Promise<void> {
      try {
        await replaceWith(new TextEncoder().encode(text));
      } catch (error) {
        throw writeFault(path, error);
      }
    },
  };
}
