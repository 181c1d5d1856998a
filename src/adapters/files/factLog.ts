import type { Clock } from "../../ports/clock.ts";
import type { FactLog, StoredFact } from "../../ports/factLog.ts";
import { Fault, reasonOf } from "../../ports/fault.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Metrics } from "../../ports/metrics.ts";
import { within } from "../../shared/time.ts";
import { type FactDisk, factDisk } from "./factDisk.ts";
import { readFault } from "./factFaults.ts";
import {
  encodeAcknowledged,
  encodeFact,
  encodeFile,
  type FactRecord,
  factBytes,
  MOST_FACT_BYTES,
  scanFacts,
} from "./factRecords.ts";
import { FactWriter, type SyncPolicy } from "./factWriter.ts";
import { PendingFacts } from "./pendingFacts.ts";

export interface FactLogOptions {
  /** The file; beside it lie, at times, one that ends in `.new` and one that ends in `.unreadable`. */
  readonly path: string;
  /** Bytes that facts not yet acknowledged may take; those acknowledged leave the disk when the file is next rewritten. */
  readonly mostBytes: number;
  readonly mostFacts: number;
  /** Older facts are given up, and the log says so. */
  readonly mostAgeMs: number;
  readonly sync: SyncPolicy;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** What was found at opening. */
export interface Recovery {
  readonly facts: number;
  /** Of a last record that was not whole: nobody was told that it was kept. */
  readonly tornBytes: number;
  readonly damagedBytes: number;
  readonly damagedPlaces: number;
  /** Where a file was put that is no log of facts, or one of a later form; null when there was none. */
  readonly setAside: string | null;
  readonly laterForm: number | null;
}

type Waiting = { readonly reject: (fault: Fault) => void } & (
  | { readonly kind: "fact"; readonly payload: Buffer; readonly resolve: (fact: StoredFact) => void }
  | { readonly kind: "acknowledged"; readonly resolve: () => void }
);

/** What is written and synced at once. */
const MOST_AT_ONCE = 256;
/** A disk that takes longer is broken, or a share whose server is away. */
const DISK_LIMIT_MS = 10_000;

/**
 * Opens the log and takes what an earlier process left. Rejects only when another process has it, or when there is a file
 * that cannot be read; a disk that cannot be written to makes each `append` fail until it can.
 *
 * The form: a title line, then records of a mark, a kind, a length, a number, the wall clock, a CRC-32 and the text. Facts and
 * acknowledgements are only ever added; when enough is acknowledged a new file is written aside, synced, renamed, and its
 * folder synced. Reading goes on behind a damaged place, since no text can hold the mark.
 */
export async function openFactLog(
  options: FactLogOptions,
  disk: FactDisk = factDisk(options.path),
): Promise<FactLog & { readonly recovered: Recovery }> {
  const { path, log } = options;
  const unlock = await disk.lock();
  if (unlock === null) log.warn("a second process would not be kept from this file", { path });
  try {
    const bytes = await disk.read().catch((cause: unknown) => {
      throw readFault(path, cause);
    });
    const scan = scanFacts(bytes ?? new Uint8Array());
    const setAside = scan.isOurs
      ? null
      : await disk
          .setAside(scan.laterForm === null ? "unreadable" : `form-${scan.laterForm}`)
          .catch((cause: unknown) => {
            throw readFault(path, cause);
          });
    const { tornBytes, damagedBytes, damagedPlaces, laterForm } = scan;
    const recovered = {
      facts: scan.facts.length,
      tornBytes,
      damagedBytes,
      damagedPlaces,
      setAside,
      laterForm,
    };
    tell(recovered, options);
    const pending = new PendingFacts(options.clock, scan);
    const opened = new DiskFactLog({ options, disk, pending, recovered, unlock });
    await opened.begin();
    return opened;
  } catch (error) {
    await unlock?.();
    throw error;
  }
}

function tell(recovered: Recovery, { log, path, metrics }: FactLogOptions): void {
  const { facts, tornBytes, damagedBytes, damagedPlaces, setAside, laterForm } = recovered;
  if (laterForm !== null) {
    const advice = `what could be read of them is sent; the version that wrote them sends all: install it, stop it, and move the file back to ${path}`;
    log.error("facts are of a later version, a new file is begun", {
      path,
      movedTo: setAside,
      laterForm,
      advice,
    });
  } else if (setAside !== null)
    log.error("not a file of facts, a new one is begun", { path, movedTo: setAside });
  else if (tornBytes > 0) log.warn("facts were cut off at the end, as a power cut does", { path, tornBytes });
  if (damagedPlaces > 0 && laterForm === null) {
    const advice = "check the memory card; the facts before and behind these places are kept";
    log.error("facts are damaged", { path, damagedBytes, damagedPlaces, advice });
    metrics.count("facts_damaged_total", {}, damagedPlaces);
  }
  if (facts > 0) log.info("facts of before are waiting", { facts });
}

interface Opening {
  readonly options: FactLogOptions;
  readonly disk: FactDisk;
  readonly pending: PendingFacts;
  readonly recovered: Recovery;
  readonly unlock: (() => Promise<void>) | null;
}

class DiskFactLog implements FactLog {
  readonly recovered: Recovery;
  readonly #options: FactLogOptions;
  readonly #writer: FactWriter;
  readonly #unlock: () => Promise<void>;
  readonly #pending: PendingFacts;
  #queue: Waiting[] = [];
  #queuedFacts = 0;
  #queuedBytes = 0;
  #working: Promise<void> | null = null;
  /** An acknowledgement that waits for its turn; what is acknowledged until then goes with it. */
  #acknowledging: Promise<void> | null = null;
  #closed: Promise<void> | null = null;

