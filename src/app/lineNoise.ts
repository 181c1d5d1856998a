import type { Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import { after } from "../shared/time.ts";
import type { Trouble } from "./displayHealth.ts";

/** So long without a byte, and the line counts as quiet again. */
export const QUIET_AFTER_MS = 60_000;
/** As many bytes of a piece decide whether it is an echo; fewer than the least prove nothing. */
const MOST_COMPARED = 64;
const LEAST_COMPARED = 4;

const echo: Trouble = {
  reason: "the line gives back what we send",
  advice: "switch echo off at the RS-485 adapter, or look for a plug that joins TX and RX",
};

const babble: Trouble = {
  reason: "the line says something that nobody asked for",
  advice: "check that the display and not another device is on this line, its baud rate and its wiring",
};

/** Bytes from a display that never answers: an echo or a wrong cable. One timer, however much comes. */
export class LineNoise {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #tell: (trouble: Trouble | null) => void;
  #lastSent: Buffer = Buffer.alloc(0);
  #lastHeardAt: Monotonic = 0;
  #told: Trouble | null = null;
  #cancel: (() => void) | null = null;

  constructor(clock: Pick<Clock, "monotonic">, tell: (trouble: Trouble | null) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  sent(frame: Uint8Array): void {
    this.#lastSent = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  }

  heard(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#lastHeardAt = this.#clock.monotonic();
    this.#cancel ??= after(QUIET_AFTER_MS, () => this.#listen());
    const piece = Buffer.from(bytes.subarray(0, MOST_COMPARED));
    const isEcho = piece.length >= LEAST_COMPARED && this.#lastSent.includes(piece);
    this.#say(isEcho || this.#told === echo ? echo : babble);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#told = null;
  }

  #listen(): void {
    const quietMs = this.#clock.monotonic() - this.#lastHeardAt;
    this.#cancel = null;
    if (quietMs >= QUIET_AFTER_MS) this.#say(null);
    else this.#cancel = after(Math.ceil(QUIET_AFTER_MS - quietMs), () => this.#listen());
  }

  /** One verdict a spell, so that the state does not flicker with each piece. */
  #say(trouble: Trouble | null): void {
    if (trouble === this.#told) return;
    this.#told = trouble;
    this.#tell(trouble);
  }
}
