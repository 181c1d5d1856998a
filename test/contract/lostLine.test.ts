import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { glassOf, type Layout, linesOf, type Part, type Show } from "../../src/domain/glass.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import { Bench, cell, fixed, layout, run } from "../drivers/display/bench.ts";
import { shippedDisplay } from "../suites/shippedDisplay.ts";

const folder = join(import.meta.dirname, "..", "..", "devices", "displays");
const models = readdirSync(folder).map((file) => basename(file, ".yaml"));

/** The first wait of a supervisor that opens a line again, at its shortest, and an adapter that answers at once. */
const soonestBackMs = 375;

/** Two pages and an alarm, a figure in each row of them. */
function showsOf({ model, missing }: BoundDisplay) {
  const rows = Array.from({ length: model.rows }, (_, row) => row);
  const page = (id: string, word: string): Layout => {
    const shown = missing.includes("A") ? "" : word;
    return layout(
      id,
      ...rows.map((row): Part[] => [fixed(shown.padEnd(model.columns - 4)), cell(`${id}${row}`, 4)]),
    );
  };
  const layouts = [page("one", "Calls"), page("two", "Agents")];
  const alarms = [page("alarm", "ALERT")];
  const show = (figure: number, on: string, alarm: string | null): Show => {
    const values = ["one", "two", "alarm"].flatMap((id) =>
      rows.map((row) => [`${id}${row}`, run(String(figure + row).padStart(4))] as const),
    );
    return { layouts, alarms, page: on, alarm, values: new Map(values) };
  };
  const last = show(5, "two", null);
  const before = [
    show(7, "one", null),
    show(12, "one", null),
    show(12, "two", null),
    show(12, "two", "alarm"),
  ];
  return { shows: [...before, last], last };
}

const lines = (show: Show): string[] => linesOf(glassOf(show));

describe.each(models)("a %s whose line is lost in the middle of a frame", (id) => {
  it("shows the right thing when the line is back, with half a frame still in it", () => {
    const display = shippedDisplay(id);
    const { shows, last } = showsOf(display);
    const where = fc.tuple(
      fc.nat({ max: shows.length - 1 }),
      fc.nat({ max: 8 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.integer({ min: soonestBackMs, max: 1_500 }),
    );
    fc.assert(
      fc.property(where, ([towards, frames, part, awayMs]) => {
        const bench = new Bench(display);
        for (const show of shows.slice(0, towards)) bench.drive(show);
        const show = shows[towards] ?? last;
        for (let frame = 0; frame < frames; frame++) bench.step(show);
        const bytes = bench.session.next(show)?.frame.bytes ?? new Uint8Array();
        bench.sign.feed(bytes.subarray(0, Math.ceil(bytes.length * part)), bench.at);
        bench.at += awayMs;
        bench.session = display.start();
        bench.drive(last);
        expect(linesOf(bench.sign.glass(bench.at))).toEqual(lines(last));
      }),
      { numRuns: 60 },
    );
  });
});
