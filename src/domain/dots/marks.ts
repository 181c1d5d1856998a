import type { Sheet } from "./sheet.ts";

/**
 * Letters of five rows, which leave two for a mark. Small letters that are not here keep the drawing they have; those
 * that are would look like their capital.
 */
export const bodies: readonly Sheet[] = [
  {
    letters: "ACEGINOSTUYZ",
    rows: [
      ".###. .###. ##### .#### .###. #...# .###. .#### ##### #...# #...# #####",
      "#...# #...# #.... #.... ..#.. ##..# #...# #.... ..#.. #...# .#.#. ...#.",
      "##### #.... ####. #..## ..#.. #.#.# #...# .###. ..#.. #...# ..#.. ..#..",
      "#...# #...# #.... #...# ..#.. #..## #...# ....# ..#.. #...# ..#.. .#...",
      "#...# .###. ##### .###. .###. #...# .###. ####. ..#.. .###. ..#.. #####",
    ],
  },
  {
    letters: "ciostz",
    rows: [
      "..... .##.. ..... ..... .#... .....",
      ".###. ..#.. .###. .#### ###.. ####.",
      "#.... ..#.. #...# .##.. .#... ..#..",
      "#.... ..#.. #...# ...#. .#..# .#...",
      ".###. .###. .###. ####. ..##. ####.",
    ],
  },
];

/** Marks above a letter: grave, acute, circumflex, tilde, breve, diaeresis, ring (the letter closes it) and caron. */
export const marksAbove: Sheet = {
  letters: "\u0300\u0301\u0302\u0303\u0306\u0308\u030a\u030c",
  rows: [
    ".#... ...#. ..#.. .##.# #...# .#.#. .###. .#.#.",
    "..#.. ..#.. .#.#. #.##. .###. ..... .#.#. ..#..",
  ],
};

/** Marks below a letter: comma and cedilla. */
export const marksBelow: Sheet = {
  letters: "\u0326\u0327",
  rows: ["..... ..#..", ".##.. .##.."],
};
