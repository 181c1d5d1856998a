import type { Answer, Verdict } from "../ports/displayDriver.ts";
import { after } from "../shared/time.ts";

/** Longer than this is no answer: the rest is not kept. */
export const MOST_ANSWER_BYTES = 1_024;

export type Outcome =
  | Exclude<Verdict, { readonly kind: "more" }>
  /** Nothing, or nothing that is an answer, came in time. */
  | { readonly kind: "silent"; readonly heard: Uint8Array };

/**
 * Listens to what a display says to one frame. It listens from the frame's first byte on, because an answer may be here
 * before the host knows that its last byte has left; the display's time runs from that last byte.
 */
export class AnswerWindow {
  readonly #answer: Answer;
  readonly #tell: (outcome: Outcome) => void;
  #heard: Uint8Array = new Uint8Array();
  #verdict: Verdict = { kind: "more" };
  #isWritten = false;
  #cancel: (() => void) | null = null;

  constructor(answer: Answer, tell: (outcome: Outcome) => void) {
    this.#answer = answer;
    this.#tell = tell;
  }

  /** Whether what comes now belongs to the answer. */
  get isOpen(): boolean {
    return this.#verdict.kind === "more";
  }

  hear(piece: Uint8Array): void {
    const room = MOST_ANSWER_BYTES - this.#heard.length;
    if (room <= 0) return;
    this.#heard = Uint8Array.from([...this.#heard, ...piece.subarray(0, room)]);
    this.#verdict = this.#answer.read(this.#heard);
    if (this.#isWritten) this.#conclude();
  }

  /** The frame is out; its last byte is on the wire in so many milliseconds. */
  written(lastByteInMs: number): void {
    this.#isWritten = true;
    this.#cancel = after(Math.ceil(lastByteInMs + this.#answer.withinMs), () =>
      this.#tell({ kind: "silent", heard: this.#heard }),
    );
    this.#conclude();
  }

  stop(): void {
    this.#cancel?.();
  }

  #conclude(): void {
    if (this.#verdict.kind === "more") return;
    this.stop();
    this.#tell(this.#verdict);
  }
}
