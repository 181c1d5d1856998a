import type { FigureName } from "./figures.ts";
import type { Colour } from "./glass.ts";
import type { Instant } from "./instant.ts";
import type { Figure } from "./queueStatistics.ts";

/** What a cell shows; the formatters are made with the layout, so that filling a cell costs nearly nothing. */
export type CellContent =
  | {
      readonly kind: "figure";
      readonly subject: string;
      readonly figure: FigureName;
      readonly format: (value: Figure) => string;
    }
  | { readonly kind: "time"; readonly format: (at: Instant | null) => string }
  | {
      /** The time of the last good figure, blank while every subject is fresh. */
      readonly kind: "mark";
      readonly subjects: readonly string[];
      readonly format: (lastGood: Instant | null, now: Instant | null) => string;
    };

/** How one cell of a layout is filled, again and again. */
export interface CellPlan {
  /** The same for cells that always show the same, so that a sign keeps them once. */
  readonly key: string;
  readonly width: number;
  /** The line's own colour; a threshold may give a figure another one. */
  readonly colour: Colour;
  readonly blink: boolean;
  readonly shows: CellContent;
}
