import type { Colour } from "../../../domain/glass.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { sumOf } from "./checksum.ts";
import { blinksWithin, coloursWithin, type Dialect } from "./dialect.ts";
import {
  endOfText,
  type FixedElement,
  type FrameTemplate,
  type SpreadTemplate,
  type SumElement,
  spread,
  type TextElement,
} from "./frameTemplate.ts";
import { mostOf, readNumber } from "./numberForm.ts";
import { coloursOf, type Letter } from "./rowText.ts";

/** More letters and codes than this in one text are noise. */
const mostTokens = 512;

/** What a frame said. */
export interface Said {
  /** How many bytes it took. */
  readonly length: number;
  readonly address: number | null;
  /** The row it named, counted from 0. */
  readonly row: number | null;
  /** Its texts, with the row where the template names one. */
  readonly texts: readonly { readonly row: number | null; readonly letters: readonly Letter[] }[];
  readonly checksum: "none" | "ok" | "bad";
}

export type Match = { readonly kind: "frame"; readonly said: Said } | { readonly kind: "more" | "no" };

/** A code and what it means, the longest first, because one may begin like another. */
type Codes<Meaning> = readonly (readonly [readonly number[], Meaning])[];

const longestFirst = <Meaning>(codes: Iterable<readonly [readonly number[], Meaning]>): Codes<Meaning> =>
  [...codes].toSorted(([a], [b]) => b.length - a.length);

type Look = Pick<Letter, "colour" | "blink">;

type Token =
  | { readonly kind: "letter"; readonly next: Point; readonly letter: string }
  | { readonly kind: "look"; readonly next: Point; readonly look: Look };

function byFirstByte({ glyphs }: Dialect): ReadonlyMap<number, Codes<string>> {
  const letters = new Map<number, (readonly [readonly number[], string])[]>();
  for (const [letter, [first = 0, ...rest]] of glyphs)
    letters.set(first, [...(letters.get(first) ?? []), [rest, letter]]);
  return new Map([...letters].map(([first, codes]) => [first, longestFirst(codes)]));
}

/** What is known at one point of a frame. It is never changed, so that a wrong guess costs nothing. */
interface Point {
  /** The next byte on the line. */
  readonly at: number;
  /** The bytes so far as they were before any was replaced, from `from` on in the matcher's own list. */
  readonly plain: number;
  readonly chunkStart: number;
  readonly escapes: boolean;
  readonly address: number | null;
  readonly row: number | null;
  readonly colour: Colour | null;
  readonly blink: boolean | null;
  readonly texts: Said["texts"];
  readonly checksum: Said["checksum"];
}

const start: Point = {
  at: 0,
  plain: 0,
  chunkStart: 0,
  escapes: false,
  address: null,
  row: null,
  colour: null,
  blink: null,
  texts: [],
  checksum: "none",
};

/** Recognises the bytes of one template: the template read backwards. */
export class FrameMatcher {
  readonly #elements: SpreadTemplate;
  readonly #model: DisplayModel;
  readonly #first: Colour;
  /** Letters by their first byte, with the rest of their bytes. */
  readonly #letters: ReadonlyMap<number, Codes<string>>;
  readonly #colours: Codes<Colour>;
  readonly #blinks: Codes<boolean>;
  readonly #escapes: Codes<number>;
  readonly #coloured: boolean;
  readonly #blinking: boolean;
  /** One code begins and ends blinking. */
  readonly #toggles: boolean;
  #bytes: readonly number[] = [];
  /** The bytes taken so far, replaced ones as they were. */
  #plain: number[] = [];
  #ranOut = false;

  constructor(template: FrameTemplate, model: DisplayModel, dialect: Dialect) {
    this.#elements = spread(template, model.rows);
    this.#model = model;
    this.#first = coloursOf(dialect, model)[0] ?? "red";
    this.#letters = byFirstByte(dialect);
    this.#colours = longestFirst([...dialect.colours].map(([colour, code]) => [code, colour] as const));
    const { blink } = dialect;
    this.#blinks =
      blink === null ? [] : longestFirst([[blink.on, true] as const, [blink.off, false] as const]);
    this.#toggles = blink !== null && blink.on.join() === blink.off.join();
    this.#escapes = longestFirst([...dialect.escapes].map(([byte, code]) => [code, byte] as const));
    this.#coloured = coloursWithin(template, dialect);
    this.#blinking = blinksWithin(template, dialect);
  }

