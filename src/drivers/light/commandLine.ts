import type { Monotonic } from "../../domain/instant.ts";

/** How many bytes belong to what some bytes begin with, 1 where they begin nothing; null when more have to come to tell. */
export type CommandLength = (bytes: Uint8Array) => number | null;

/** A light holds no more than this of a command that never ends. */
const longestHeld = 512;

const LF = 0x0a;

/** How long a line of text is that ends in a line feed. */
export function textLineLength(bytes: Uint8Array): number | null {
  const end = bytes.indexOf(LF);
  return end < 0 ? null : end + 1;
}

/** The ear of a light on a line: takes bytes in pieces as they come, and gives commands back whole. */
export class CommandLine {
  readonly #lengthOf: CommandLength;
  readonly #silenceMs: number | null;
  #held = new Uint8Array();
  #heardAt: Monotonic = 0;

  /** A silence that is longer ends a command, whole or not; null where a light waits for ever. */
  constructor(lengthOf: CommandLength, silenceMs: number | null) {
    this.#lengthOf = lengthOf;
    this.#silenceMs = silenceMs;
  }

  feed(bytes: Uint8Array, at: Monotonic): readonly Uint8Array[] {
    if (this.#silenceMs !== null && at - this.#heardAt > this.#silenceMs) this.forget();
    this.#heardAt = at;
    let rest = Uint8Array.from([...this.#held, ...bytes]);
    const commands: Uint8Array[] = [];
    while (rest.length > 0) {
      const length = this.#lengthOf(rest);
      if ((length === null || length > rest.length) && rest.length <= longestHeld) break;
      const end = Math.min(length ?? rest.length, rest.length);
      commands.push(rest.slice(0, end));
      rest = rest.slice(end);
    }
    this.#held = rest;
    return commands;
  }

  /** Whether nothing is left of a command that has not ended. */
  get isEmpty(): boolean {
    return this.#held.length === 0;
  }

  forget(): void {
    this.#held = new Uint8Array();
  }
}
