import { type Glyph, glyphOf } from "./dotFont.ts";
import type { Colour, Glass } from "./glass.ts";

export interface Board {
  readonly rows: number;
  readonly columns: number;
  /** Stands below the dots; cut when it is too long. */
  readonly name: string;
}

/** A picture, row by row from the top left: four bytes a pixel, red, green, blue and how opaque it is. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

type Shade = readonly [red: number, green: number, blue: number];

/** LED colours as a person sees them. */
const shades: Readonly<Record<Colour, Shade>> = {
  red: [255, 46, 34],
  green: [64, 232, 84],
  amber: [255, 164, 14],
  yellow: [255, 224, 60],
  orange: [255, 112, 20],
  white: [240, 240, 236],
  blue: [72, 132, 255],
};

const panel: Shade = [11, 11, 13];
const unlit: Shade = [34, 32, 33];
const bezel: Shade = [46, 46, 51];
const print: Shade = [158, 158, 166];

/** Pixels from one dot to the next: a board of twenty letters is 800 pixels wide. */
const pitch = 6;
const letterDots = { width: 6, height: 8 };
const border = 40;
/** Pixels a dot of the name takes. */
const printDot = 2;
const nameHeight = 8 * printDot;
const cornerRadius = 12;
/** How far the light of a dot reaches, in pixels from its place. */
const reach = 6;

/** A picture in the making. */
class Canvas implements Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint8Array(width * height * 4);
  }

  set(x: number, y: number, [red, green, blue]: Shade): void {
    const at = (y * this.width + x) * 4;
    this.pixels[at] = red;
    this.pixels[at + 1] = green;
    this.pixels[at + 2] = blue;
    this.pixels[at + 3] = 255;
  }

  /** Lights a pixel up to this much; what is brighter already stays. */
  light(x: number, y: number, [red, green, blue]: Shade, strength: number): void {
    const at = (y * this.width + x) * 4;
    const [oldRed = 0, oldGreen = 0, oldBlue = 0] = this.pixels.subarray(at, at + 3);
    this.set(x, y, [
      Math.max(oldRed, Math.round(red * strength)),
      Math.max(oldGreen, Math.round(green * strength)),
      Math.max(oldBlue, Math.round(blue * strength)),
    ]);
  }
}

/** How much of a pixel a disc covers, by the distance from its middle, with a soft edge. */
const covered = (distance: number, radius: number): number =>
  Math.min(1, Math.max(0, radius + 0.5 - distance));

/** How bright a lit dot is at a distance from its middle: a disc, and a halo around it. */
const glow = (distance: number): number =>
  Math.max(covered(distance, 2.3), 0.36 * Math.exp(-distance / 2.4) * covered(distance, reach - 1));

/** Each pixel in reach of a dot, with its distance from the middle of the dot. */
const around: readonly (readonly [x: number, y: number, distance: number])[] = Array.from(
  { length: (pitch + 2 * reach) ** 2 },
  (_, index) => {
    const side = pitch + 2 * reach;
    const x = (index % side) - reach;
    const y = Math.floor(index / side) - reach;
    return [x, y, Math.hypot(x - (pitch - 1) / 2, y - (pitch - 1) / 2)] as const;
  },
).filter(([, , distance]) => distance < reach);

interface Lit {
  readonly column: number;
  readonly row: number;
  readonly shade: Shade;
}

/** The dots of a glyph that are lit, as column and row. */
const litIn = (glyph: Glyph): (readonly [column: number, row: number])[] =>
  glyph.flatMap((line, row) =>
    Array.from(line).flatMap((dot, column) => (dot === "#" ? [[column, row] as const] : [])),
  );

function litDots(glass: Glass, { rows, columns }: Board): Lit[] {
  return glass.slice(0, rows).flatMap((runs, textRow) =>
    runs
      .flatMap(({ text, colour }) => Array.from(text.normalize("NFC"), (letter) => ({ letter, colour })))
      .slice(0, columns)
      .flatMap(({ letter, colour }, place) =>
        litIn(glyphOf(letter)).map(([column, row]) => ({
          column: place * letterDots.width + column,
          row: textRow * letterDots.height + row,
          shade: shades[colour],
        })),
      ),
  );
}

/** Whether a pixel lies outside of the rounded corners. */
function outside(x: number, y: number, { width, height }: Canvas): boolean {
  const fromLeft = Math.min(x, width - 1 - x);
  const fromTop = Math.min(y, height - 1 - y);
  if (fromLeft >= cornerRadius || fromTop >= cornerRadius) return false;
  return Math.hypot(cornerRadius - fromLeft, cornerRadius - fromTop) > cornerRadius;
}

function drawBox(canvas: Canvas): void {
  const inset = border / 2;
  const bottom = canvas.height - inset - nameHeight - inset / 2;
  for (let y = 0; y < canvas.height; y++)
    for (let x = 0; x < canvas.width; x++) {
      if (outside(x, y, canvas)) continue;
      const isPanel = x >= inset && x < canvas.width - inset && y >= inset && y < bottom;
      canvas.set(x, y, isPanel ? panel : bezel);
    }
}

/** Prints the name in the bezel, in plain dots. */
function drawName(canvas: Canvas, name: string): void {
  const most = Math.floor((canvas.width - 2 * border) / (letterDots.width * printDot));
  const top = canvas.height - border / 2 - nameHeight + printDot;
  for (const [place, letter] of Array.from(name.normalize("NFC")).slice(0, most).entries())
    for (const [column, row] of litIn(glyphOf(letter)))
      for (let pixel = 0; pixel < printDot ** 2; pixel++) {
        const x = border + (place * letterDots.width + column) * printDot + (pixel % printDot);
        canvas.set(x, top + row * printDot + Math.floor(pixel / printDot), print);
      }
}

/**
 * A glass as a photograph of the board would show it: every dot, lit or not. Text that blinks is lit. A board of one
 * row has seven rows of dots, one of several has a row of dots between two lines.
 */
export function drawDots(glass: Glass, board: Board): Picture {
  const wide = board.columns * letterDots.width;
  const high = board.rows === 1 ? letterDots.height - 1 : board.rows * letterDots.height;
  const canvas = new Canvas(wide * pitch + 2 * border, high * pitch + 2 * border + nameHeight + border / 4);
  drawBox(canvas);
  drawName(canvas, board.name);
  const stamp = (column: number, row: number, shade: Shade, strength: (distance: number) => number): void => {
    for (const [x, y, distance] of around) {
      const amount = strength(distance);
      if (amount > 0) canvas.light(border + column * pitch + x, border + row * pitch + y, shade, amount);
    }
  };
  for (let row = 0; row < high; row++)
    for (let column = 0; column < wide; column++)
      stamp(column, row, unlit, (distance) => covered(distance, 1.8));
  for (const { column, row, shade } of litDots(glass, board)) stamp(column, row, shade, glow);
  return canvas;
}
