import type { ReadChange } from "../evening/factReader.ts";

/** Something that was wrong, and when it was seen, in milliseconds of this machine's clock. */
export interface Evidence {
  readonly at: number;
  readonly what: string;
}

/** What became of the changes of all seats on their way to the ACD. */
export class FactTally {
  read = 0;
  lost = 0;
  /** The same change under two ids. One that came again under its own id is counted by `repeats`, and is no mistake. */
  duplicated = 0;
  reordered = 0;
  repeats = 0;
  /** Each of these mistakes, for whoever looks into it. */
  readonly evidence: Evidence[] = [];

  /** The changes of one seat in the order in which they came first, and how many the daemon remembers. */
  add(seat: string, changes: readonly ReadChange[], made: number): void {
    const seen = new Map<number, ReadChange>();
    let highest = 0;
    for (const change of changes) {
      const { seq, readAt: at } = change;
      const first = seen.get(seq);
      this.read++;
      if (first !== undefined) {
        this.duplicated++;
        this.evidence.push({ at, what: `${seat} twice: ${JSON.stringify([first, change])}` });
      } else if (seq < highest) {
        this.reordered++;
        this.evidence.push({ at, what: `${seat} after ${highest}: ${JSON.stringify(change)}` });
      }
      seen.set(seq, change);
      highest = Math.max(highest, seq);
    }
    for (let seq = 1; seq <= Math.max(made, highest); seq++) {
      if (seen.has(seq)) continue;
      this.lost++;
      this.evidence.push({ at: seen.get(seq + 1)?.readAt ?? 0, what: `${seat} lost ${seq}` });
    }
  }
}
