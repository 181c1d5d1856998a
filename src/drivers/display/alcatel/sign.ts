import type { Colour, Glass, Run } from "../../../domain/glass.ts";
import type { VirtualSign } from "../../../ports/displayDriver.ts";
import { charactersPerLine, lineCount } from "./codes.ts";
import { type AlcatelFrame, type Heard, LineReader } from "./lineReader.ts";

/** How a character looks until a line says otherwise; what a real board starts with is written nowhere. */
const atFirst: { readonly colour: Colour; readonly blink: boolean } = { colour: "green", blink: false };

const darkLine = (): Run[] => new Array<Run>(charactersPerLine).fill({ text: " ", ...atFirst });
const darkLines = (): Run[][] => Array.from({ length: lineCount }, darkLine);

/** Neighbours that look the same, as one run. */
function joined(characters: readonly Run[]): Run[] {
  const runs: Run[] = [];
  for (const { text, colour, blink } of characters) {
    const last = runs.at(-1);
    if (last?.colour === colour && last.blink === blink)
      runs[runs.length - 1] = { ...last, text: last.text + text };
    else runs.push({ text, colour, blink });
  }
  return runs;
}

/** A virtual board: it obeys its own number and never answers. */
export class AlcatelSign implements VirtualSign {
  readonly #board: number;
  #reader = new LineReader();
  #lines = darkLines();
  #events = new Map<string, number>();

  constructor(board: number) {
    this.#board = board;
  }

  get events(): ReadonlyMap<string, number> {
    return this.#events;
  }

  powerCycle(): void {
    this.#reader = new LineReader();
    this.#lines = darkLines();
    this.#events = new Map();
  }

  feed(bytes: Uint8Array): readonly Uint8Array[] {
    for (const byte of bytes) for (const heard of this.#reader.push(byte)) this.#hear(heard);
    return [];
  }

  glass(): Glass {
    return this.#lines.map(joined);
  }

  #count(event: string): void {
    this.#events.set(event, (this.#events.get(event) ?? 0) + 1);
  }

  #hear(heard: Heard): void {
    const isMine = heard.kind === "line" && heard.frame.board === this.#board;
    if (isMine) this.#show(heard.frame);
    this.#count(isMine ? "frames" : heard.kind === "line" ? "others" : "ignored");
  }

  /** A line that is too short leaves the rest of the old one, which is the worst that a board could do. */
  #show({ line, runs }: AlcatelFrame): void {
    let look = atFirst;
    const characters = runs.flatMap(({ text, colour = look.colour, blink = look.blink }) => {
      look = { colour, blink };
      return Array.from(text, (letter) => ({ text: letter, colour, blink }));
    });
    this.#lines = this.#lines.map((old, index) =>
      index === line - 1 ? [...characters, ...old.slice(characters.length)] : old,
    );
  }
}
