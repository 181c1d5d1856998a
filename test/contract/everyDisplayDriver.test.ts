import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import {
  type Colour,
  type Glass,
  glassOf,
  type Layout,
  linesOf,
  type Part,
  type Show,
} from "../../src/domain/glass.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import { openTimers } from "../../src/shared/time.ts";
import { Bench, cell, fixed, layout, run, seen } from "../drivers/display/bench.ts";

const root = join(import.meta.dirname, "..", "..");
const byName = (a: string, b: string): number => a.localeCompare(b);
const filesOf = (folder: string, ending: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .sort(byName);

const colours = z.array(z.enum(["red", "green", "amber", "yellow", "orange", "white", "blue"])).min(1);
const modelFile = z.strictObject({
  schema: z.literal(1),
  id: z.string(),
  name: z.string(),
  driver: z.string(),
  rows: z.number().int().positive(),
  columns: z.number().int().positive(),
  colours,
  serial: z.strictObject({
    baudRate: z.number(),
    dataBits: z.union([z.literal(7), z.literal(8)]),
    parity: z.enum(["none", "even", "odd"]),
    stopBits: z.union([z.literal(1), z.literal(2)]),
  }),
  pacing: z.strictObject({ betweenFramesMs: z.number() }),
  refresh: z.strictObject({
    valuesSeconds: z.number().nullable(),
    layoutsSeconds: z.number().nullable(),
    everythingSeconds: z.number().nullable(),
  }),
  settings: z.record(z.string(), z.unknown()),
  samples: z.array(z.strictObject({ hex: z.string(), shows: z.array(z.string()) })).min(1),
  source: z.string().min(10),
});

const models = filesOf("devices/displays", ".yaml").map((file) => {
  const text = readFileSync(join(root, "devices/displays", file), "utf8");
  return { file, ...modelFile.parse(parse(text)) };
});

/** A display of that model with its own settings, on a bench. */
function benchOf({ settings, ...model }: (typeof models)[number]): Bench {
  const driver = displayDrivers.get(model.driver);
  if (driver === undefined) throw new Error(`no driver ${model.driver}`);
  return new Bench(driver.bind(model, settings));
}

/** Some displays have digits only: they show figures without the words around them, and need not blink. */
const hasWords = ({ missing }: BoundDisplay): boolean => !missing.includes("A");

/** Models that cannot blink: they show what should blink as it is. */
const steady: ReadonlySet<string> = new Set(["matrix-orbital-2x16"]);

/** What can be compared of a glass: letters with their looks, or just the digits. */
const looks = (display: BoundDisplay, glass: Glass): string[] =>
  hasWords(display) ? seen(glass) : linesOf(glass);

/** Two pages and an alarm that use every row of the display to its last column. */
function showFor(display: BoundDisplay, figure: string, page: string, alarm: string | null): Show {
  const { model } = display;
  const { rows, columns } = model;
  const has = (index: number): Colour => model.colours[index % model.colours.length] ?? "red";
  const label = (row: number, word: string): Part =>
    fixed((hasWords(display) ? word : "").padEnd(columns - 4), has(row));
  const parts = (word: string): Part[][] =>
    Array.from({ length: rows }, (_, row) => [label(row, word), cell(`figure${row}`, 4)]);
  const layouts: Layout[] = [layout("one", ...parts("Appels")), layout("two", ...parts("Agents"))];
  const alert = hasWords(display) ? "ALERTE" : "99".padStart(columns);
  const alarms = [layout("alarm", [fixed(alert, has(0), !steady.has(model.id))])];
  const text = figure.slice(0, 4).padStart(4);
  const values = new Map(Array.from({ length: rows }, (_, row) => [`figure${row}`, run(text, has(row + 1))]));
  return { layouts, alarms, page, alarm, values };
}

const hexBytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.split(" ").map((pair) => Number.parseInt(pair, 16)));

describe("the registry of display drivers", () => {
  it("has every file of the folder, under the name of the file", () => {
    const names = filesOf("src/drivers/display", ".ts").map((name) => basename(name, ".ts"));
    expect([...displayDrivers.keys()].toSorted(byName)).toEqual(names);
  });

  it.each([...displayDrivers.keys()])("has tests and a model for %s", (kind) => {
    expect(filesOf("test/drivers/display", ".test.ts")).toContain(`${kind}.test.ts`);
    expect(models.map((model) => model.driver)).toContain(kind);
  });

  it.each([...displayDrivers.values()])(
    "refuses options that $kind does not know, with their path",
    (driver) => {
      const [model] = models.filter((candidate) => candidate.driver === driver.kind);
      if (model === undefined) throw new Error("no model");
      expect(() => driver.bind(model, { nonsense: 1 })).toThrow(/settings: .*nonsense/);
    },
  );
});

