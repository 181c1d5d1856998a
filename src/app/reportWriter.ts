import { Fault } from "../ports/fault.ts";
import type { HidLink } from "../ports/hid.ts";

/** More than a headset can be behind with; one that is takes nothing any more. */
const MOST_WAITING = 64;

/** Writes reports to a headset in their order; the first of a quiet link leaves at once. */
export class ReportWriter {
  readonly #link: Pick<HidLink, "write">;
  readonly #failed: (fault: unknown) => void;
  #waiting: Uint8Array[] = [];
  #isWriting = false;

  constructor(link: Pick<HidLink, "write">, failed: (fault: unknown) => void) {
    this.#link = link;
    this.#failed = failed;
  }

  write(reports: readonly Uint8Array[]): void {
    this.#waiting.push(...reports);
    if (this.#waiting.length <= MOST_WAITING) this.#next();
    else this.#fail(new Fault("HEADSET_BEHIND", "the headset takes no reports", "plug it in again"));
  }

  #next(): void {
    if (this.#isWriting) return;
    const report = this.#waiting.shift();
    if (report === undefined) return;
    this.#isWriting = true;
    this.#link.write(report).then(
      () => {
        this.#isWriting = false;
        this.#next();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  /** What was not written is of no use: whoever opens it again says everything anew. */
  #fail(error: unknown): void {
    this.#waiting = [];
    this.#failed(error);
  }
}
