import { elapsed, type Moment } from "./amiTime.ts";

/** More callers than any queue takes. */
const MOST_CALLERS = 1_000;
/** Members that ring for one caller at the same time. */
const MOST_RINGING = 200;

interface Caller {
  readonly waited: number;
  readonly toldAt: Moment;
  /** Whether we hear of every ring since this caller came. */
  readonly hearsRings: boolean;
  readonly ringing: Set<string>;
}

/** The callers of one queue whose arrival or wait we were told. Only the names of their channels are kept, never a number. */
export class WaitingCallers {
  readonly #callers = new Map<string, Caller>();

  get size(): number {
    return this.#callers.size;
  }

  get keys(): IterableIterator<string> {
    return this.#callers.keys();
  }

  /** A caller who has come just now; `hearsRings` when every ring from now on is told too. */
  joined(key: string, now: Moment, hearsRings: boolean): void {
    this.#put(key, { waited: 0, toldAt: now, hearsRings, ringing: new Set() });
  }

  /** A caller of whom Asterisk says how long the wait was up to now. */
  waits(key: string, waited: number, now: Moment): void {
    const before = this.#callers.get(key);
    const ringing = before?.ringing ?? new Set();
    this.#put(key, { waited, toldAt: now, hearsRings: before?.hearsRings ?? false, ringing });
  }

  left(key: string): void {
    this.#callers.delete(key);
  }

  rings(key: string, agent: string): void {
    const caller = this.#callers.get(key);
    if (caller !== undefined && caller.ringing.size < MOST_RINGING) caller.ringing.add(agent);
  }

  ringsNoMore(key: string, agent: string): void {
    this.#callers.get(key)?.ringing.delete(agent);
  }

  /** Seconds that each has waited; null when no clock tells of one of them. */
  ages(now: Moment): readonly number[] | null {
    const waits: number[] = [];
    for (const { waited, toldAt } of this.#callers.values()) {
      const since = elapsed(toldAt, now);
      if (since === null) return null;
      waits.push(waited + since);
    }
    return waits;
  }

  /** How many of them ring at somebody; null when one came before we listened and may be ringing already. */
  get ringing(): number | null {
    let count = 0;
    for (const { ringing, hearsRings } of this.#callers.values()) {
      if (ringing.size > 0) count += 1;
      else if (!hearsRings) return null;
    }
    return count;
  }

  #put(key: string, caller: Caller): void {
    if (this.#callers.has(key) || this.#callers.size < MOST_CALLERS) this.#callers.set(key, caller);
  }
}
