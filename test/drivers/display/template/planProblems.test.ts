import { describe, expect, it } from "vitest";
import type { Show } from "../../../../src/domain/glass.ts";
import type { DisplayModel } from "../../../../src/ports/displayModel.ts";
import { cell, fixed, layout } from "../bench.ts";
import { bench, type Settings, usual, withText } from "./templateBench.ts";

const problems = (
  settings: Settings,
  change: Partial<DisplayModel> = {},
  show: Pick<Show, "layouts" | "alarms"> = { layouts: [layout("one", [fixed("AB")])], alarms: [] },
): string[] =>
  bench(settings, change)
    .display.plan(show)
    .map(({ layout: id, message, advice }) => `${id ?? "-"}: ${message} | ${advice}`);

describe("what does not fit a display with a definition", () => {
  it("is nothing as a rule", () => {
    expect(problems(withText(usual))).toEqual([]);
  });

  it("is a page with too many or too wide rows", () => {
    const show = {
      layouts: [layout("big", [fixed("ABCDEFGH"), cell("a", 3)], [], [])],
      alarms: [layout("wide", [fixed("ABCDEFGHIJK")])],
    };
    expect(problems(withText(usual), {}, show)).toEqual([
      "big: has 3 rows, the display has 2 | take rows away, or make two pages of it",
      "big: row 1 is 11 characters wide, the display has 10 | shorten the text, or give its figures less width",
      "wide: row 1 is 11 characters wide, the display has 10 | shorten the text, or give its figures less width",
    ]);
  });

  it("is a frame that does not say for which line it is", () => {
    const told =
      "-: the display has 2 rows, and a frame does not say for which of them it is | put {line} where the number of the line goes, or send all lines at once with {lines}";
    expect(problems(withText("{text}\r"))).toEqual([told]);
    expect(problems({ frames: { text: "{line}{text}\r", alarm: "!{text}\r", clear: "{FF}" } })).toEqual([
      told,
    ]);
    expect(problems(withText("{text}\r"), { rows: 1 })).toEqual([]);
    expect(problems(withText("{lines:pad}"))).toEqual([]);
    expect(problems({ frames: { text: "{lines:pad}", clear: "{FF}" } })).toEqual([]);
  });

  it("is a number of a line with too few digits", () => {
    expect(problems(withText("{line}{text}\r"), { rows: 12 })).toEqual([
      "-: the number of line 12 does not fit where {line} stands | give it more digits, such as {line:d2}",
    ]);
  });

  it("is a text filled to less than a row", () => {
    expect(problems(withText("{line}{text:pad8}"))).toEqual([
      "-: the text is filled to 8 characters, the display has 10 | write {text:pad}, or correct columns in the model's file",
    ]);
    expect(problems(withText("{lines:pad8}"))).toEqual([
      "-: the text is filled to 8 characters, the display has 10 | write {lines:pad}, or correct columns in the model's file",
    ]);
    expect(problems(withText("{line}{text:pad12}"))).toEqual([]);
  });

  it("is a byte that its line cannot carry", () => {
    const serial = { baudRate: 9600, dataBits: 7, parity: "even", stopBits: 1 } as const;
    expect(problems(withText("\\xFE{line}{text}\r"), { serial })).toEqual([
      "-: a byte of 80H or more cannot pass a line of seven data bits | set dataBits: 8, or take the byte out",
    ]);
  });

  it("is a colour without a code", () => {
    const colours = { colours: { red: "{ESC}1" } };
    expect(problems(withText(usual, colours), { colours: ["red", "green", "amber"] })).toEqual([
      "-: the model has the colours red, green, amber, and no code for green, amber | add their codes under the model's settings.colours, or take them out of the model's colours",
    ]);
    expect(problems(withText(usual, colours))).toEqual([]);
  });

  it("is a frame that is longer than the display takes", () => {
    const show = {
      layouts: [layout("long", [fixed("AB"), cell("a", 2), cell("b", 2)])],
      alarms: [layout("short", [fixed("A")])],
    };
    // Two letters, and two figures of two digits, each blinking or not and in a colour of its own: 21 bytes and CR.
    const settings = withText("{line}{text}\r", {
      colours: { red: "{ESC}1", green: "{ESC}2" },
      blink: { on: "{ESC}F", off: "{ESC}f" },
      mostBytes: 17,
    });
    expect(problems(settings, { colours: ["red", "green"] }, show)).toEqual([
      "long: takes up to 18 bytes in one frame, the display takes 17 | use fewer colours in it, or set mostBytes if this sign takes longer frames",
    ]);
    expect(problems({ ...settings, mostBytes: 18 }, { colours: ["red", "green"] }, show)).toEqual([]);
  });

  it("is an alarm that is longer than its own frame may be", () => {
    const show = { layouts: [], alarms: [layout("alarm", [fixed("FULL")])] };
    const frames = { text: "{line}{text}\r", alarm: "{line}{text:pad}\r" };
    expect(problems({ frames, mostBytes: 10 }, {}, show)).toEqual([
      "alarm: takes up to 12 bytes in one frame, the display takes 10 | use fewer colours in it, or set mostBytes if this sign takes longer frames",
    ]);
  });
});
