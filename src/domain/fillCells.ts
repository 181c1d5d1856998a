import type { CellContent, CellPlan } from "./cellPlan.ts";
import { type FigureName, type FigureOptions, readFigure } from "./figures.ts";
import type { Colour, Run } from "./glass.ts";
import type { Instant } from "./instant.ts";
import type { QueueStatistics } from "./queueStatistics.ts";

/** What a cell needs to know of a queue or group. */
export interface CellReading {
  readonly statistics: QueueStatistics | null;
  readonly stale: boolean;
  /** Some of a group's queues are stale: its figures are shown, and the mark says that something is missing. */
  readonly partlyStale: boolean;
  /** Wall time of the last good figures; null when it is not known. */
  readonly lastGood: Instant | null;
}

/** Where cells take their values from. */
export interface CellSource {
  readonly options: FigureOptions;
  /** Null for a subject nobody knows; it shows as dashes. */
  reading(subject: string): CellReading | null;
  /** What a threshold says of the unrounded figure; null when none is reached. */
  level(subject: string, figure: FigureName): { readonly colour: Colour; readonly blink: boolean } | null;
  /** The wall clock; null while it is not known to be right, so that a display never shows a wrong time. */
  clock(): Instant | null;
}

function figureRun(cell: CellPlan, shows: Extract<CellContent, { kind: "figure" }>, source: CellSource): Run {
  const reading = source.reading(shows.subject);
  const known = reading !== null && !reading.stale && reading.statistics !== null;
  const value = known ? readFigure(reading.statistics, shows.figure, source.options) : null;
  // A figure that is not known has no colour of its own: dashes in alarm red would be an alarm about nothing.
  const level = value === null ? null : source.level(shows.subject, shows.figure);
  return {
    text: shows.format(value),
    colour: level?.colour ?? cell.colour,
    blink: cell.blink || (level?.blink ?? false),
  };
}

/** The mark names the oldest of the last good figures: what is on the page is at least as old as that. */
function markText(cell: CellPlan, shows: Extract<CellContent, { kind: "mark" }>, source: CellSource): string {
  const old = shows.subjects
    .map((subject) => source.reading(subject))
    .filter(
      (reading) => reading === null || reading.stale || reading.partlyStale || reading.statistics === null,
    );
  if (old.length === 0) return " ".repeat(cell.width);
  const times = old.map((reading) => reading?.lastGood ?? null).filter((time) => time !== null);
  const oldest = times.length === old.length ? Math.min(...times) : null;
  return shows.format(oldest, source.clock());
}

function runOf(cell: CellPlan, source: CellSource): Run {
  switch (cell.shows.kind) {
    case "figure":
      return figureRun(cell, cell.shows, source);
    case "time":
      return { text: cell.shows.format(source.clock()), colour: cell.colour, blink: cell.blink };
    case "mark":
      return { text: markText(cell, cell.shows, source), colour: cell.colour, blink: cell.blink };
  }
}

/**
 * What every cell shows now. Unknown and stale figures are dashes in the line's colour. A group's figure that lacks
 * a part is a lower bound and is shown as it is: its quality says so to whoever asks, a `+` would cost a column.
 */
export function fillCells(cells: readonly CellPlan[], source: CellSource): ReadonlyMap<string, Run> {
  return new Map(cells.map((cell) => [cell.key, runOf(cell, source)]));
}
