import { type Colour, glassOf, type Layout, linesOf, type Run, type Show } from "../../src/domain/glass.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";
import type { Frame } from "../../src/ports/displayDriver.ts";
import { type Random, seededRandom } from "../../src/simulated/acd/random.ts";
import { Bench, cell, fixed, layout, run } from "../drivers/display/bench.ts";
import { type ModelChanges, shippedDisplay } from "../suites/shippedDisplay.ts";

/** What one way of writing costs. Bytes and frames are means over all changes. */
interface Cost {
  readonly bytes: number;
  readonly frames: number;
}

/** A driver's bytes beside those of a program that writes its whole message anew for every change. */
export interface ByteResult {
  readonly protocol: string;
  readonly model: string;
  readonly changes: number;
  /** One figure of the four has changed. */
  readonly figure: Cost;
  /** All four have. */
  readonly allFigures: Cost;
  readonly wholeMessage: Cost;
  readonly figureRatio: number;
  readonly allFiguresRatio: number;
}

/** A figure of the page: its numbers go from 0 to `most`, and its colour changes on the way. */
interface PageFigure {
  readonly key: string;
  readonly width: number;
  readonly most: number;
  readonly text: (value: number) => string;
}

type Figures = readonly [PageFigure, PageFigure, PageFigure, PageFigure];

const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const waiting: PageFigure = { key: "waiting", width: 3, most: 120, text: String };
const longest: PageFigure = { key: "longest", width: 5, most: 1_799, text: minutes };
const ready: PageFigure = { key: "ready", width: 3, most: 40, text: String };
const level: PageFigure = { key: "level", width: 4, most: 100, text: (value) => `${value}%` };
/** A display of digits has no colon: a wait is in seconds. */
const longestSeconds: PageFigure = { key: "longest", width: 4, most: 1_799, text: String };
const digits = (figure: PageFigure): PageFigure => ({ ...figure, width: 4, text: String });

/** A label with a blank behind it, the longest that there is room for. */
function label(words: readonly string[], room: number) {
  const word = words.find((candidate) => candidate.length < room) ?? "";
  return fixed(word.padEnd(room), "green");
}

/** Two rows with a label and two figures each. */
function twoRows(columns: number): { figures: Figures; page: Layout } {
  const row = (words: readonly string[], one: PageFigure, other: PageFigure) => [
    label(words, columns - one.width - other.width - 1),
    cell(one.key, one.width),
    fixed(" "),
    cell(other.key, other.width),
  ];
  const above = row(["Calls waiting", "Waiting", "Wait", "Att"], waiting, longest);
  const below = row(["Agents ready", "Ready", "Rdy"], ready, level);
  return { figures: [waiting, longest, ready, level], page: layout("page", above, below) };
}

/** Four rows with nothing but a number. */
function fourNumbers(): { figures: Figures; page: Layout } {
  const figures = [digits(waiting), longestSeconds, digits(ready), digits(level)] as const;
  return { figures, page: layout("page", ...figures.map(({ key, width }) => [cell(key, width)])) };
}

function runOf({ width, most, text }: PageFigure, value: number, { colours }: BoundDisplay["model"]): Run {
  const share = value / most;
  const colour: Colour = share > 0.75 ? "red" : share > 0.5 ? "orange" : "green";
  return run(text(value).padStart(width), colours.includes(colour) ? colour : colours[0]);
}

/** Another number than the one before, so that something is to be sent. */
function anotherRun(figure: PageFigure, before: Run | undefined, random: Random, display: BoundDisplay): Run {
  for (;;) {
    const next = runOf(figure, Math.floor(random.next() * (figure.most + 1)), display.model);
    if (next.text !== before?.text) return next;
  }
}

const bytesOf = (frames: readonly Frame[]): number =>
  frames.reduce((sum, frame) => sum + frame.bytes.length, 0);

/** Signs without stored pages take the page and its figures as the same thing. */
const isContent: ReadonlySet<Frame["purpose"]> = new Set(["page", "value"]);

/** The message as one that knows no figures: what the driver writes for a page of fixed text, without preparing. */
function messageFrames(display: BoundDisplay, show: Show): Frame[] {
  const rows = glassOf(show).map((runs) => runs.map((part) => ({ kind: "fixed", run: part }) as const));
  const whole: Show = { ...show, layouts: [{ id: show.page, rows }], values: new Map() };
  const frames = new Bench(display).drive(whole);
  const layouts = frames.filter(({ purpose }) => purpose === "layout");
  return layouts.length > 0 ? layouts : frames.filter(({ purpose }) => isContent.has(purpose));
}

