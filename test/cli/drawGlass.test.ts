import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawGlass } from "../../src/cli/drawGlass.ts";
import type { Glass } from "../../src/domain/glass.ts";

const glass: Glass = [
  [
    { text: "WAITING ", colour: "green", blink: false },
    { text: "12", colour: "red", blink: true },
  ],
  [{ text: "LONGEST 1:04", colour: "amber", blink: false }],
];
const ansi = /\u001b\[[0-9;]*m/g;

describe("a drawn glass", () => {
  it("is framed text where there are no colours", () => {
    expect(drawGlass(glass, { title: "wall", rows: 3, columns: 14, colour: false })).toEqual([
      "┌─ wall ───────┐",
      "│WAITING 12    │",
      "│LONGEST 1:04  │",
      "│              │",
      "└──────────────┘",
    ]);
  });

  it("has the colours of the LEDs and blinks where the terminal can", () => {
    const [, first] = drawGlass(glass, { title: "wall", rows: 2, columns: 12, colour: true });
    expect(first).toBe("│\u001b[38;2;60;220;80mWAITING \u001b[0m\u001b[5;38;2;255;60;48m12\u001b[0m  │");
  });

  it("cuts what is too long, the title too, and leaves the title out where there is no room", () => {
    const long: Glass = [[{ text: "ABCDEFGHIJ", colour: "red", blink: false }], glass[0] ?? []];
    expect(drawGlass(long, { title: "a long title", rows: 1, columns: 8, colour: true })).toEqual([
      "┌─ a lo ─┐",
      "│\u001b[38;2;255;60;48mABCDEFGH\u001b[0m│",
      "└────────┘",
    ]);
    expect(drawGlass([], { title: "t", rows: 1, columns: 4, colour: false })[0]).toBe("┌────┐");
    expect(drawGlass([], { title: "", rows: 1, columns: 8, colour: false })[0]).toBe("┌────────┐");
  });

  it("never lets a sign send something to the terminal but one character for each column", () => {
    const hostile: Glass = [[{ text: "\u001b[2J\u0007é\u00a0漢😀\u202e", colour: "green", blink: false }]];
    expect(drawGlass(hostile, { title: "\u001b]0;x", rows: 1, columns: 12, colour: false })).toEqual([
      "┌─ ?]0;x ────┐",
      "│?[2J?é ???  │",
      "└────────────┘",
    ]);
  });

  it("has the same width in every line, whatever it is given", () => {
    const run = fc.record({
      text: fc.string({ unit: "binary" }),
      colour: fc.constantFrom(
        "red",
        "green",
        "amber",
        "yellow",
        "orange",
        "white",
        "blue",
      ) as fc.Arbitrary<"red">,
      blink: fc.boolean(),
    });
    const drawing = fc.record({
      title: fc.string({ unit: "binary" }),
      rows: fc.integer({ min: 0, max: 4 }),
      columns: fc.integer({ min: 0, max: 40 }),
      colour: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fc.array(run)), drawing, (anyGlass, how) => {
        const lines = drawGlass(anyGlass, how).map((line) => line.replace(ansi, ""));
        expect(lines).toHaveLength(how.rows + 2);
        for (const line of lines) {
          expect(line).toHaveLength(how.columns + 2);
          expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        }
      }),
    );
  });
});
