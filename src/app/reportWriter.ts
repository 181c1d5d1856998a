import { Fault } from "../ports/fault.ts";
import type { HidLink } from "../ports/hid.ts";

/** More than a headset can be behind with; one that is takes nothing any more. */
const MOST_WAITING = 64;

interface Waiting {
  readonly report: Uint8Array;
  readonly isFeature: boolean;
}

export interface ReportWriterEvents {
  readonly failed: (fault: unknown) => void;
  /** A feature report that the headset does not have: nothing else is lost with it. */
  readonly refused: (fault: Fault) => void;
}

/** Writes reports to a headset in their order; the first of a quiet link leaves at once. */
export class ReportWriter {
  readonly #link: Pick<HidLink, "write" | "sendFeature">;
  readonly #events: ReportWriterEvents;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(link: Pick<HidLink, "write" | "sendFeature">, events: ReportWriterEvents) {
    this.#link = link;
    this.#events = events;
  }

  write(reports: readonly Uint8Array[]): void {
    this.#add(reports.map((report) => ({ report, isFeature: false })));
  }

  sendFeature(report: Uint8Array): void {
    this.#add([{ report, isFeature: true }]);
  }

  #add(more: readonly Waiting[]): void {
    this.#waiting.push(...more);
    if (this.#waiting.length <= MOST_WAITING) this.#next();
    else this.#fail(new Fault("HEADSET_BEHIND", "the headset takes no reports", "plug it in again"));
  }

  #next(): void {
    if (this.#isWriting) return;
    const first = this.#waiting.shift();
    if (first === undefined) return;
    this.#isWriting = true;
    this.#send(first).then(
      () => {
        this.#isWriting = false;
        this.#next();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #send({ report, isFeature }: Waiting): Promise<void> {
    if (!isFeature) return this.#link.write(report);
    return this.#link.sendFeature(report).catch((error: unknown) => {
      if (!(error instanceof Fault) || error.code !== "HID_REFUSED") throw error;
      this.#events.refused(error);
    });
  }

  /** What was not written is of no use: whoever opens it again says everything anew. */
  #fail(error: unknown): void {
    this.#waiting = [];
    this.#events.failed(error);
  }
}
