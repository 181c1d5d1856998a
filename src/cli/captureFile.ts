import { closeSync, openSync, writeSync } from "node:fs";
import { reason } from "../config/readText.ts";
import { Fault } from "../ports/fault.ts";

/** A file that is written line by line and never grows beyond its bound; what is there already stays. */
export class CaptureFile {
  readonly #file: number;
  readonly #path: string;
  readonly #mostBytes: number;
  #length = 0;
  #isFull = false;

  constructor(path: string, mostBytes: number) {
    this.#path = path;
    this.#mostBytes = mostBytes;
    try {
      this.#file = openSync(path, "a");
    } catch (cause) {
      throw this.#failed(cause);
    }
  }

  /** The answer is false from the first line on that does not fit. */
  add(line: string): boolean {
    const bytes = Buffer.from(`${line}\n`);
    this.#isFull ||= this.#length + bytes.length > this.#mostBytes;
    if (this.#isFull) return false;
    this.#length += bytes.length;
    try {
      writeSync(this.#file, bytes);
    } catch (cause) {
      throw this.#failed(cause);
    }
    return true;
  }

  close(): void {
    closeSync(this.#file);
  }

  #failed(cause: unknown): Fault {
    const message = `cannot write to ${this.#path}: ${reason(cause)}`;
    return new Fault("CAPTURE_FILE", message, "name a file in a folder of yours, on a disk with room", cause);
  }
}
