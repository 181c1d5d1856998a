import { ReadlineParser } from "@serialport/parser-readline";

const lineFeed = 0x0a;

/** Who wants the lines of a stream. */
export interface LineListener {
  /** A line without its end. */
  readonly line: (text: string) => void;
  /** A line is longer than it may be. Nothing more will be told. */
  readonly tooLong: () => void;
}

/**
 * Lines of UTF-8 out of bytes that come in pieces, whether they end with a line feed or with a carriage return before it; empty
 * ones too. The package keeps what has no end for ever: so a line is measured before it gets there.
 */
export class LineReader {
  readonly #parser = new ReadlineParser({ delimiter: "\n", encoding: "utf8", includeDelimiter: true });
  readonly #mostBytes: number;
  readonly #listener: LineListener;
  #unended = 0;
  #isOver = false;

  constructor(mostBytes: number, listener: LineListener) {
    this.#mostBytes = mostBytes;
    this.#listener = listener;
    this.#parser.on("data", (line: string) => listener.line(line.replace(/\r?\n$/, "")));
  }

  feed(bytes: Uint8Array): void {
    if (this.#isOver) return;
    if (this.#fits(bytes)) {
      this.#parser.write(bytes);
      return;
    }
    this.#isOver = true;
    this.#parser.destroy();
    this.#listener.tooLong();
  }

  /** Whether no line is too long with these bytes, ended or not. */
  #fits(bytes: Uint8Array): boolean {
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
      if (this.#unended + end - from > this.#mostBytes) return false;
      this.#unended = 0;
      from = end + 1;
    }
    this.#unended += bytes.length - from;
    return this.#unended <= this.#mostBytes;
  }
}
