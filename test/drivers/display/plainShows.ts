import type { Colour, Layout, Part, Show } from "../../../src/domain/glass.ts";
import type { BoundDisplay } from "../../../src/ports/boundDisplay.ts";
import { cell, fixed, layout, run } from "./bench.ts";

type PageName = "one" | "two" | "alarm";

/** Two pages and an alarm, each with a figure in every row; digits alone cannot show the words before them. */
export class PlainShows {
  readonly #display: BoundDisplay;
  readonly #layouts: readonly Layout[];
  readonly #alarms: readonly Layout[];
  readonly #blinks: boolean;

  constructor(display: BoundDisplay, blinks: boolean) {
    this.#display = display;
    this.#blinks = blinks;
    this.#layouts = [this.#layout("one", "Calls", false), this.#layout("two", "Agents", false)];
    this.#alarms = [this.#layout("alarm", "ALERT", blinks)];
  }

  of(figures: Readonly<Record<PageName, number>>, page: "one" | "two", alarm: "alarm" | null = null): Show {
    const names = ["one", "two", "alarm"] as const;
    const values = names.flatMap((name) =>
      this.#rows.map((row) => {
        const text = String(figures[name] + row).padStart(4);
        const blink = this.#blinks && name === "alarm";
        return [`${name}${row}`, run(text, this.#colour(figures[name]), blink)] as const;
      }),
    );
    return { layouts: this.#layouts, alarms: this.#alarms, page, alarm, values: new Map(values) };
  }

  get #rows(): number[] {
    return Array.from({ length: this.#display.model.rows }, (_, row) => row);
  }

  #colour(figure: number): Colour {
    const { colours } = this.#display.model;
    return colours[figure % colours.length] ?? "red";
  }

  #layout(name: PageName, word: string, blink: boolean): Layout {
    const { columns } = this.#display.model;
    const shown = this.#display.missing.includes("A") ? "" : word;
    const rows = this.#rows.map((row): Part[] => [
      fixed(shown.padEnd(columns - 4), this.#colour(row), blink),
      cell(`${name}${row}`, 4),
    ]);
    return layout(name, ...rows);
  }
}
