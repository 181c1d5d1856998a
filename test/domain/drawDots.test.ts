import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawDots, type Picture } from "../../src/domain/drawDots.ts";
import type { Colour, Glass } from "../../src/domain/glass.ts";

const glassOf = (text: string, colour: Colour = "green", blink = false): Glass => [[{ text, colour, blink }]];
const board = { rows: 2, columns: 20, name: "salle" };

/** Pictures are large: compared byte by byte here, and not by a differ. */
const same = (a: Picture, b: Picture): boolean =>
  a.width === b.width && a.height === b.height && Buffer.compare(a.pixels, b.pixels) === 0;

/** The middle of a dot: red, green, blue and opacity. */
function dot({ width, pixels }: Picture, column: number, row: number): number[] {
  const at = ((40 + row * 6 + 2) * width + 40 + column * 6 + 2) * 4;
  return [...pixels.slice(at, at + 4)];
}

/** Which dots of a letter's place are lit, as a drawing. */
function dotsOf(picture: Picture, place: number, textRow: number): string[] {
  return Array.from({ length: 7 }, (_, row) =>
    Array.from({ length: 5 }, (__, column) =>
      Math.max(...dot(picture, place * 6 + column, textRow * 8 + row).slice(0, 3)) > 150 ? "#" : ".",
    ).join(""),
  );
}

describe("a drawn board", () => {
  it("is 800 pixels wide for twenty letters, and as high as its dots, its box and its name", () => {
    const { width, height, pixels } = drawDots([], board);
    expect([width, height, pixels.length]).toEqual([800, 202, 800 * 202 * 4]);
  });

  it("has seven rows of dots when it has one line, and sixteen when it has two", () => {
    const one = drawDots([], { ...board, rows: 1 });
    expect(drawDots([], board).height - one.height).toBe(9 * 6);
  });

  it("lights the dots of each letter in its place", () => {
    const picture = drawDots([...glassOf("AB"), ...glassOf(" 7")], board);
    expect(dotsOf(picture, 1, 0)).toEqual([
      "####.", //
      "#...#",
      "#...#",
      "####.",
      "#...#",
      "#...#",
      "####.",
    ]);
    expect(dotsOf(picture, 1, 1)).toEqual([
      "#####", //
      "....#",
      "...#.",
      "..#..",
      ".#...",
      ".#...",
      ".#...",
    ]);
  });

  it.each<[Colour, number[]]>([
    ["red", [255, 46, 34]],
    ["green", [64, 232, 84]],
    ["amber", [255, 164, 33]],
    ["yellow", [255, 224, 60]],
    ["orange", [255, 112, 33]],
    ["white", [240, 240, 236]],
    ["blue", [72, 132, 255]],
  ])("lights %s in its own colour", (colour, shade) => {
    expect(dot(drawDots(glassOf("-", colour), board), 2, 3).slice(0, 3)).toEqual(shade);
  });

  it("lights what blinks", () => {
    const steady = drawDots(glassOf("12", "red"), board);
    expect(same(drawDots(glassOf("12", "red", true), board), steady)).toBe(true);
  });

  it("leaves dots that are not lit faintly visible on a dark ground", () => {
    const [unlit = 0] = dot(drawDots([], board), 0, 0);
    expect(unlit).toBeGreaterThan(30);
    expect(unlit).toBeLessThan(60);
  });

  it("gives a lit dot a halo that its neighbours catch", () => {
    const dark = drawDots([], board);
    const lit = drawDots(glassOf("-", "red"), board);
    const below = (picture: Picture): number =>
      picture.pixels[((40 + 4 * 6 - 1) * 800 + 40 + 2 * 6 + 2) * 4] ?? 0;
    expect(below(lit)).toBeGreaterThan(below(dark) + 10);
    expect(below(lit)).toBeLessThan(120);
  });

  it("prints the name below the dots, cut when it is too long", () => {
    const plain = drawDots([], { ...board, name: "" });
    const named = drawDots([], { ...board, name: "SALLE" });
    const dots = ({ pixels }: Picture) => pixels.subarray(0, 800 * 160 * 4);
    expect(same(named, plain)).toBe(false);
    expect(Buffer.compare(dots(named), dots(plain))).toBe(0);
    const longest = "I".repeat(60);
    const cut = drawDots([], { ...board, name: `${longest}XYZ` });
    expect(same(cut, drawDots([], { ...board, name: longest }))).toBe(true);
  });

  it("has round corners that nothing is drawn in", () => {
    const { pixels, width } = drawDots([], board);
    expect([...pixels.slice(0, 4)]).toEqual([0, 0, 0, 0]);
    expect([...pixels.slice((width - 1) * 4, width * 4)]).toEqual([0, 0, 0, 0]);
    expect(pixels[400 * 4 + 3]).toBe(255);
  });

  it("cuts what has no room, whatever it is given", () => {
    const full = drawDots(glassOf("AAA"), { rows: 1, columns: 3, name: "" });
    const more = [...glassOf("AAAAAA"), ...glassOf("BBB")];
    expect(same(drawDots(more, { rows: 1, columns: 3, name: "" }), full)).toBe(true);
    const text = fc.string({ unit: "binary", maxLength: 8 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), text, (lines, name) => {
        const glass = lines.flatMap((line) => glassOf(line));
        const { width, height, pixels } = drawDots(glass, { rows: 1, columns: 4, name });
        expect(pixels.length).toBe(width * height * 4);
      }),
      { numRuns: 15 },
    );
  });
});
