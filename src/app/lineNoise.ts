import type { Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import { after } from "../shared/time.ts";
import type { Trouble } from "./deviceHealth.ts";
import { troubles } from "./displayTroubles.ts";

/** So long without a byte, and the line counts as quiet again. */
export const QUIET_AFTER_MS = 60_000;
/** As many bytes of a piece decide whether it is an echo; fewer than the least prove nothing. */
const MOST_COMPARED = 64;
const LEAST_COMPARED = 4;

/** Bytes that nobody asked for: an echo, a wrong cable, a stranger on the line. One timer, however much comes. */
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
    this.#say(this.isEcho(bytes) || this.#told === troubles.echo ? troubles.echo : troubles.babble);
  }

  /** Whether this is a part of what was sent last. */
  isEcho(bytes: Uint8Array): boolean {
    const piece = Buffer.from(bytes.subarray(0, MOST_COMPARED));
    return piece.length >= LEAST_COMPARED && this.#lastSent.includes(piece);
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
