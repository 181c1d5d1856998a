/** Colours in the words of the trade; a model says which of them it has. */
export type Colour = "red" | "green" | "amber" | "yellow" | "orange" | "white" | "blue";

/** Text in one colour. On a display it takes one column a character. */
export interface Run {
  readonly text: string;
  readonly colour: Colour;
  readonly blink: boolean;
}

/** A place on a page whose text changes while the page stays; its text always has exactly `width` characters. */
export interface Cell {
  readonly key: string;
  readonly width: number;
}

export type Part =
  | { readonly kind: "fixed"; readonly run: Run }
  | { readonly kind: "cell"; readonly cell: Cell };

/** A page as a display has to know it beforehand: what stays, and where the figures go. Row by row, left to right. */
export interface Layout {
  readonly id: string;
  readonly rows: readonly (readonly Part[])[];
}

/** All that a display should show now. `layouts` and `alarms` change only when the configuration does. */
export interface Show {
  readonly layouts: readonly Layout[];
  /** Layouts that interrupt whatever is on, while `alarm` names one of them. */
  readonly alarms: readonly Layout[];
  /** Id of the layout that is on. */
  readonly page: string;
  readonly alarm: string | null;
  /**
   * The text of each cell, by its key. A key that is missing means blanks. A run that stays is best the same object again: drivers
   * look no further then.
   */
  readonly values: ReadonlyMap<string, Run>;
}

/** What a display shows to somebody who looks up at it: rows of coloured runs. */
export type Glass = readonly (readonly Run[])[];

const blanks = (width: number): Run => ({ text: " ".repeat(width), colour: "green", blink: false });

/** The glass that a show asks for: the alarm if there is one, else the page, with every cell filled. */
export function glassOf(show: Show): Glass {
  const layout =
    show.alarm === null
      ? show.layouts.find((candidate) => candidate.id === show.page)
      : show.alarms.find((candidate) => candidate.id === show.alarm);
  return (layout?.rows ?? []).map((row) =>
    row.map((part) =>
      part.kind === "fixed" ? part.run : (show.values.get(part.cell.key) ?? blanks(part.cell.width)),
    ),
  );
}

/** The text of a glass, line by line, without colours and without blanks at the end. */
export function linesOf(glass: Glass): string[] {
  return glass.map((row) =>
    row
      .map((run) => run.text)
      .join("")
      .trimEnd(),
  );
}
