import { Subject, type Subscription } from "rxjs";
import { Fault } from "../../ports/fault.ts";
import type { LightFrame, LightWord } from "../../ports/lightDriver.ts";
import type { LightLink } from "../../ports/lightLink.ts";
import type { SerialLink } from "../../ports/serialLink.ts";
import { AnswerWindow, type Outcome } from "../answerWindow.ts";
import { wrongWire } from "./wrongWire.ts";

type Answer = NonNullable<Extract<LightFrame, { readonly kind: "bytes" }>["answer"]>;

/** A light on a serial line or a network line. One frame at a time; what it says to none of them is its own word. */
export class SerialLight implements LightLink {
  readonly lost: Promise<Fault>;
  readonly words$;
  readonly #link: SerialLink;
  readonly #words = new Subject<LightWord>();
  readonly #heard: Subscription;
  #window: AnswerWindow | null = null;
  /** Ends the wait for an answer that cannot come any more. */
  #giveUp: (fault: Fault) => void = () => undefined;

  constructor(link: SerialLink) {
    this.#link = link;
    this.lost = link.lost;
    this.words$ = this.#words.asObservable();
    void link.lost.then((fault) => this.#giveUp(fault));
    this.#heard = link.bytes$.subscribe({
      next: (bytes) => this.#hear(bytes),
      complete: () => this.#words.complete(),
    });
  }

  async send(frame: LightFrame): Promise<void> {
    if (frame.kind !== "bytes") throw wrongWire(frame, "a serial line");
    const { bytes, answer } = frame;
    if (answer === null) await this.#link.write(bytes);
    else await this.#ask(bytes, answer);
  }

  async close(): Promise<void> {
    this.#heard.unsubscribe();
    this.#words.complete();
    await this.#link.close();
  }

  async #ask(bytes: Uint8Array, answer: Answer): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#try(bytes, answer);
      if (outcome.kind === "taken") return;
      if (attempt >= answer.retries) throw faultOf(outcome);
    }
  }

  #try(bytes: Uint8Array, answer: Answer): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const window = new AnswerWindow(answer, resolve);
      this.#window = window;
      this.#giveUp = (fault) => {
        window.stop();
        reject(fault);
      };
      this.#link.write(bytes).then(() => window.written(0), reject);
    });
  }

  #hear(bytes: Uint8Array): void {
    if (this.#window?.isOpen) this.#window.hear(bytes);
    else this.#words.next({ kind: "bytes", bytes });
  }
}

function faultOf(outcome: Exclude<Outcome, { readonly kind: "taken" }>): Fault {
  if (outcome.kind === "refused") return new Fault("LIGHT_REFUSED", outcome.reason, outcome.advice);
  return outcome.heard.length === 0
    ? new Fault("LIGHT_SILENT", "the light does not answer", "check its power, its address and its wires")
    : new Fault(
        "LIGHT_SILENT",
        "what the light answers makes no sense",
        "check baud rate, parity and wiring, and that this model is the right one",
      );
}
