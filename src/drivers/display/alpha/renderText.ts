import type { Colour, Glass, Run } from "../../../domain/glass.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { argumentsOf, latin1, modes, positions, textCode } from "./codes.ts";
import { colourSeen } from "./colours.ts";
import { glyphOf } from "./letters.ts";
import type { Picture } from "./signMemory.ts";

interface Letter {
  readonly glyph: string;
  readonly colour: Colour;
  readonly blink: boolean;
  /** The second column of a wide letter: it is drawn as a blank and is no end of a word. */
  readonly isSecondHalf: boolean;
}

/** What a text shows for a while: all rows at once, or one line that wanders through. */
export interface Screen {
  readonly rows: Letter[][];
  readonly scrolls: boolean;
}

/** What a text may ask of the sign that shows it. */
export interface Surroundings {
  readonly model: DisplayModel;
  readonly stringOf: (label: string) => readonly number[] | null;
  readonly pictureOf: (label: string) => Picture | null;
  /** The time of day as the sign shows it. */
  readonly time: string;
  readonly dateOf: (form: string) => string;
}

/** How long a held screen stays when a text has several, and how long a wandering line takes for one column. */
const holdMs = 3_000;
const columnMs = 100;

/** Dots in the width of one character, the gap to the next one included. */
const dotsPerColumn = 6;
/** What stands for a value that only a real sign has: a temperature, a counter. */
const noValue = "--";

/** Character sets that are wide on a sign of seven rows, as measured on a BetaBrite. */
const wideSets = "58";

const wanders: ReadonlySet<number> = new Set([modes.rotate, modes.scroll, modes.compressedRotate]);

class Pen {
  readonly screens: Screen[] = [];
  readonly #around: Surroundings;
  #colour: Colour;
  #blink: boolean = false;
  #allBlink: boolean = false;
  #scrolls: boolean = false;
  /** What makes letters wide: the control code, the attribute, the character set. */
  readonly #wide = new Set<"code" | "attribute" | "set">();
  #position: number = positions.fill;
  /** First row of the area in use, and the row behind its last one. */
  #first = 0;
  #end: number;
  /** Rows of the present screen; the pen is on the last of them. */
  #rows: Letter[][] = [];
  #line: Letter[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
    this.#colour = colourSeen(0, around.model.colours);
    this.#end = around.model.rows;
    this.#newScreen();
  }

  #newScreen(): void {
    this.#rows = [];
    this.screens.push({ rows: this.#rows, scrolls: this.#scrolls });
    this.#goDownTo(this.#first);
  }

  #goDownTo(row: number): void {
    while (this.#rows.length <= row) {
      this.#line = [];
      this.#rows.push(this.#line);
    }
  }

  /** A new mode field: another place, another way in. A bottom text joins the top text that is on already. */
  area(position: number, mode: number): void {
    this.centre();
    const { rows } = this.#around.model;
    const joins = position === positions.bottom && this.#position === positions.top && rows > 1;
    this.#first = joins ? this.#rows.length : position === positions.bottom ? rows - 1 : 0;
    this.#end = position === positions.top && rows > 1 ? rows - 1 : rows;
    this.#position = position;
    this.#allBlink = mode === modes.flash;
    this.#scrolls = wanders.has(mode);
    if (joins) this.#goDownTo(this.#first);
    else this.#fresh();
  }

  /** Starts a screen, in place of the present one if that is still untouched. */
  #fresh(): void {
    if (this.#rows.every((row) => row.length === 0)) this.screens.pop();
    this.#newScreen();
  }

  /** Moves a text of few lines to the middle, when it belongs there. */
  centre(): void {
    const free = this.#around.model.rows - this.#rows.length;
    if (this.#position !== positions.middle || free < 2) return;
    for (let above = 0; above < Math.floor(free / 2); above++) this.#rows.unshift([]);
  }

  newLine(): void {
    if (this.#rows.length >= this.#end || this.#scrolls) this.#newScreen();
    else this.#goDownTo(this.#rows.length);
  }

  letter(glyph: string): void {
    const width = this.#wide.size > 0 ? 2 : 1;
    if (this.#line.length + width > this.#around.model.columns && !this.#scrolls) {
      const wrapped = this.#wrap(glyph);
      if (!wrapped) return;
    }
    this.#put(glyph, this.#colour);
    if (width > 1) this.#put(" ", this.#colour, true);
  }

  #put(glyph: string, colour: Colour, isSecondHalf = false): void {
    this.#line.push({ glyph, colour, blink: this.#blink || this.#allBlink, isSecondHalf });
  }

  #letters(text: string): void {
    for (const glyph of text) this.letter(glyph);
  }

  /** A picture as blocks: one for every six columns of dots, in the colour that most of its dots have. */
  #picture({ width, rows }: Picture): void {
    for (let left = 0; left < width; left += dotsPerColumn) {
      const dots = rows.map((row) => row.slice(left, left + dotsPerColumn)).join("");
      const count = (dot: string): number => dots.split(dot).length - 1;
      const [most = "1"] = [..."12345678"].sort((a, b) => count(b) - count(a));
      if (this.#line.length >= this.#around.model.columns && !this.#scrolls) this.newLine();
      const colour = colourSeen(most.charCodeAt(0), this.#around.model.colours);
      this.#put(count(most) > 0 ? "\u2588" : " ", colour);
    }
  }

  /** A word that does not fit whole starts a new line, a word longer than a line is broken. False: nothing to add. */
  #wrap(glyph: string): boolean {
    const line = this.#line;
    const space = line.findLastIndex((letter) => letter.glyph === " " && !letter.isSecondHalf);
    const begin = line[space + 1]?.isSecondHalf ? space + 2 : space + 1;
    const word = glyph === " " || space < 0 ? [] : line.splice(begin);
    this.newLine();
    this.#line.push(...word);
    return glyph !== " ";
  }

  /** What makes letters two columns wide, or ends that. */
  #widen(code: number, argument: number, value: number): void {
    const set = (by: "code" | "attribute" | "set", on: boolean): void => {
      if (on) this.#wide.add(by);
      else this.#wide.delete(by);
    };
    if (code === textCode.wideOff || code === textCode.wideOn) set("code", code === textCode.wideOn);
    if (code === textCode.attribute && argument === 0x31) set("attribute", value === 0x31);
    if (code === textCode.characterSet) set("set", wideSets.includes(String.fromCharCode(argument)));
  }

  /** One byte that is no letter, with its arguments. */
  control(code: number, argument: number, value: number, inString: boolean): void {
    const label = String.fromCharCode(argument);
    this.#widen(code, argument, value);
    if (code === textCode.newLine) this.newLine();
    if (code === textCode.newPage) this.#newScreen();
    if (code === textCode.flash) this.#blink = argument === 0x31;
    if (code === textCode.colour) this.#colour = colourSeen(argument, this.#around.model.colours);
    if (code === textCode.clock) this.#letters(this.#around.time);
    // The maker's list of what a STRING file may hold has neither dates nor calls.
    if (inString) return;
    if (code === textCode.date) this.#letters(this.#around.dateOf(label));
    const picture = code === textCode.callPicture ? this.#around.pictureOf(label) : null;
    if (picture !== null) this.#picture(picture);
    if (code === textCode.callString) this.write(latin1(this.#around.stringOf(label) ?? []), true);
  }

  /** Writes a text of one character a byte. */
  write(text: string, inString: boolean): void {
    for (let index = 0; index < text.length; ) index += this.#next(text, index, inString);
    if (!inString) this.centre();
  }

  /** What 08H and these bytes draw; tells how many bytes that was. */
  #extended(first: number, second: number): number {
    if (first === textCode.extended) {
      this.letter(glyphOf(second + 0x80));
      return 3;
    }
    if (first === 0x1c || first === 0x1d) this.#letters(`${noValue}${first === 0x1c ? "C" : "F"}`);
    else if (first >= 0x7a && first <= 0x7e) this.#letters(noValue);
    else this.letter(glyphOf(first + 0x60));
    return 2;
  }

  /** Takes what stands at the index; tells how many bytes that was. */
  #next(text: string, index: number, inString: boolean): number {
    const byte = text.charCodeAt(index);
    const first = text.charCodeAt(index + 1);
    const second = text.charCodeAt(index + 2);
    if (byte === textCode.extended) {
      return this.#extended(first, second);
    }
    if (byte === textCode.mode) {
      this.area(first, second);
      return second === modes.special ? 4 : 3;
    }
    if (byte >= 0x20) {
      this.letter(glyphOf(byte));
      return 1;
    }
    this.control(byte, first, second, inString);
    const isRgb = byte === textCode.colour && first === 0x5a;
    return 1 + (isRgb ? 7 : (argumentsOf.get(byte) ?? 0));
  }
}

