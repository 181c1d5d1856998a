import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { constants, createGunzip } from "node:zlib";
import { Fault, reasonOf } from "../../ports/fault.ts";
import { openRegularFile } from "../../shared/regularFile.ts";

/** Longer than any line that we write: a payload of 4 MiB and a topic of 64 KiB, with every letter escaped. */
export const LONGEST_LINE = 2 ** 25;

/** What ends the lines of a file; null when it was whole. */
export type LinesEnd = { readonly damage: string | null };

/** A file that was cut at any byte gives the lines that are whole; a compressed one is known by its first bytes. */
export async function* readGzipLines(path: string): AsyncGenerator<string, LinesEnd> {
  const isCompressed = await startsWithGzip(path);
  const bytes = createReadStream(path);
  // Without this a file that lacks its end gives an error instead of what is there.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  const stream = isCompressed ? bytes.on("error", (error) => gunzip.destroy(error)).pipe(gunzip) : bytes;
  const decoder = new TextDecoder();
  /** What came of a line whose end is not there yet; joined once, so that a long line costs no more than its length. */
  let pieces: string[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      const [first = "", ...others] = decoder.decode(chunk, { stream: true }).split("\n");
      pieces.push(first);
      length += first.length;
      const rest = others.pop();
      if (rest !== undefined) {
        yield pieces.join("");
        yield* others;
        pieces = [rest];
        length = rest.length;
      }
      if (length > LONGEST_LINE) return { damage: "it has a line without an end" };
    }
  } catch (error) {
    return { damage: reasonOf(error) };
  } finally {
    bytes.destroy();
    gunzip.destroy();
  }
  return { damage: length === 0 ? null : "its last line is cut off" };
}

/** Rejects with a Fault when the file cannot be read at all. */
async function startsWithGzip(path: string): Promise<boolean> {
  let file: FileHandle | null = null;
  try {
    file = await openRegularFile(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 0 || buffer[0] === 0x1f;
  } catch (cause) {
    throw new Fault(
      "RECORDING_UNREADABLE",
      `cannot read ${path}: ${reasonOf(cause)}`,
      "name a file that bandeau record has written, or the folder of such files",
      cause,
    );
  } finally {
    await file?.close();
  }
}