/** Slave, function, register, count, length and checksum of a write of several registers. */
const modbusOverhead = 9;

/** All registers in one write, as somebody would who writes everything. */
function allRegisters(display: BoundDisplay, show: Show): Cost {
  const words = messageFrames(display, show).reduce(
    (sum, { bytes }) => sum + bytes.length - modbusOverhead,
    0,
  );
  return { bytes: modbusOverhead + words, frames: 1 };
}

function wholeMessage(display: BoundDisplay, show: Show): Cost {
  if (display.model.driver === "modbus") return allRegisters(display, show);
  const frames = messageFrames(display, show);
  return { bytes: bytesOf(frames), frames: frames.length };
}

/** Drives a virtual sign through changes of figures, and counts. */
class Meter {
  readonly #display: BoundDisplay;
  readonly #bench: Bench;
  readonly #figures: Figures;
  readonly #random: Random;
  #show: Show;

  constructor(display: BoundDisplay, { figures, page }: ReturnType<typeof twoRows>, seed: number) {
    this.#display = display;
    this.#bench = new Bench(display);
    this.#figures = figures;
    this.#random = seededRandom(seed);
    const values = new Map(figures.map((figure) => [figure.key, runOf(figure, 0, display.model)]));
    this.#show = { layouts: [page], alarms: [], page: page.id, alarm: null, values };
    this.#bench.drive(this.#show);
  }

  /** The mean of what a change costs, of one figure or of all, and of what the whole message costs with each. */
  measure(changes: number, which: "one" | "all"): { readonly driver: Cost; readonly whole: Cost } {
    const driver = { bytes: 0, frames: 0 };
    const whole = { bytes: 0, frames: 0 };
    for (let change = 0; change < changes; change++) {
      const some = which === "all" ? this.#figures : [this.#oneFigure()];
      const frames = this.#change(some);
      driver.bytes += bytesOf(frames);
      driver.frames += frames.length;
      const message = wholeMessage(this.#display, this.#show);
      whole.bytes += message.bytes;
      whole.frames += message.frames;
    }
    const mean = ({ bytes, frames }: Cost): Cost => ({ bytes: bytes / changes, frames: frames / changes });
    return { driver: mean(driver), whole: mean(whole) };
  }

  #oneFigure(): PageFigure {
    return this.#figures[Math.floor(this.#random.next() * this.#figures.length)] ?? this.#figures[0];
  }

  /** Bytes that show something else than the figures would be no achievement. */
  #change(figures: readonly PageFigure[]): Frame[] {
    const values = new Map(this.#show.values);
    for (const figure of figures)
      values.set(figure.key, anotherRun(figure, values.get(figure.key), this.#random, this.#display));
    this.#show = { ...this.#show, values };
    const frames = this.#bench.drive(this.#show);
    const shown = linesOf(this.#bench.sign.glass(this.#bench.at));
    if (shown.join("\n") !== linesOf(glassOf(this.#show)).join("\n"))
      throw new Error(`${this.#display.model.id} shows ${shown.join(" / ")}`);
    return frames;
  }
}

/** A protocol's model. No Modbus display that we ship has more than one row: this is its map with four. */
const models: readonly { readonly id: string; readonly changes?: ModelChanges }[] = [
  { id: "alpha-4120c" },
  { id: "amplus-16x80" },
  { id: "alcatel-2x16" },
  { id: "modbus-ditel-dn109", changes: { rows: 4, settings: { rowStep: 2 } } },
  { id: "matrix-orbital-2x16" },
];

/** So many changes on a page of four figures, for a model of each protocol. The same seed gives the same changes. */
export function measureBytes(changes: number, seed: number): ByteResult[] {
  return models.map(({ id, changes: differences = {} }) => {
    const display = shippedDisplay(id, differences);
    const { driver, rows, columns } = display.model;
    const meter = new Meter(display, rows === 2 ? twoRows(columns) : fourNumbers(), seed);
    const one = meter.measure(changes, "one");
    const all = meter.measure(changes, "all");
    return {
      protocol: driver,
      model: id,
      changes,
      figure: one.driver,
      allFigures: all.driver,
      wholeMessage: one.whole,
      figureRatio: one.driver.bytes / one.whole.bytes,
      allFiguresRatio: all.driver.bytes / all.whole.bytes,
    };
  });
}
