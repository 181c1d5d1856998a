import type { Colour, Show } from "../domain/glass.ts";
import { type Screen, screensOf, screenValues, textPageLayout } from "../domain/messageScreens.ts";
import type { PageContext } from "../domain/pageContext.ts";
import { printable } from "../domain/printable.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";

/** One thing to be seen on a display, and what to call it while it is on. */
export interface Scene {
  readonly title: string;
  readonly screen: Screen;
  readonly colour: Colour;
  readonly blink: boolean;
}

export type Look = Pick<Scene, "colour" | "blink">;

/** No site can give a page this name. */
const toolPageId = "@tool";
/** Longer messages are cut: nobody waits on a ladder for the end. */
const mostScreens = 12;

/** What laying out text needs to know of a display without a site. */
function contextOf({ model, letters, missing }: BoundDisplay, colour: Colour): PageContext {
  return {
    rows: model.rows,
    columns: model.columns,
    charset: { letters, missing },
    language: "en",
    labels: {},
    subjects: new Map(),
    colour,
    timeZone: null,
    roundDown: false,
  };
}

/** A display's usual colour: green where it has that. */
export const usualColour = ({ model }: BoundDisplay): Colour =>
  model.colours.includes("green") ? "green" : (model.colours[0] ?? "red");

/** A scene as the reconciler takes it: one page of which each row is one cell. */
export function showOf(bound: BoundDisplay, { screen, colour, blink }: Scene): Show {
  return {
    layouts: [textPageLayout(toolPageId, contextOf(bound, colour))],
    alarms: [],
    page: toolPageId,
    alarm: null,
    values: screenValues(toolPageId, screen, { colour, blink }),
  };
}

/** A message in as many screens as it needs, and the characters of it that the display has not. */
export function messageScenes(
  bound: BoundDisplay,
  text: string,
  look: Look,
): { readonly scenes: readonly Scene[]; readonly dropped: readonly string[] } {
  const context = contextOf(bound, look.colour);
  const screens = screensOf(text, context, mostScreens);
  return {
    scenes: screens.map((screen) => ({ title: said(screen), screen, ...look })),
    dropped: printable(text, context.charset, context.language).dropped,
  };
}

const said = (screen: Screen): string =>
  screen
    .map((row) => row.trim())
    .filter((row) => row !== "")
    .join(" / ");

export function blankScene(bound: BoundDisplay): Scene {
  const { rows, columns } = bound.model;
  return {
    title: "blank",
    screen: filled(rows, () => " ".repeat(columns)),
    colour: usualColour(bound),
    blink: false,
  };
}

const filled = (rows: number, row: (index: number) => string): Screen =>
  Array.from({ length: rows }, (_, index) => row(index));

/** Every dot in every colour (an 8 has most of them), every row with its number, every letter. */
export function testScenes(bound: BoundDisplay): Scene[] {
  const { rows, columns, colours } = bound.model;
  const look = { colour: usualColour(bound), blink: false };
  const full = filled(rows, () => "8".repeat(columns));
  return [
    ...colours.map((colour) => ({ title: `all ${colour}`, screen: full, colour, blink: false })),
    {
      title: rows === 1 ? "the row with its number" : `rows 1 to ${rows} with their numbers`,
      screen: filled(rows, (row) => String((row + 1) % 10).repeat(columns)),
      ...look,
    },
    ...lettersOf(bound).map((screen) => ({ title: said(screen), screen, ...look })),
  ];
}

/** Everything that the display can draw, screen by screen; a display of digits has its digits. */
function lettersOf(bound: BoundDisplay): Screen[] {
  const { model, letters, missing } = bound;
  const { rows, columns } = model;
  const ascii = Array.from({ length: 0x7e - 0x20 }, (_, at) => String.fromCharCode(0x21 + at));
  const own = isNumeric(bound)
    ? ascii.filter((letter) => /\d/.test(letter))
    : [...ascii.filter((letter) => !missing.includes(letter)), ...letters];
  const lines = Array.from({ length: Math.ceil(own.length / columns) }, (_, line) =>
    own
      .slice(line * columns, (line + 1) * columns)
      .join("")
      .padEnd(columns),
  );
  return Array.from({ length: Math.ceil(lines.length / rows) }, (_, at) =>
    filled(rows, (row) => lines[at * rows + row] ?? " ".repeat(columns)),
  );
}

/** A display's own id, model and port, so that somebody who stands before it knows which one it is. */
export function identityScenes(bound: BoundDisplay, id: string, port: string): Scene[] {
  const { rows, columns, name } = bound.model;
  if (isNumeric(bound)) return [numberScene(bound, id)];
  const look = { colour: usualColour(bound), blink: false };
  const shortPort = port.replace(/^(\/dev\/(serial\/by-(id|path)\/)?|tcp:\/\/)/, "");
  const context = contextOf(bound, look.colour);
  const [screen, ...more] = [id, name, tailOf(shortPort, columns)].map(
    (text) => screensOf(text, context, 1)[0] ?? [],
  );
  const all = [screen ?? [], ...more];
  const lines = all.map((one) => one.find((row) => row.trim() !== "") ?? " ".repeat(columns));
  if (rows >= lines.length)
    return [
      { title: said(lines), screen: filled(rows, (row) => lines[row] ?? " ".repeat(columns)), ...look },
    ];
  return all.map((one) => ({ title: said(one), screen: one, ...look }));
}

/** The number in an id, blinking; eights where there is none. */
function numberScene(bound: BoundDisplay, id: string): Scene {
  const { rows, columns } = bound.model;
  const digits = id.replaceAll(/\D/g, "").slice(-columns);
  const number = digits === "" ? "8".repeat(columns) : digits.padStart(columns);
  const screen = filled(rows, (row) => (row === 0 ? number : " ".repeat(columns)));
  return { title: said(screen), screen, colour: usualColour(bound), blink: true };
}

/** Whether a display has nothing but digits. */
const isNumeric = ({ missing }: BoundDisplay): boolean => missing.includes("A");

/** The end of a port's name tells adapters apart, its beginning is the same for all. */
const tailOf = (text: string, columns: number): string => text.slice(-columns).replace(/^[^A-Za-z0-9]+/, "");
