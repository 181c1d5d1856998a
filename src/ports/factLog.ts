/** A fact on disk that nobody has acknowledged yet. */
export interface StoredFact {
  /** Grows by one with each fact of this log, over restarts too. */
  readonly number: number;
  readonly text: string;
}

/**
 * Facts that must reach the bus at least once and in order, also across a power cut. Bounded: what does not fit is refused,
 * never silently dropped.
 */
export interface FactLog {
  /** Facts that were appended and not acknowledged, oldest first. */
  readonly pending: readonly StoredFact[];
  /** Resolves when the fact is on the disk as the log's policy promises; rejects with a Fault when it cannot be kept. */
  append(text: string): Promise<StoredFact>;
  /** Everything up to this number has arrived and may be erased. */
  acknowledge(number: number): Promise<void>;
  close(): Promise<void>;
}
