/** The longest block of an event; what never ends a block must not grow for ever. */
const LONGEST_BLOCK = 65_536;

/** Blocks of the manager interface out of bytes that come in pieces, cut at any place. */
export class AmiBlocks {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #greeting: string | null = null;

  /** The line with which the server begins; null while it has not come. */
  get greeting(): string | null {
    return this.#greeting;
  }

  /** The blocks that are whole now; null when one never ends, after which nothing more can be read. */
  feed(bytes: Uint8Array): readonly string[] | null {
    let text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    if (this.#greeting === null) {
      const end = text.indexOf("\n");
      if (end >= 0) {
        this.#greeting = text.slice(0, end).trim();
        text = text.slice(end + 1);
      }
    }
    const blocks = text.split(/\r\n\r\n|\n\n/);
    this.#rest = blocks.splice(-1).join("");
    if (this.#rest.length > LONGEST_BLOCK || blocks.some((block) => block.length > LONGEST_BLOCK))
      return null;
    return blocks.filter((block) => block.trim() !== "");
  }
}
