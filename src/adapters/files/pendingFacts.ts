import type { Monotonic } from "../../domain/instant.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FactRecord } from "./factRecords.ts";

interface PendingFact extends FactRecord {
  /** When this process came to know it. */
  readonly since: Monotonic;
  readonly isRecovered: boolean;
}

/** The facts that nobody has acknowledged, in memory as they lie in the file. */
export class PendingFacts {
  readonly #clock: Clock;
  readonly #facts: PendingFact[];
  #bytes = 0;
  #acknowledged: number;
  #next: number;

  constructor(clock: Clock, found: { readonly facts: readonly FactRecord[]; readonly acknowledged: number }) {
    this.#clock = clock;
    const since = clock.monotonic();
    this.#facts = found.facts.map((record) => ({ ...record, since, isRecovered: true }));
    for (const { bytes } of this.#facts) this.#bytes += bytes;
    this.#acknowledged = found.acknowledged;
    this.#next = Math.max(found.acknowledged, found.facts.at(-1)?.number ?? 0) + 1;
  }

  /** Oldest first; it changes with each fact that comes or goes. */
  get list(): readonly FactRecord[] {
    return this.#facts;
  }

  /** What they take in the file. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The number of the next fact. */
  get next(): number {
    return this.#next;
  }

  /** Everything up to this number is done. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  add(record: FactRecord): void {
    this.#facts.push({ ...record, since: this.#clock.monotonic(), isRecovered: false });
    this.#bytes += record.bytes;
    this.#next = record.number + 1;
  }

  /** Drops the oldest, up to a number. */
  drop(upTo: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, upTo);
    const first = this.#facts.findIndex(({ number }) => number > upTo);
    const gone = this.#facts.splice(0, first < 0 ? this.#facts.length : first);
    for (const { bytes } of gone) this.#bytes -= bytes;
  }

  /** How many of the oldest are older than this. */
  olderThan(ageMs: number): number {
    const young = this.#facts.findIndex((fact) => this.#ageOf(fact) <= ageMs);
    return young < 0 ? this.#facts.length : young;
  }

  /** Of a fact from before, it is known only by two wall clocks that were right. */
  #ageOf({ since, at, isRecovered }: PendingFact): number {
    const here = this.#clock.monotonic() - since;
    if (!isRecovered || at === null || !this.#clock.isSynced()) return here;
    return Math.max(here, this.#clock.wall() - at);
  }
}
