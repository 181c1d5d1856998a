import type { Colour } from "../../../domain/glass.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { blinksWithin, coloursWithin, type Dialect } from "./dialect.ts";
import type { FrameTemplate, TextElement } from "./frameTemplate.ts";
import { coloursOf, type Letter } from "./rowText.ts";
import { type Codes, longestFirst, type Spot, type Wire } from "./wire.ts";

/** More letters and codes than this in one text are noise. */
const mostTokens = 512;

type Look = Pick<Letter, "colour" | "blink">;

/** A text and all the places where it may end, each with the number of letters by then. */
export interface TextRead<Place> {
  readonly ends: readonly (readonly [Place, number])[];
  readonly letters: readonly Letter[];
}

/** Letters by their first byte, with the rest of their bytes. */
function byFirstByte({ glyphs }: Dialect): ReadonlyMap<number, Codes<string>> {
  const letters = new Map<number, (readonly [readonly number[], string])[]>();
  for (const [letter, bytes] of glyphs)
    for (const first of bytes.slice(0, 1))
      letters.set(first, [...(letters.get(first) ?? []), [bytes.slice(1), letter]]);
  return new Map([...letters].map(([first, codes]) => [first, longestFirst(codes)]));
}

/** Reads the text of a frame: letters, and the codes that change colour and blinking among them. */
export class TextReader {
  readonly #columns: number;
  readonly #first: Colour;
  readonly #letters: ReadonlyMap<number, Codes<string>>;
  readonly #colours: Codes<Colour>;
  readonly #blinks: Codes<boolean>;
  /** One code begins and ends blinking. */
  readonly #toggles: boolean;

  constructor(template: FrameTemplate, model: DisplayModel, dialect: Dialect) {
    const { colours, blink } = dialect;
    this.#columns = model.columns;
    this.#first = coloursOf(dialect, model)[0];
    this.#letters = byFirstByte(dialect);
    const coloured = coloursWithin(template, dialect);
    this.#colours = coloured ? longestFirst([...colours].map(([name, code]) => [code, name] as const)) : [];
    const blinking = blinksWithin(template, dialect) ? blink : null;
    const codes = blinking === null ? [] : [[blinking.on, true] as const, [blinking.off, false] as const];
    this.#blinks = longestFirst(codes);
    this.#toggles = blinking !== null && blinking.on.join() === blinking.off.join();
  }

  read<Place extends Spot>(wire: Wire, place: Place, { pad }: TextElement): TextRead<Place> {
    const most = pad === null ? mostTokens : Math.max(pad.width ?? 0, this.#columns);
    const ends: (readonly [Place, number])[] = [[place, 0]];
    const letters: Letter[] = [];
    let look: Look = { colour: this.#first, blink: false };
    let now = place;
    while (ends.length <= mostTokens) {
      const changed = this.#look(wire, now, look);
      const letter = changed === null && letters.length < most ? this.#letter(wire, now) : null;
      if (changed !== null) [now, look] = changed;
      else if (letter === null) break;
      else {
        now = letter[0];
        letters.push({ text: letter[1], ...look });
      }
      ends.push([now, letters.length]);
    }
    return { ends, letters };
  }

  /** A change of colour or blinking. Where one code begins and ends blinking, it means the other of what is. */
  #look<Place extends Spot>(wire: Wire, place: Place, look: Look): readonly [Place, Look] | null {
    const blinks = this.#toggles ? this.#blinks.filter(([, blink]) => blink !== look.blink) : this.#blinks;
    const blink = wire.code(blinks, place);
    if (blink !== null) return [blink[0], { ...look, blink: blink[1] }];
    const colour = wire.code(this.#colours, place);
    return colour === null ? null : [colour[0], { ...look, colour: colour[1] }];
  }

  #letter<Place extends Spot>(wire: Wire, place: Place): readonly [Place, string] | null {
    const first = wire.any(place);
    if (first === null) return null;
    const rests = wire.between(place.plain, first.plain).flatMap((byte) => this.#letters.get(byte) ?? []);
    return wire.code(rests, first);
  }
}
