import {
  type AlcatelColour,
  alcatelCode,
  blinkCodes,
  charactersPerLine,
  colourOf,
  isCharacter,
  lineCount,
} from "./codes.ts";

/** Characters that follow each other, and what was said before the first of them; nothing said means "as before". */
export interface AlcatelRun {
  readonly colour?: AlcatelColour;
  readonly blink?: boolean;
  readonly text: string;
}

/** One line of one board. The JSON of it is what the `wire` command prints and takes. */
export interface AlcatelFrame {
  /** 0 for the first board on the pair of wires, 7 for the last. */
  readonly board: number;
  /** 1 is the upper line. */
  readonly line: number;
  readonly runs: readonly AlcatelRun[];
}

/** What a byte led to. */
export type Heard =
  | { readonly kind: "line"; readonly frame: AlcatelFrame }
  | { readonly kind: "dropped"; readonly message: string };

interface OpenRun {
  colour?: AlcatelColour;
  blink?: boolean;
  text: string;
}

interface OpenLine {
  readonly board: number;
  line: number | null;
  readonly runs: OpenRun[];
  characters: number;
}

/** Reads lines byte by byte. What is no line is dropped, and told once for each stretch of it. */
export class LineReader {
  #open: OpenLine | null = null;
  #isAstray = false;

  push(byte: number): Heard[] {
    const board = (byte >> 4) - 8;
    const code = byte & 0xf;
    if (byte >= 0x80 && code === alcatelCode.start) {
      const heard = this.finish();
      this.#open = { board, line: null, runs: [], characters: 0 };
      this.#isAstray = false;
      return heard;
    }
    if (this.#open === null) return this.#stray();
    if (byte < 0x80) return this.#character(this.#open, byte);
    if (board !== this.#open.board)
      return this.#drop(`a code of board ${board} in a line of board ${this.#open.board}`);
    return this.#code(this.#open, code);
  }

  /** The bytes are at their end: a line that is still open is dropped. */
  finish(): Heard[] {
    return this.#open === null ? [] : this.#drop("a line has no end");
  }

  #stray(): Heard[] {
    if (this.#isAstray) return [];
    this.#isAstray = true;
    return [{ kind: "dropped", message: "bytes outside of a line" }];
  }

  /** The rest of what is dropped needs no complaint of its own. */
  #drop(message: string): Heard[] {
    this.#open = null;
    this.#isAstray = true;
    return [{ kind: "dropped", message }];
  }

  #character(open: OpenLine, byte: number): Heard[] {
    if (open.line === null) {
      if (byte >= lineCount) return this.#drop(`there is no line ${byte + 1}`);
      open.line = byte + 1;
      return [];
    }
    if (!isCharacter(byte)) return this.#drop("a control character in a line");
    if (open.characters === charactersPerLine) return this.#drop("a line has more than 16 characters");
    open.characters += 1;
    const run = open.runs.at(-1);
    if (run === undefined) open.runs.push({ text: String.fromCharCode(byte) });
    else run.text += String.fromCharCode(byte);
    return [];
  }

  #code(open: OpenLine, code: number): Heard[] {
    if (open.line === null) return this.#drop("a line without its number");
    if (code === alcatelCode.end) return this.#end(open.board, open.line, open);
    const colour = colourOf(code);
    const blink = code === blinkCodes.blinking;
    const run = open.runs.at(-1);
    // A colour stands before the blinking; any other order begins a run of its own, so that none is lost.
    if (colour !== null) open.runs.push({ colour, text: "" });
    else if (!blink && code !== blinkCodes.steady)
      return this.#drop(`unknown code ${code.toString(16)}H in a line`);
    else if (run?.text === "" && run.blink === undefined) run.blink = blink;
    else open.runs.push({ blink, text: "" });
    return [];
  }

  #end(board: number, line: number, { runs, characters }: OpenLine): Heard[] {
    if (characters === 0) return this.#drop("a line without characters");
    this.#open = null;
    return [{ kind: "line", frame: { board, line, runs } }];
  }
}
