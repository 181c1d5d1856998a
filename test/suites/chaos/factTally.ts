import type { ReadChange } from "../evening/factReader.ts";

/** What became of the changes of all seats on their way to the ACD. */
export class FactTally {
  read = 0;
  lost = 0;
  /** The same change under two ids. One that came again under its own id is counted by `repeats`, and is no mistake. */
  duplicated = 0;
  reordered = 0;
  repeats = 0;

  /** The changes of one seat in the order in which they came first, and how many the daemon remembers. */
  add(changes: readonly ReadChange[], made: number): void {
    const seen = new Set<number>();
    let highest = 0;
    for (const { seq } of changes) {
      this.read++;
      if (seen.has(seq)) this.duplicated++;
      else if (seq < highest) this.reordered++;
      seen.add(seq);
      highest = Math.max(highest, seq);
    }
    for (let seq = 1; seq <= Math.max(made, highest); seq++) if (!seen.has(seq)) this.lost++;
  }
}
