import type { Observable } from "rxjs";
import type { Connection } from "./connection.ts";

/** How a serial line is set: 9600 7E1 is `{ baudRate: 9600, dataBits: 7, parity: "even", stopBits: 1 }`. */
export interface SerialSettings {
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

/** A line to a display, opened: a serial port, a TCP serial server, or their twin. */
export interface SerialLink extends Connection {
  /** What the device says, in pieces as they come. Completes when the link is lost or closed; never errors. */
  readonly bytes$: Observable<Uint8Array>;
  /** Resolves when the last byte left the host. Rejects with a Fault when the link is down or the line is stuck. */
  write(bytes: Uint8Array): Promise<void>;
}

/** One attempt to open a line, with its own time limit; rejects with a Fault that carries advice. */
export type OpenSerialLink = (signal: AbortSignal) => Promise<SerialLink>;