/** The screens that a TEXT file goes through, from its mode field on. */
export function screensOf(content: readonly number[], around: Surroundings): readonly Screen[] {
  const pen = new Pen(around);
  pen.write(latin1(content), false);
  return pen.screens;
}

/** Nothing to be seen. */
export const darkScreen: Screen = { rows: [], scrolls: false };

const durationOf = (screen: Screen, columns: number): number =>
  screen.scrolls ? (screen.rows.flat().length + columns) * columnMs : holdMs;

/** The screen that is on after so many milliseconds, and for how long it has been. */
export function screenAt(
  screens: readonly Screen[],
  elapsedMs: number,
  columns: number,
): { readonly screen: Screen; readonly forMs: number } {
  const whole = screens.reduce((sum, screen) => sum + durationOf(screen, columns), 0);
  let left = whole === 0 ? 0 : Math.max(0, elapsedMs) % whole;
  for (const screen of screens) {
    const duration = durationOf(screen, columns);
    if (left < duration) return { screen, forMs: left };
    left -= duration;
  }
  return { screen: darkScreen, forMs: 0 };
}

function runsOf(letters: readonly Letter[], columns: number, colour: Colour): Run[] {
  const runs: Run[] = [];
  const blank: Letter = { glyph: " ", colour, blink: false, isSecondHalf: false };
  for (let column = 0; column < columns; column++) {
    const { glyph, colour: shade, blink } = letters[column] ?? blank;
    const last = runs.at(-1);
    if (last !== undefined && last.colour === shade && last.blink === blink)
      runs[runs.length - 1] = { ...last, text: last.text + glyph };
    else runs.push({ text: glyph, colour: shade, blink });
  }
  return runs;
}

/** A screen as a person sees it: every row of the model, filled to its last column. */
export function glassOfScreen({ rows, scrolls }: Screen, forMs: number, model: DisplayModel): Glass {
  const dark = colourSeen(0, model.colours);
  const blank: Letter = { glyph: " ", colour: dark, blink: false, isSecondHalf: false };
  const before = new Array<Letter>(model.columns).fill(blank);
  const shown = scrolls ? [[...before, ...rows.flat()].slice(Math.floor(forMs / columnMs))] : rows;
  return Array.from({ length: model.rows }, (_, row) => runsOf(shown[row] ?? [], model.columns, dark));
}
