import type { Fault } from "./fault.ts";

/** Something opened that the world may take away: a serial line, a broker session, a USB device. */
export interface Connection {
  /** Resolves once, with the reason, when the connection is gone; after `close()` too. Never rejects. */
  readonly lost: Promise<Fault>;
  /** Lets go of it. Safe to call twice, resolves within a few seconds whatever the device does. */
  close(): Promise<void>;
}
