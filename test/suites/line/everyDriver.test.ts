import { afterAll, describe, expect, it as plainIt, test } from "vitest";
import { glassOf, linesOf } from "../../../src/domain/glass.ts";
import { displayDrivers } from "../../../src/drivers/displayDrivers.ts";
import { openTimers } from "../../../src/shared/time.ts";
import { PlainShows } from "../../drivers/display/plainShows.ts";
import { type Damage, LineBench, type Way } from "../lineBench.ts";
import { eventually } from "../process.ts";
import { shippedDisplay } from "../shippedDisplay.ts";
import { Started } from "../started.ts";

/** A model of each driver, and of each kind of line and conversation that a driver knows. */
const products = [
  { model: "alpha-4120c", answers: false, blinks: true },
  { model: "spectrum-2x20", answers: false, blinks: true },
  { model: "amplus-16x80", answers: true, blinks: true },
  { model: "alcatel-2x16", answers: false, blinks: true },
  { model: "modbus-dm36b06", answers: true, blinks: true },
  { model: "pro-lite-m2014r", answers: true, blinks: true },
  { model: "matrix-orbital-2x16", answers: false, blinks: false },
] as const;

const ways: readonly Way[] = ["tty", "tcp"];
const cases = products.flatMap((product) => ways.map((way) => ({ ...product, way })));

const it = test.extend<{ started: Started }>({
  started: async ({ task: _ }, use) => {
    const started = new Started();
    try {
      await use(started);
    } finally {
      await started.end();
    }
  },
});

async function benchOf(started: Started, model: string, way: Way, blinks = true) {
  const display = shippedDisplay(model);
  const shows = new PlainShows(display, blinks);
  return { shows, bench: await LineBench.start(started, display, way) };
}

/** The slowest sign takes a second for a line, and two rows have to be written after what is on its way. */
const LAST_FIGURE_LIMIT_MS = 5_000;

const figures = { one: 7, two: 3, alarm: 90 };
const isDark = (glass: string): boolean => /^[\s/]*$/.test(glass);

describe("the models that are tried on a line", () => {
  plainIt("are of every driver", () => {
    const drivers = products.map(({ model }) => shippedDisplay(model).model.driver);
    expect(new Set(drivers)).toEqual(new Set(displayDrivers.keys()));
  });
});

describe.concurrent("a display at the end of a real line", () => {
  it.for(cases)(
    "follows figures, pages and alarms, over a pulled cable and a new sign ($model, $way)",
    async ({ model, answers, blinks, way }, { started, expect: expected }) => {
      const { bench, shows } = await benchOf(started, model, way, blinks);
      const first = shows.of(figures, "one");
      bench.want(first);
      await bench.sees(first);
      expected((await bench.has(first)).confirmed).toBe(answers);

      const before = bench.sign.history.length;
      const blanked = new Set<number | undefined>();
      for (const one of [12, 13, 4]) {
        const show = shows.of({ ...figures, one }, "one");
        bench.want(show);
        await bench.sees(show);
        blanked.add(bench.sign.events["blanked"]);
      }
      expected(blanked.size).toBe(1);
      expected(bench.sign.history.slice(before).filter(isDark)).toEqual([]);

      const turned = shows.of(figures, "two");
      bench.want(turned);
      await bench.sees(turned);
      const alarmed = shows.of(figures, "two", "alarm");
      bench.want(alarmed);
      await bench.sees(alarmed);
      expected(bench.sign.lookOf("9")?.blink).toBe(blinks);
      bench.want(turned);
      await bench.sees(turned);

      await bench.has(turned);
      bench.want(shows.of({ ...figures, one: 55 }, "one"));
      await bench.unplug();
      await bench.becomes("down", 3_000);
      const newest = shows.of({ ...figures, one: 21 }, "one");
      bench.want(newest);
      await bench.plug();
      await bench.sees(newest);
      await bench.has(newest);
      expected(bench.states).toEqual(["down", "up", "down", "up"]);
      expected(bench.sign.history.filter((glass) => glass.includes("55"))).toEqual([]);

      expected(bench.answers("taken") > 0).toBe(answers);
      expected([bench.answers("refused"), bench.answers("silent")]).toEqual([0, 0]);
      const last = shows.of({ ...figures, one: 1 }, "one");
      await bench.stop(last);
      await bench.sees(last);
    },
  );
});