  constructor({ options, disk, pending, recovered, unlock }: Opening) {
    this.recovered = recovered;
    this.#options = options;
    this.#pending = pending;
    this.#writer = new FactWriter(disk, options, {
      image: () => encodeFile(pending.acknowledged, pending.list),
      liveBytes: () => pending.bytes,
      due: () => void this.#wake(),
    });
    this.#unlock = unlock ?? (async () => undefined);
  }

  /** A file without what was damaged or acknowledged, if the disk can be written to. */
  async begin(): Promise<void> {
    this.#giveUpOld();
    await within(DISK_LIMIT_MS, this.#wake(), () => this.#late()).catch((fault: Fault) => {
      this.#options.log.error("facts cannot be kept on the disk", { code: fault.code, advice: fault.advice });
    });
  }

  get pending(): readonly StoredFact[] {
    this.#giveUpOld();
    return this.#pending.list;
  }

  async append(text: string): Promise<StoredFact> {
    const payload = Buffer.from(text);
    this.#giveUpOld();
    const refusal = this.#refusalOf(payload);
    if (refusal !== null) {
      this.#options.metrics.count("facts_not_kept_total", { code: refusal.code });
      throw refusal;
    }
    this.#queuedFacts++;
    this.#queuedBytes += factBytes(payload);
    const kept = new Promise<StoredFact>((resolve, reject) => {
      this.#queue.push({ kind: "fact", payload, resolve, reject });
    });
    void this.#wake();
    return within(DISK_LIMIT_MS, kept, () => this.#late());
  }

  async acknowledge(number: number): Promise<void> {
    const upTo = Math.min(Math.floor(number), this.#pending.next - 1);
    if (!(upTo > 0) || this.#closed !== null) return;
    this.#pending.drop(upTo);
    this.#acknowledging ??= new Promise<void>((resolve, reject) => {
      this.#queue.push({ kind: "acknowledged", resolve, reject });
    });
    void this.#wake();
    return within(DISK_LIMIT_MS, this.#acknowledging, () => this.#late());
  }

  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    const closing = this.#lastWrites();
    await within(DISK_LIMIT_MS, closing, () => this.#late()).catch((error: unknown) => {
      this.#options.log.warn("facts may not be on the disk", { reason: reasonOf(error) });
    });
  }

  /** What was acknowledged leaves the disk, the rest is safe on it; only then may another process have it. */
  async #lastWrites(): Promise<void> {
    try {
      await this.#working;
      await this.#writer.close();
    } finally {
      await this.#unlock();
    }
  }

  #refusalOf(payload: Buffer): Fault | null {
    const { path, mostBytes, mostFacts } = this.#options;
    if (this.#closed !== null) return new Fault("FACT_LOG_CLOSED", `${path} is closed`, "nothing to do");
    if (payload.length > MOST_FACT_BYTES) {
      const what = `a fact of ${payload.length} bytes; ${MOST_FACT_BYTES} are the most`;
      return new Fault("FACT_TOO_LONG", what, "this is a mistake in the program: please report it");
    }
    const facts = this.#pending.list.length + this.#queuedFacts + 1;
    const bytes = this.#pending.bytes + this.#queuedBytes + factBytes(payload);
    if (facts <= mostFacts && bytes <= mostBytes) return null;
    const advice = "bring the broker back: facts wait for it, and no more of them fit";
    return new Fault("FACT_LOG_FULL", `${path} is full`, advice);
  }

  #late(): Fault {
    const what = `${this.#options.path}: the disk did not answer within ${DISK_LIMIT_MS / 1_000} s`;
    return new Fault(
      "FACT_LOG_STUCK",
      what,
      "look for disk errors with dmesg; facts that were on their way may be kept",
    );
  }

  #giveUpOld(): void {
    const { mostAgeMs, log, metrics } = this.#options;
    const facts = this.#pending.olderThan(mostAgeMs);
    const last = this.#pending.list[facts - 1];
    if (last === undefined) return;
    log.error("facts were too old to be sent and are given up", { facts, mostAgeMs });
    metrics.count("facts_given_up_total", {}, facts);
    // Should this fail, then the writer has said so already.
    void this.acknowledge(last.number).catch(() => undefined);
  }

  #wake(): Promise<void> {
    this.#working ??= this.#work();
    return this.#working;
  }

  async #work(): Promise<void> {
    // Those who ask in the same turn share one sync.
    await Promise.resolve();
    while (this.#queue.length > 0 || this.#writer.isDue) {
      await this.#commit(this.#queue.splice(0, MOST_AT_ONCE));
    }
    // In the same turn as the look at the queue: whoever asks from now on starts anew.
    this.#working = null;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const { clock } = this.#options;
    const at = clock.isSynced() ? clock.wall() : null;
    const added: FactRecord[] = [];
    const records: Uint8Array[] = [];
    for (const one of batch) {
      if (one.kind !== "fact") continue;
      const number = this.#pending.next + added.length;
      records.push(encodeFact(number, at, one.payload));
      added.push({ number, text: one.payload.toString(), at, bytes: factBytes(one.payload) });
    }
    if (added.length < batch.length) {
      records.push(encodeAcknowledged(this.#pending.acknowledged));
      this.#acknowledging = null;
    }
    const fault = await this.#writer.write(Buffer.concat(records), added.length);
    this.#settle(batch, added, fault);
  }

  #settle(batch: readonly Waiting[], added: readonly FactRecord[], fault: Fault | null): void {
    for (const record of added) {
      this.#queuedFacts--;
      this.#queuedBytes -= record.bytes;
      if (fault === null) this.#pending.add(record);
    }
    const stored = added.values();
    for (const one of batch) {
      const fact = one.kind === "fact" ? stored.next().value : undefined;
      if (fault !== null) one.reject(fault);
      else if (one.kind === "acknowledged") one.resolve();
      else if (fact !== undefined) one.resolve(fact);
    }
  }
}
