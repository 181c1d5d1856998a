import type { HeadsetAct } from "../../domain/headset.ts";
import type { Monotonic } from "../../domain/instant.ts";

/** What has come of one event so far. */
interface Drafted {
  readonly reports: readonly Uint8Array[];
  readonly acts: readonly HeadsetAct[];
  readonly problems: readonly string[];
}

/** Gathers what follows from one event of a headset's life. */
export class StepDraft {
  #reports: Uint8Array[] = [];
  #acts: HeadsetAct[] = [];
  #problems: string[] = [];
  #wroteAt: Monotonic | null = null;

  write(reports: readonly Uint8Array[], at: Monotonic): void {
    if (reports.length > 0) this.#wroteAt = at;
    this.#reports.push(...reports);
  }

  tell(act: HeadsetAct): void {
    this.#acts.push(act);
  }

  warn(problem: string): void {
    this.#problems.push(problem);
  }

  /** Whether something was written in the last so many milliseconds. */
  hasWrittenWithin(milliseconds: number, at: Monotonic): boolean {
    return this.#wroteAt !== null && at - this.#wroteAt < milliseconds;
  }

  /** All of it, and the next draft is empty. */
  finish(): Drafted {
    const drafted = { reports: this.#reports, acts: this.#acts, problems: this.#problems };
    this.#reports = [];
    this.#acts = [];
    this.#problems = [];
    return drafted;
  }
}
