import { after } from "../../shared/time.ts";

/** All that a twin still means to do; pulling its plug forgets it. */
export class Timers {
  readonly #open = new Set<() => void>();

  /** Calls `run` once after `ms`; the answer cancels it. */
  in(ms: number, run: () => void): () => void {
    const cancel = after(ms, () => {
      this.#open.delete(stop);
      run();
    });
    const stop = (): void => {
      this.#open.delete(stop);
      cancel();
    };
    this.#open.add(stop);
    return stop;
  }

  clear(): void {
    for (const stop of [...this.#open]) stop();
  }
}
