/** The longest block of an event; what never ends a block must not grow for ever. */
const LONGEST_BLOCK = 65_536;

/** Blocks of the manager interface out of its lines: an empty one ends each block. */
export class AmiBlocks {
  #lines: string[] = [];
  #letters = 0;

  /** The block that this line ends; empty where it ends none, null when one never ends, after which nothing more can be read. */
  take(line: string): string | null {
    if (line === "") return this.#finish();
    this.#letters += line.length;
    if (this.#letters > LONGEST_BLOCK) return null;
    this.#lines.push(line);
    return "";
  }

  #finish(): string {
    const block = this.#lines.join("\r\n");
    this.#lines = [];
    this.#letters = 0;
    return block;
  }
}
