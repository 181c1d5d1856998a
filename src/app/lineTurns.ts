import type { Monotonic } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import { after } from "../shared/time.ts";

/** The right to speak on a line that several displays may share. */
export interface LineTurns {
  /**
   * Null: the turn is yours now. Else `go` is called once when it is; call the answer to take the request back.
   * Those who wait get their turns in the order in which they asked.
   */
  ask(go: () => void): (() => void) | null;
  /** Ends the turn if it is yours; nobody speaks on the line before `freeAt`. */
  end(freeAt: Monotonic): void;
}

interface Request {
  readonly member: object;
  readonly go: () => void;
}

/** Gives one line to its members in turns. A timer runs only while somebody waits for a pause to end. */
export class TurnQueue {
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #waiting = new Set<Request>();
  #holder: object | null = null;
  #speaker: object | null = null;
  /** Writes that have not ended: they keep the line even when their member has left. */
  #writes = 0;
  #freeAt: Monotonic = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | null = null;

  constructor(clock: Pick<Clock, "monotonic">) {
    this.#clock = clock;
  }

  /** Who has the turn. */
  get holder(): object | null {
    return this.#holder;
  }

  /** Who has the turn or had the last one: what the line says is said to it. */
  get speaker(): object | null {
    return this.#speaker;
  }

  ask(member: object, go: () => void): (() => void) | null {
    if (this.#waiting.size === 0 && this.#isFree && this.#clock.monotonic() >= this.#freeAt) {
      this.#give(member);
      return null;
    }
    const request = { member, go };
    this.#waiting.add(request);
    this.#next();
    return () => this.#withdraw(request);
  }

  end(member: object, freeAt: Monotonic): void {
    if (this.#holder !== member) return;
    this.#holder = null;
    this.#freeAt = Math.max(this.#freeAt, freeAt);
    this.#next();
  }

  /** Keeps the line for a write until it has ended, well or not. */
  async during(write: Promise<void>): Promise<void> {
    this.#writes++;
    try {
      await write;
    } finally {
      this.#writes--;
      this.#next();
    }
  }

  get #isFree(): boolean {
    return this.#holder === null && this.#writes === 0;
  }

  #withdraw(request: Request): void {
    this.#waiting.delete(request);
    if (this.#waiting.size > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #give(member: object): void {
    this.#holder = member;
    this.#speaker = member;
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined || !this.#isFree || this.#cancelTimer !== null) return;
    const waitMs = this.#freeAt - this.#clock.monotonic();
    if (waitMs > 0) {
      this.#cancelTimer = after(Math.ceil(waitMs), () => {
        this.#cancelTimer = null;
        this.#next();
      });
      return;
    }
    this.#waiting.delete(first);
    this.#give(first.member);
    first.go();
  }
}
