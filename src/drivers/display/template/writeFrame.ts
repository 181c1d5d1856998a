import type { DisplayModel } from "../../../ports/displayModel.ts";
import { sumOf } from "./checksum.ts";
import { blinksWithin, coloursWithin, type Dialect } from "./dialect.ts";
import {
  type FixedElement,
  type FrameTemplate,
  type Pad,
  type SpreadTemplate,
  spread,
  type TextElement,
} from "./frameTemplate.ts";
import { writeNumber } from "./numberForm.ts";
import { isBlank, type Letter, type RowText } from "./rowText.ts";

/** What a frame is to hold. */
export interface Content {
  /** The row in turn, counted from 0. */
  readonly row: number;
  readonly rows: readonly RowText[];
  readonly address: number;
}

/** A piece of a frame, and the silence the definition wants behind it. */
export interface Chunk {
  readonly bytes: readonly number[];
  readonly pauseAfterMs: number;
}

const blank: Letter = { text: " ", colour: "green", blink: false };

function padded(row: RowText, pad: Pad | null, columns: number): RowText {
  const used = row.slice(0, row.findLastIndex(({ text }) => text !== " ") + 1);
  if (pad === null) return used;
  const free = Math.max(0, (pad.width ?? columns) - used.length);
  const before = pad.align === "left" ? 0 : pad.align === "right" ? free : Math.floor(free / 2);
  const blanks = (count: number): Letter[] => new Array<Letter>(count).fill(blank);
  return [...blanks(before), ...used, ...blanks(free - before)];
}

/** The letters of a row with the codes between them; a blank needs none, and what blinks is ended with the row. */
function textBytes(row: RowText, template: FrameTemplate, dialect: Dialect): number[] {
  const { colours, blink, glyphs } = dialect;
  const coloured = coloursWithin(template, dialect);
  const blinking = blinksWithin(template, dialect) ? blink : null;
  let colour: string | null = null;
  let on = false;
  const bytes = row.flatMap((letter) => {
    const own = glyphs.get(letter.text) ?? [0x20];
    const codes: number[] = [];
    if (blinking !== null && letter.text !== " " && letter.blink !== on) {
      on = letter.blink;
      codes.push(...(on ? blinking.on : blinking.off));
    }
    if (coloured && letter.text !== " " && letter.colour !== colour) {
      colour = letter.colour;
      codes.push(...(colours.get(letter.colour) ?? []));
    }
    return [...codes, ...own];
  });
  return on && blinking !== null ? [...bytes, ...blinking.off] : bytes;
}

/** The letter that speaks for a whole row where colour and blinking are one code a row. */
function leading(rows: readonly RowText[]): Letter {
  const letters = rows.flat();
  return letters.find(({ text }) => text !== " ") ?? letters.find(() => true) ?? blank;
}

class Writer {
  readonly chunks: Chunk[] = [];
  readonly #template: SpreadTemplate;
  readonly #content: Content;
  readonly #model: DisplayModel;
  readonly #dialect: Dialect;
  /** The bytes of the piece so far, before any is replaced: sums are made of these. */
  #plain: number[] = [];
  #sent: number[] = [];
  #escapes = false;

  constructor(template: SpreadTemplate, content: Content, model: DisplayModel, dialect: Dialect) {
    this.#template = template;
    this.#content = content;
    this.#model = model;
    this.#dialect = dialect;
  }

  write(element: SpreadTemplate[number]): void {
    if (element.kind === "escape") this.#escapes = element.on;
    else if (element.kind === "pause") this.#close(element.ms);
    else this.#add(this.#bytesOf(element));
  }

  end(): readonly Chunk[] {
    if (this.#sent.length > 0) this.#close(0);
    return this.chunks;
  }

  #add(bytes: readonly number[]): void {
    this.#plain.push(...bytes);
    const { escapes } = this.#dialect;
    const sent = this.#escapes ? bytes.flatMap((byte) => escapes.get(byte) ?? [byte]) : bytes;
    this.#sent.push(...sent);
  }

  #close(pauseAfterMs: number): void {
    this.chunks.push({ bytes: this.#sent, pauseAfterMs });
    this.#plain = [];
    this.#sent = [];
  }

  #bytesOf(element: FixedElement | TextElement): readonly number[] {
    const { row, address } = this.#content;
    switch (element.kind) {
      case "bytes":
        return element.bytes;
      case "text":
        return this.#text(element.row ?? row, element.pad);
      case "line":
        return writeNumber(element.first + row * element.step, element.form);
      case "address":
        return writeNumber(address, element.form);
      case "colour":
        return this.#dialect.colours.get(this.#leading().colour) ?? [];
      case "blink":
        return this.#blink();
      case "sum":
        return writeNumber(
          sumOf(element.sum, this.#plain.slice(element.from, element.to ?? undefined)),
          element.form,
        );
    }
  }

  #text(row: number, pad: Pad | null): number[] {
    const text = this.#content.rows[row] ?? [];
    return textBytes(padded(text, pad, this.#model.columns), this.#template, this.#dialect);
  }

  /** Of a frame for one row its own letters, of a frame for the page all. */
  #leading(): Letter {
    const { row, rows } = this.#content;
    const whole = this.#template.some((element) => element.kind === "text" && element.row !== null);
    return leading(whole ? rows : rows.slice(row, row + 1));
  }

  #blink(): readonly number[] {
    const { blink } = this.#dialect;
    if (blink === null) return [];
    return this.#leading().blink ? blink.on : blink.off;
  }
}

/** One frame of a definition with its content, in as many pieces as it has pauses. */
export function writeFrame(
  template: FrameTemplate,
  content: Content,
  model: DisplayModel,
  dialect: Dialect,
): readonly Chunk[] {
  const whole = spread(template, model.rows);
  const writer = new Writer(whole, content, model, dialect);
  for (const element of whole) writer.write(element);
  return writer.end();
}

/** Whether all of a page is blank. */
export const isBlankPage = (rows: readonly RowText[]): boolean => rows.every(isBlank);