describe.concurrent("figures that come faster than a line can carry them", () => {
  it.for(products)(
    "are shown in order, the last one soon ($model)",
    async ({ model }, { started, expect: expected }) => {
      const { bench, shows } = await benchOf(started, model, "tty");
      const first = shows.of({ ...figures, one: 100 }, "one");
      bench.want(first);
      await bench.has(first);
      const before = bench.sign.history.length;
      for (let one = 101; one < 400; one++) {
        bench.want(shows.of({ ...figures, one }, "one"));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      const last = shows.of({ ...figures, one: 400 }, "one");
      bench.want(last);
      await bench.sees(last, LAST_FIGURE_LIMIT_MS);
      const seen = bench.sign.history.slice(before).map((glass) => Number(/\d+/.exec(glass)?.[0]));
      expected(seen.length).toBeGreaterThan(1);
      expected(seen).toEqual(seen.toSorted((one, other) => one - other));
    },
  );
});

describe.concurrent("a display whose line is lost in the middle of a frame", () => {
  it.for(products)(
    "shows the right thing once the line is back ($model)",
    async ({ model }, { started, expect: expected }) => {
      const { bench, shows } = await benchOf(started, model, "tcp");
      const before = shows.of(figures, "one");
      bench.want(before);
      await bench.has(before);
      bench.cutNext();
      const after = shows.of({ ...figures, one: 12 }, "one");
      bench.want(after);
      await bench.becomes("down", 3_000);
      await bench.has(after);
      await bench.sees(after);
      expected(bench.states).toEqual(["down", "up", "down", "up"]);
    },
  );
});

/** The last letter before an Amplus checksum, or a digit of a Modbus display: what is caught by a sum alone. */
const bitFlipped: Damage = (frame) => frame.map((byte, at) => (at === frame.length - 6 ? byte ^ 1 : byte));
const lastByteLost: Damage = (frame) => frame.subarray(0, -1);

describe.concurrent("a display that answers, on a line that damages a frame", () => {
  it.for([
    { model: "amplus-16x80", damage: bitFlipped, what: "a flipped bit", says: "refused" },
    { model: "amplus-16x80", damage: lastByteLost, what: "a lost byte", says: "silent" },
    { model: "modbus-dm36b06", damage: bitFlipped, what: "a flipped bit", says: "silent" },
    { model: "modbus-dm36b06", damage: lastByteLost, what: "a lost byte", says: "silent" },
    { model: "pro-lite-m2014r", damage: lastByteLost, what: "a lost byte", says: "silent" },
  ] as const)(
    "shows the right thing all the same ($model, $what)",
    async ({ model, damage, says }, { started, expect: expected }) => {
      const { bench, shows } = await benchOf(started, model, "tty");
      const before = shows.of(figures, "one");
      bench.want(before);
      await bench.has(before);
      const history = bench.sign.history.length;
      bench.damageNext(damage);
      const after = shows.of({ ...figures, one: 12 }, "one");
      bench.want(after);
      expected((await bench.has(after)).confirmed).toBe(true);
      await bench.sees(after);
      expected(bench.answers(says)).toBe(1);
      expected(bench.states).toEqual(["down", "up"]);
      const seen = bench.sign.history.slice(history).flatMap((glass) => glass.split(" / "));
      const right = [before, after].flatMap((show) => linesOf(glassOf(show)));
      expected(seen.filter((line) => !right.includes(line))).toEqual([]);
    },
  );

  it("says which register a Modbus display refuses", async ({ started, expect: expected }) => {
    const elsewhere = shippedDisplay("modbus-dm36b06", { settings: { register: 5_000 } });
    const bench = await LineBench.start(started, elsewhere, "tty");
    bench.want(new PlainShows(elsewhere, false).of(figures, "one"));
    await bench.becomes("degraded", 10_000);
    const reason = await eventually(
      () => bench.state?.reason,
      1_000,
      () => "no reason",
    );
    expected(reason).toMatch(/address|register/);
    expected(bench.answers("taken")).toBe(0);
  });
});

afterAll(() => {
  expect(openTimers()).toBe(0);
});
