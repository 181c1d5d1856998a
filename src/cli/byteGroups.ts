import type { Instant } from "../domain/instant.ts";
import { after, wallMs } from "../shared/time.ts";

/** Where bytes came from: one side of a line, as it was named. */
export interface ByteGroup {
  /** When the first byte came. */
  readonly at: Instant;
  readonly from: string;
  readonly bytes: Uint8Array;
}

/** A line that never falls silent is told in pieces of this size. */
const MOST_GROUP_BYTES = 4_096;

/** Gathers bytes into groups: a silence ends one, and so does a word of the other side. */
export class ByteGroups {
  readonly #silenceMs: number;
  readonly #tell: (group: ByteGroup) => void;
  #open: {
    readonly at: Instant;
    readonly from: string;
    readonly parts: Uint8Array[];
    length: number;
  } | null = null;
  #cancel: () => void = () => undefined;

  constructor(silenceMs: number, tell: (group: ByteGroup) => void) {
    this.#silenceMs = silenceMs;
    this.#tell = tell;
  }

  hear(from: string, bytes: Uint8Array): void {
    if (this.#open !== null && this.#open.from !== from) this.end();
    this.#cancel();
    this.#open ??= { at: wallMs(), from, parts: [], length: 0 };
    this.#open.parts.push(bytes);
    this.#open.length += bytes.length;
    if (this.#open.length >= MOST_GROUP_BYTES) this.end();
    else this.#cancel = after(this.#silenceMs, () => this.end());
  }

  /** Tells what is there. */
  end(): void {
    this.#cancel();
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    this.#tell({ at: open.at, from: open.from, bytes: Uint8Array.from(Buffer.concat(open.parts)) });
  }
}