  /** Whether these bytes begin with a whole frame, may become one, or cannot. */
  match(bytes: readonly number[]): Match {
    this.#bytes = bytes;
    this.#plain = [];
    this.#ranOut = false;
    const end = this.#from(0, start);
    if (end === null) return { kind: this.#ranOut ? "more" : "no" };
    const { at, address, row, texts, checksum } = end;
    return { kind: "frame", said: { length: at, address, row, texts: this.#dressed(texts, end), checksum } };
  }

  /** Where one code speaks for the whole row, its letters get their colour when all is read. */
  #dressed(texts: Said["texts"], { colour, blink }: Point): Said["texts"] {
    return texts.map(({ row, letters }) => ({
      row,
      letters: letters.map((letter) => ({
        ...letter,
        colour: colour ?? letter.colour,
        blink: blink ?? letter.blink,
      })),
    }));
  }

  #from(index: number, point: Point): Point | null {
    const element = this.#elements[index];
    if (element === undefined) return point;
    switch (element.kind) {
      case "text":
        return this.#text(index, element, point);
      case "escape":
        return this.#from(index + 1, { ...point, escapes: element.on });
      case "pause":
        return this.#from(index + 1, { ...point, chunkStart: point.plain });
      default: {
        const next = this.#fixed(element, point);
        return next === null ? null : this.#from(index + 1, next);
      }
    }
  }

  #fixed(element: FixedElement, point: Point): Point | null {
    switch (element.kind) {
      case "bytes":
        return this.#take(element.bytes, point);
      case "address":
        return this.#number(element.form.size, point, (bytes, next) => {
          const address = readNumber(bytes, element.form);
          return address === null ? null : { ...next, address };
        });
      case "line":
        return this.#number(element.form.size, point, (bytes, next) => {
          const value = readNumber(bytes, element.form);
          return value === null ? null : { ...next, row: (value - element.first) / element.step };
        });
      case "sum":
        return this.#sum(element, point);
      case "colour":
        return this.#code(this.#colours, point, (next, colour) => ({ ...next, colour }));
      case "blink":
        return this.#code(this.#blinks, point, (next, blink) => ({ ...next, blink }));
    }
  }

  #sum(element: SumElement, point: Point): Point | null {
    const summed = this.#plain.slice(point.chunkStart, point.plain);
    const wanted = sumOf(element.sum, summed.slice(element.from, element.to ?? undefined));
    return this.#number(element.form.size, point, (bytes, next) => {
      const value = readNumber(bytes, element.form);
      if (value === null) return null;
      const isRight = value === wanted % (mostOf(element.form) + 1);
      return { ...next, checksum: isRight && point.checksum !== "bad" ? "ok" : "bad" };
    });
  }

  #code<Meaning>(
    codes: Codes<Meaning>,
    point: Point,
    use: (next: Point, meaning: Meaning) => Point,
  ): Point | null {
    for (const [code, meaning] of codes) {
      const next = this.#take(code, point);
      if (next !== null) return use(next, meaning);
    }
    return null;
  }

  /** A text is taken as long as it goes, then given back letter by letter until what follows fits. */
  #text(index: number, element: TextElement, point: Point): Point | null {
    const { points, letters } = this.#tokens(point, element);
    const exact = element.pad !== null && endOfText(this.#elements, index) === null;
    const width = element.pad?.width ?? this.#model.columns;
    let bad: Point | null = null;
    for (let count = points.length - 1; count >= 0; count--) {
      const [next, seen] = points[count] ?? [point, 0];
      if (exact && seen !== width) continue;
      const texts = [...point.texts, { row: element.row, letters: letters.slice(0, seen) }];
      const end = this.#from(index + 1, { ...next, texts });
      if (end === null) continue;
      if (end.checksum !== "bad") return end;
      bad ??= end;
    }
    return bad;
  }

  /** Where the text may end: after each letter or code, with the number of letters by then. */
  #tokens(
    point: Point,
    { pad }: TextElement,
  ): { readonly points: readonly (readonly [Point, number])[]; readonly letters: readonly Letter[] } {
    const most = pad === null ? mostTokens : Math.max(pad.width ?? 0, this.#model.columns);
    const points: (readonly [Point, number])[] = [[point, 0]];
    const letters: Letter[] = [];
    let look = { colour: this.#first, blink: false };
    let now = point;
    while (points.length <= mostTokens) {
      const token = this.#lookCode(now, look) ?? (letters.length < most ? this.#letter(now) : null);
      if (token === null) break;
      if (token.kind === "letter") letters.push({ text: token.letter, ...look });
      else look = token.look;
      now = token.next;
      points.push([now, letters.length]);
    }
    return { points, letters };
  }

  /** A change of colour or blinking. Where one code begins and ends blinking, it means the other of what is. */
  #lookCode(point: Point, look: Look): Token | null {
    for (const [code, blink] of this.#blinking ? this.#blinks : []) {
      const next = blink === look.blink && this.#toggles ? null : this.#take(code, point);
      if (next !== null) return { kind: "look", next, look: { ...look, blink } };
    }
    for (const [code, colour] of this.#coloured ? this.#colours : []) {
      const next = this.#take(code, point);
      if (next !== null) return { kind: "look", next, look: { ...look, colour } };
    }
    return null;
  }

  #letter(point: Point): Token | null {
    const first = this.#any(point);
    if (first === null) return null;
    for (const [rest, letter] of this.#letters.get(this.#plain[first.plain - 1] ?? -1) ?? []) {
      const next = this.#take(rest, first);
      if (next !== null) return { kind: "letter", next, letter };
    }
    return null;
  }

  #number(
    size: number,
    point: Point,
    use: (bytes: readonly number[], next: Point) => Point | null,
  ): Point | null {
    let next: Point | null = point;
    for (let count = 0; count < size && next !== null; count++) next = this.#any(next);
    return next === null ? null : use(this.#plain.slice(point.plain, next.plain), next);
  }

  #take(wanted: readonly number[], point: Point): Point | null {
    let next: Point | null = point;
    for (const byte of wanted) {
      next = this.#any(next);
      if (next === null || this.#plain[next.plain - 1] !== byte) return null;
    }
    return next;
  }

  /** Takes one byte of the frame, whatever it is; what was replaced on the line becomes what it was. */
  #any(point: Point): Point | null {
    if (point.at >= this.#bytes.length) {
      this.#ranOut = true;
      return null;
    }
    const [byte, length] = point.escapes ? this.#unescaped(point.at) : [this.#bytes[point.at] ?? 0, 1];
    if (byte === null) return null;
    this.#plain.length = point.plain;
    this.#plain.push(byte);
    return { ...point, at: point.at + length, plain: point.plain + 1 };
  }

  #unescaped(at: number): readonly [number | null, number] {
    for (const [code, byte] of this.#escapes) {
      const rest = this.#bytes.slice(at, at + code.length);
      if (rest.every((value, index) => value === code[index])) {
        if (rest.length === code.length) return [byte, code.length];
        this.#ranOut = true;
        return [null, 0];
      }
    }
    return [this.#bytes[at] ?? 0, 1];
  }
}