describe.each(models)("the model $id", (model) => {
  it("has the name of its file, a known driver, and a row in the table of devices", () => {
    expect(`${model.id}.yaml`).toBe(model.file);
    expect(displayDrivers.has(model.driver)).toBe(true);
    expect(readFileSync(join(root, "devices/README.md"), "utf8")).toContain(`| \`${model.id}\` |`);
  });

  it("shows what its samples say", () => {
    for (const { hex, shows } of model.samples) {
      const { sign } = benchOf(model);
      sign.feed(hexBytes(hex), 0);
      expect(linesOf(sign.glass(0))).toEqual(shows);
    }
  });

  it("plans and shows two pages that fill it, and an alarm", () => {
    const bench = benchOf(model);
    for (const [page, alarm] of [
      ["one", null],
      ["two", null],
      ["two", "alarm"],
      ["one", null],
    ] as const) {
      const show = showFor(bench.display, "  42", page, alarm);
      expect(bench.display.plan(show)).toEqual([]);
      bench.drive(show);
      expect(looks(bench.display, bench.sign.glass(bench.at))).toEqual(looks(bench.display, glassOf(show)));
    }
  });

  it("gives the same bytes for the same show", () => {
    const show = showFor(benchOf(model).display, "  42", "two", "alarm");
    const bytes = [benchOf(model), benchOf(model)].map((bench) =>
      bench.drive(show).map((frame) => frame.bytes),
    );
    expect(bytes[0]).toEqual(bytes[1]);
  });

  it("never blanks for a figure that changes", () => {
    const bench = benchOf(model);
    bench.drive(showFor(bench.display, "   0", "one", null));
    const before = bench.count("blanked");
    for (let figure = 1; figure < 1_000; figure++) {
      bench.drive(showFor(bench.display, String(figure), "one", null));
    }
    expect(bench.count("blanked")).toBe(before);
    const last = showFor(bench.display, "999", "one", null);
    expect(looks(bench.display, bench.sign.glass(bench.at))).toEqual(looks(bench.display, glassOf(last)));
  });

  it("keeps within its size and its line, whatever the texts are", () => {
    const text = fc.string({ unit: "binary", maxLength: 100 });
    fc.assert(
      fc.property(text, text, (label, figure) => {
        const bench = benchOf(model);
        const show: Show = {
          layouts: [layout("page", [cell("figure", 4), fixed(label)])],
          alarms: [],
          page: "page",
          alarm: null,
          values: new Map([["figure", run(figure)]]),
        };
        const frames = bench.drive(show);
        const seven =
          model.serial.dataBits === 8 || frames.every((f) => f.bytes.every((byte) => byte < 0x80));
        expect(seven).toBe(true);
        expect(["illegal", "ignored", "emptied"].map((event) => bench.count(event))).toEqual([0, 0, 0]);
        const glass = bench.sign.glass(bench.at);
        expect(glass.map((row) => row.map((part) => part.text).join("").length)).toEqual(
          new Array<number>(model.rows).fill(model.columns),
        );
        expect(linesOf(glass).slice(1).join("")).toBe("");
      }),
      { numRuns: 40 },
    );
  });

  it("takes its bytes in pieces of any size", () => {
    const show = showFor(benchOf(model).display, "  42", "two", null);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const bench = benchOf(model);
        const whole = benchOf(model);
        for (const frame of whole.drive(show)) {
          for (let start = 0, piece = 0; start < frame.bytes.length; piece++) {
            const size = sizes[piece % sizes.length] ?? 1;
            bench.sign.feed(frame.bytes.subarray(start, start + size), bench.at);
            start += size;
          }
          bench.at += model.pacing.betweenFramesMs + frame.pauseAfterMs;
        }
        expect(looks(bench.display, bench.sign.glass(bench.at))).toEqual(looks(bench.display, glassOf(show)));
        expect([...bench.sign.events]).toEqual([...whole.sign.events]);
      }),
      { numRuns: 30 },
    );
  });

  it("survives any bytes, and shows the right thing after a new start", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 }), (noise) => {
        const bench = benchOf(model);
        for (const bytes of noise) bench.sign.feed(bytes, bench.at);
        bench.at += 15_000;
        const show = showFor(bench.display, "  42", "one", null);
        bench.drive(show);
        expect(looks(bench.display, bench.sign.glass(bench.at))).toEqual(looks(bench.display, glassOf(show)));
      }),
      { numRuns: 60 },
    );
  });
});

describe("all display drivers together", () => {
  it("leave no timer behind", () => {
    expect(openTimers()).toBe(0);
  });
});
