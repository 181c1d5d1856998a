import type { Colour } from "../../../domain/glass.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { sumOf } from "./checksum.ts";
import type { Dialect } from "./dialect.ts";
import { elementInWords } from "./elementInWords.ts";
import {
  endOfText,
  type FixedElement,
  type FrameTemplate,
  type SpreadTemplate,
  type SumElement,
  spread,
  type TextElement,
} from "./frameTemplate.ts";
import { readNumber, writeNumber } from "./numberForm.ts";
import type { Letter } from "./rowText.ts";
import { TextReader } from "./textReader.ts";
import { type Codes, longestFirst, type Miss, type Spot, Wire } from "./wire.ts";

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
  /** The bytes that a wrong checksum should have been. */
  readonly rightSum: readonly number[];
}

export type Match =
  | { readonly kind: "frame"; readonly said: Said }
  /** It is no frame, or not yet one; `miss` tells how far it was like one. */
  | { readonly kind: "more" | "no"; readonly miss: Miss };

/** What is known at one place of a frame. */
interface Point extends Spot {
  /** Where the piece of the frame began: a pause ends one. */
  readonly pieceStart: number;
  readonly address: number | null;
  readonly row: number | null;
  readonly colour: Colour | null;
  readonly blink: boolean | null;
  readonly texts: Said["texts"];
  readonly checksum: Said["checksum"];
  readonly rightSum: readonly number[];
}

const start: Point = {
  at: 0,
  plain: 0,
  escapes: false,
  pieceStart: 0,
  address: null,
  row: null,
  colour: null,
  blink: null,
  texts: [],
  checksum: "none",
  rightSum: [],
};

/** Where one code speaks for the whole row, its letters get their look when all is read. */
function dressed({ texts, colour, blink }: Point): Said["texts"] {
  return texts.map(({ row, letters }) => ({
    row,
    letters: letters.map((letter) => ({
      ...letter,
      colour: colour ?? letter.colour,
      blink: blink ?? letter.blink,
    })),
  }));
}

/** Recognises the bytes of one template: the template read backwards. */
export class FrameMatcher {
  readonly #elements: SpreadTemplate;
  readonly #columns: number;
  readonly #text: TextReader;
  readonly #colours: Codes<Colour>;
  readonly #blinks: Codes<boolean>;
  readonly #escapes: Codes<number>;

  constructor(template: FrameTemplate, model: DisplayModel, dialect: Dialect) {
    const { colours, blink, escapes } = dialect;
    this.#elements = spread(template, model.rows);
    this.#columns = model.columns;
    this.#text = new TextReader(template, model, dialect);
    this.#colours = longestFirst([...colours].map(([name, code]) => [code, name] as const));
    this.#blinks =
      blink === null ? [] : longestFirst([[blink.on, true] as const, [blink.off, false] as const]);
    this.#escapes = longestFirst([...escapes].map(([byte, code]) => [code, byte] as const));
  }

  /** Whether these bytes begin with a whole frame, may become one, or cannot. */
  match(bytes: readonly number[]): Match {
    const wire = new Wire(bytes, this.#escapes);
    const end = this.#from(0, start, wire);
    if (end === null) return { kind: wire.ranOut ? "more" : "no", miss: wire.miss };
    const { at, address, row, checksum, rightSum } = end;
    return { kind: "frame", said: { length: at, address, row, texts: dressed(end), checksum, rightSum } };
  }

  #from(index: number, point: Point, wire: Wire): Point | null {
    const element = this.#elements[index];
    if (element === undefined) return point;
    wire.look(point, elementInWords(element));
    switch (element.kind) {
      case "text":
        return this.#through(index, element, point, wire);
      case "escape":
        return this.#from(index + 1, { ...point, escapes: element.on }, wire);
      case "pause":
        return this.#from(index + 1, { ...point, pieceStart: point.plain }, wire);
      default: {
        const next = this.#fixed(element, point, wire);
        return next === null ? null : this.#from(index + 1, next, wire);
      }
    }
  }

  #fixed(element: FixedElement, point: Point, wire: Wire): Point | null {
    switch (element.kind) {
      case "bytes":
        return wire.take(element.bytes, point);
      case "sum":
        return this.#sum(element, point, wire);
      case "colour": {
        const code = wire.code(this.#colours, point);
        return code === null ? null : { ...code[0], colour: code[1] };
      }
      case "blink": {
        const code = wire.code(this.#blinks, point);
        return code === null ? null : { ...code[0], blink: code[1] };
      }
      case "address":
      case "line":
        return this.#number(element, point, wire);
    }
  }

  #number(
    element: Extract<FixedElement, { kind: "address" | "line" }>,
    point: Point,
    wire: Wire,
  ): Point | null {
    const next = wire.takeAny(element.form.size, point);
    if (next === null) return null;
    const value = readNumber(wire.between(point.plain, next.plain), element.form);
    if (value === null) return null;
    if (element.kind === "address") return { ...next, address: value };
    return { ...next, row: (value - element.first) / element.step };
  }

  #sum(element: SumElement, point: Point, wire: Wire): Point | null {
    const summed = wire.between(point.pieceStart, point.plain).slice(element.from, element.to ?? undefined);
    const right = writeNumber(sumOf(element.sum, summed), element.form);
    const next = wire.takeAny(element.form.size, point);
    if (next === null) return null;
    const given = readNumber(wire.between(point.plain, next.plain), element.form);
    if (given === null) return null;
    if (given !== readNumber(right, element.form)) return { ...next, checksum: "bad", rightSum: right };
    return { ...next, checksum: point.checksum === "bad" ? "bad" : "ok" };
  }

  /** A text is taken as long as it goes, then given back letter by letter until what follows fits. */
  #through(index: number, element: TextElement, point: Point, wire: Wire): Point | null {
    const { ends, letters } = this.#text.read(wire, point, element);
    const isExact = element.pad !== null && endOfText(this.#elements, index).length === 0;
    const width = element.pad?.width ?? this.#columns;
    let bad: Point | null = null;
    for (const [next, count] of ends.toReversed()) {
      if (isExact && count !== width) continue;
      const texts = [...point.texts, { row: element.row, letters: letters.slice(0, count) }];
      const end = this.#from(index + 1, { ...next, texts }, wire);
      if (end === null) continue;
      if (end.checksum !== "bad") return end;
      bad ??= end;
    }
    return bad;
  }
}
