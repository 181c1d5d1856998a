import type { Observable } from "rxjs";
import type { Connection } from "./connection.ts";
import type { LightFrame, LightWord } from "./lightDriver.ts";

/** A light, reached: over USB, a serial line, the bus or GPIO outputs, or its twin. */
export interface LightLink extends Connection {
  /** What it says by itself. Completes when the link is gone; never errors. */
  readonly words$: Observable<LightWord>;
  /** Resolves when the frame is out and, where it has an answer, taken. Rejects with a Fault when not. */
  send(frame: LightFrame): Promise<void>;
}

/** One attempt to reach a light, with its own time limit; rejects with a Fault that carries advice. */
export type OpenLight = (signal: AbortSignal) => Promise<LightLink>;
