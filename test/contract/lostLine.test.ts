import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { glassOf, linesOf, type Show } from "../../src/domain/glass.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import { Bench } from "../drivers/display/bench.ts";
import { PlainShows } from "../drivers/display/plainShows.ts";
import { shippedDisplay } from "../suites/shippedDisplay.ts";

const folder = join(import.meta.dirname, "..", "..", "devices", "displays");
const models = readdirSync(folder).map((file) => basename(file, ".yaml"));

/** The first wait of a supervisor that opens a line again, at its shortest, and an adapter that answers at once. */
const soonestBackMs = 375;

/** Figures, a page and an alarm that come and go; the last of them is what has to be seen in the end. */
function showsOf(display: BoundDisplay) {
  const shows = new PlainShows(display, false);
  const before = { one: 7, two: 3, alarm: 90 };
  const after = { one: 12, two: 3, alarm: 90 };
  const last = shows.of({ one: 12, two: 5, alarm: 90 }, "two");
  const earlier = [
    shows.of(before, "one"),
    shows.of(after, "one"),
    shows.of(after, "two"),
    shows.of(after, "two", "alarm"),
  ];
  return { shows: [...earlier, last], last };
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
