import type { Fault } from "../../ports/fault.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Metrics } from "../../ports/metrics.ts";
import { after } from "../../shared/time.ts";
import type { FactDisk } from "./factDisk.ts";
import { writeFault } from "./factFaults.ts";
import { FactFile } from "./factFile.ts";

/**
 * When a fact counts as kept: `each`, once the disk has it, with one sync for all who wait; or once the system has it and the
 * disk at most so many milliseconds later, which is what a power cut can then cost.
 */
export type SyncPolicy = "each" | { readonly everyMs: number };

interface WriterOptions {
  readonly path: string;
  readonly mostBytes: number;
  readonly sync: SyncPolicy;
  readonly log: Logger;
  readonly metrics: Metrics;
}

interface Owner {
  /** The file as it should be, without what was acknowledged. */
  readonly image: () => Uint8Array;
  /** Bytes of the facts that are not acknowledged. */
  readonly liveBytes: () => number;
  /** Something is to be done: call `write`, if only with nothing. */
  readonly due: () => void;
}

/** Acknowledged facts may take this much of the file before it is rewritten, or as much as those that wait. */
const MOST_DEAD_BYTES = 16_384;
/** Beyond so many times the allowed bytes nothing is added to a file that cannot be rewritten. */
const MOST_GROWTH = 4;

/** Brings records to the disk as the policy promises, keeps the file small, and tells of its troubles once. One call at a time. */
export class FactWriter {
  readonly #options: WriterOptions;
  readonly #owner: Owner;
  readonly #file: FactFile;
  /** True at first: a file without what was damaged or acknowledged is to be written. */
  #isDue = true;
  #cancelSync: (() => void) | null = null;
  /** The file is not rewritten before it is larger, since that has just failed. */
  #rewriteBeyond = 0;
  #trouble: string | null = null;
  #notKept = 0;

  constructor(disk: FactDisk, options: WriterOptions, owner: Owner) {
    this.#file = new FactFile(disk);
    this.#options = options;
    this.#owner = owner;
  }

  get isDue(): boolean {
    return this.#isDue;
  }

  /** Null when the records are kept; `facts` is how many are lost when they are not. */
  async write(records: Uint8Array, facts: number): Promise<Fault | null> {
    const { path, sync } = this.#options;
    const isDue = this.#isDue;
    this.#isDue = false;
    try {
      await this.#tidy();
      if (records.length > 0) await this.#file.append(records, sync === "each" || isDue);
      else await this.#file.sync();
    } catch (cause) {
      const fault = writeFault(path, cause);
      this.#failed(fault, facts);
      // Facts that were kept until the next sync still want it.
      this.#syncLater();
      return fault;
    }
    this.#worked();
    if (!isDue) this.#syncLater();
    return null;
  }

  /** What was acknowledged leaves the disk, and the rest is safe on it. */
  async close(): Promise<void> {
    this.#cancelSync?.();
    try {
      await this.#file.rewrite(this.#owner.image());
    } catch (error) {
      if (!this.#file.isSound) throw error;
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
  }

  #syncLater(): void {
    const { sync } = this.#options;
    if (sync === "each") return;
    this.#cancelSync ??= after(sync.everyMs, () => {
      this.#cancelSync = null;
      this.#isDue = true;
      this.#owner.due();
    });
  }

  /** A new file, where nobody knows what the old one holds or where too much of it is acknowledged. */
  async #tidy(): Promise<void> {
    const file = this.#file;
    const live = this.#owner.liveBytes();
    const isRoomy = file.bytes - live <= Math.max(MOST_DEAD_BYTES, live) || file.bytes < this.#rewriteBeyond;
    if (file.isSound && isRoomy) return;
    try {
      await file.rewrite(this.#owner.image());
      this.#rewriteBeyond = 0;
    } catch (error) {
      if (!file.isSound || file.bytes > MOST_GROWTH * this.#options.mostBytes) throw error;
      // A full disk may still have room for one more record.
      this.#rewriteBeyond = file.bytes + MOST_DEAD_BYTES;
    }
  }

  #failed(fault: Fault, facts: number): void {
    const { log, metrics } = this.#options;
    const { code, message: reason, advice } = fault;
    if (facts > 0) metrics.count("facts_not_kept_total", { code }, facts);
    this.#notKept += facts;
    if (this.#trouble === code) return;
    this.#trouble = code;
    log.error("facts cannot be kept on the disk", { code, reason, advice });
  }

  #worked(): void {
    if (this.#trouble === null) return;
    this.#options.log.info("facts are kept on the disk again", { notKept: this.#notKept });
    this.#trouble = null;
    this.#notKept = 0;
  }
}
