import { type Observable, Subject } from "rxjs";
import { Fault } from "./fault.ts";

/** More than this waiting on one line is a caller that does not wait for its writes. */
const MOST_PENDING_BYTES = 65_536;

/** What every kind of line has in common: what it says, its one loss, and writes that end when the line does. */
export class LineLife {
  readonly bytes$: Observable<Uint8Array>;
  readonly lost: Promise<Fault>;
  readonly #received = new Subject<Uint8Array>();
  readonly #ended = new AbortController();
  /** `lost` and the writes that wait. Not `Promise.race` with `lost`: that keeps a reaction for each write for ever. */
  readonly #waiting = new Set<(fault: Fault) => void>();
  #fault: Fault | null = null;
  #pendingBytes = 0;

  constructor() {
    this.bytes$ = this.#received.asObservable();
    this.lost = new Promise((resolve) => {
      this.#waiting.add(resolve);
    });
  }

  /** Why the line is gone; null while it lives. */
  get fault(): Fault | null {
    return this.#fault;
  }

  /** Aborted when the line is gone: it ends what still sleeps. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  receive(bytes: Uint8Array): void {
    if (this.#fault === null) this.#received.next(bytes);
  }

  /** Ends the line; only the first reason counts. Writes that wait are rejected with it. */
  lose(fault: Fault): void {
    if (this.#fault !== null) return;
    this.#fault = fault;
    for (const tell of this.#waiting) tell(fault);
    this.#waiting.clear();
    this.#ended.abort();
    this.#received.complete();
  }

  /**
   * Runs one write. `send` learns how many bytes are on their way with it, for its time limit; when it fails the line
   * is lost. Rejects as soon as the line is gone, whatever `send` does.
   */
  carry<T>(bytes: number, send: (pendingBytes: number) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#fault !== null) return reject(this.#fault);
      if (this.#pendingBytes + bytes > MOST_PENDING_BYTES) return reject(tooMuch());
      this.#pendingBytes += bytes;
      this.#waiting.add(reject);
      const failed = (error: unknown): void => {
        this.lose(error instanceof Fault ? error : unexpected(error));
      };
      const sent = (answer: T): void => {
        this.#waiting.delete(reject);
        resolve(answer);
      };
      void send(this.#pendingBytes)
        .then(sent, failed)
        .finally(() => {
          this.#pendingBytes -= bytes;
        });
    });
  }
}

/** What a line that we closed ourselves gives as the reason of its loss. */
export function closedFault(name: string): Fault {
  return new Fault("LINE_CLOSED", `${name} was closed`, "nothing to do: this program closed it");
}

/** Bytes did not leave in the time that they need on the wire. */
export function stuckFault(name: string, limitMs: number): Fault {
  return new Fault(
    "LINE_STUCK",
    `${name} takes no more bytes: a write did not end within ${Math.round(limitMs)} ms`,
    "switch flow control off at the adapter or serial server, check its cable, and unplug it once",
  );
}

function tooMuch(): Fault {
  return new Fault(
    "LINE_FULL",
    `more than ${MOST_PENDING_BYTES} bytes wait for the line`,
    "this is a mistake in the program: please report it with the log",
  );
}

function unexpected(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  return new Fault("LINE_BROKEN", `the line failed: ${message}`, "check the cable and the adapter", error);
}
