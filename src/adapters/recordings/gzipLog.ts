import { type FileHandle, open } from "node:fs/promises";
import { constants, createGzip } from "node:zlib";
import { Fault, reasonOf } from "../../ports/fault.ts";

/** What a log needs of a file. */
type LogFile = Pick<FileHandle, "appendFile" | "datasync" | "close">;

/** What goes over a bus is nothing for everybody on a machine. */
const OWNERS_ONLY = 0o640;

/** Opens a new file; one that is there already is never overwritten. */
const createFile = (path: string): Promise<LogFile> => open(path, "wx", OWNERS_ONLY);

/**
 * Text in a compressed file that can be read whenever it was flushed: whoever kills the program takes only what came since.
 * The compressor goes on from one flush to the next, which keeps a quiet bus as small as a busy one.
 */
export class GzipLog {
  readonly #path: string;
  readonly #file: LogFile;
  readonly #gzip = createGzip();
  #compressed: Buffer[] = [];
  #bytes = 0;

  private constructor(path: string, file: LogFile) {
    this.#path = path;
    this.#file = file;
    this.#gzip.on("data", (chunk: Buffer) => void this.#compressed.push(chunk));
  }

  /** Rejects with a Fault when there is such a file already, or none can be made. */
  static async create(path: string, openFile = createFile): Promise<GzipLog> {
    try {
      return new GzipLog(path, await openFile(path));
    } catch (cause) {
      throw fileFault(path, cause);
    }
  }

  /** What is in the file by now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds text and hands all of it to the system. One call at a time. */
  async append(text: string): Promise<void> {
    this.#gzip.write(text);
    await new Promise<void>((resolve) => this.#gzip.flush(constants.Z_SYNC_FLUSH, resolve));
    await this.#hand();
  }

  /** Ends the file so that nothing is missing from it, and waits for the disk. */
  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#gzip.once("end", () => resolve()));
    this.#gzip.end();
    await ended;
    try {
      await this.#hand();
      await this.#file.datasync();
    } finally {
      await this.#file.close().catch(() => undefined);
    }
  }

  async #hand(): Promise<void> {
    // What the compressor has not handed to its listener yet, it does now.
    while (this.#gzip.read() !== null);
    const bytes = Buffer.concat(this.#compressed);
    this.#compressed = [];
    try {
      await this.#file.appendFile(bytes);
    } catch (cause) {
      throw fileFault(this.#path, cause);
    }
    this.#bytes += bytes.length;
  }
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : "";

function fileFault(path: string, cause: unknown): Fault {
  switch (codeOf(cause)) {
    case "EEXIST":
      return new Fault(
        "RECORDING_EXISTS",
        `${path} is there already`,
        "name another file, or a folder: a recording is never overwritten",
        cause,
      );
    case "ENOSPC":
    case "EDQUOT":
      return new Fault(
        "RECORDING_DISK_FULL",
        `cannot write ${path}: the disk is full`,
        "make room, or record less: --keep, --max-size, --topics; what was recorded until now can be replayed",
        cause,
      );
    default:
      return new Fault(
        "RECORDING_WRITE",
        `cannot write ${path}: ${reasonOf(cause)}`,
        "name a file in a folder that exists and that you may write to",
        cause,
      );
  }
}
