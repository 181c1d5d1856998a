import { type Glass, linesOf } from "../domain/glass.ts";
import type { Instant } from "../domain/instant.ts";
import type { DisplayModel } from "../ports/displayModel.ts";
import type { Facts } from "../ports/logger.ts";
import { wallMs } from "../shared/time.ts";
import { type DemoLight, drawLights, lightsNow, type SeatWords } from "./demoLights.ts";
import { drawGlass } from "./drawGlass.ts";
import type { Terminal } from "./terminal.ts";

/** Where displays and lights of the demo are seen: drawn in place for a person, a line for each change in a pipe, or JSON lines. */
export interface DemoScreen {
  add(id: string, model: DisplayModel, glass: (at: Instant) => Glass): void;
  addLight(light: DemoLight): void;
  /** A light is something else now; flashing is no change. */
  lightChanged(id: string, lamps: readonly string[], at: Instant): void;
  open(): void;
  /** Looks at every display and shows what changed. */
  look(at: Instant): void;
  note(text: string, facts: Facts): void;
  /** Leaves the terminal as it was. */
  close(): void;
}

interface Seen {
  readonly id: string;
  readonly model: DisplayModel;
  readonly glass: (at: Instant) => Glass;
  last: string;
}

const ESCAPE = "\u001b[";
/** The alternate screen keeps what the terminal showed before; the cursor would blink in the middle of the displays. */
const enter = `${ESCAPE}?1049h${ESCAPE}?25l`;
const leave = `${ESCAPE}?25h${ESCAPE}?1049l`;
const home = `${ESCAPE}H`;
const restOfLine = `${ESCAPE}K`;
const restOfScreen = `${ESCAPE}J`;

const timeOf = (at: Instant): string => new Date(at).toTimeString().slice(0, 8);

/** A screen that suits the terminal. */
export function demoScreen(terminal: Terminal, json: boolean, words: SeatWords): DemoScreen {
  const displays: Seen[] = [];
  const add: DemoScreen["add"] = (id, model, glass) => void displays.push({ id, model, glass, last: "" });
  const changes = (at: Instant): { seen: Seen; glass: Glass }[] =>
    displays.flatMap((seen) => {
      const glass = seen.glass(at);
      const now = JSON.stringify(glass);
      if (now === seen.last) return [];
      seen.last = now;
      return [{ seen, glass }];
    });
  return !json && terminal.isTerminal
    ? drawn(terminal, { displays, words }, add, changes)
    : listed(terminal, json, add, changes);
}

type Changes = (at: Instant) => readonly { readonly seen: Seen; readonly glass: Glass }[];

function drawn(
  terminal: Terminal,
  { displays, words }: { readonly displays: readonly Seen[]; readonly words: SeatWords },
  add: DemoScreen["add"],
  changes: Changes,
): DemoScreen {
  const colour = terminal.environment["NO_COLOR"] === undefined;
  let isOpen = false;
  let lastNote = "";
  let startedAt = 0;
  const lights: DemoLight[] = [];
  let lightsBefore = "";
  const lightsChanged = (): boolean => {
    const before = lightsBefore;
    lightsBefore = lightsNow(lights, words);
    return lightsBefore !== before;
  };
  const paint = (at: Instant): void => {
    const boxes = displays.flatMap(({ id, model, glass }) => [
      `${id}: ${model.name}`,
      ...drawGlass(glass(at), { title: "", rows: model.rows, columns: model.columns, colour }),
      "",
    ]);
    const head = `Bandeau: a simulated call centre at work, ${Math.round((at - startedAt) / 1_000)} s`;
    const panel = lights.length === 0 ? [] : [...drawLights(lights, words, colour), ""];
    const lines = [head, "", ...boxes, ...panel, "Ctrl-C ends it.", lastNote].map(
      (line) => `  ${line}${restOfLine}`,
    );
    terminal.write(`${home}${lines.join("\r\n")}${restOfScreen}`);
  };
  return {
    add,
    addLight: (light) => void lights.push(light),
    lightChanged: () => undefined,
    open() {
      isOpen = true;
      startedAt = wallMs();
      terminal.write(enter);
    },
    look(at) {
      const isOther = lightsChanged();
      if (changes(at).length > 0 || isOther) paint(at);
    },
    note(text) {
      lastNote = text;
    },
    close() {
      if (isOpen) terminal.write(leave);
      isOpen = false;
    },
  };
}

function listed(terminal: Terminal, json: boolean, add: DemoScreen["add"], changes: Changes): DemoScreen {
  return {
    add,
    addLight: () => undefined,
    lightChanged(id, lamps, at) {
      const line = json
        ? JSON.stringify({ at: new Date(at).toISOString(), light: id, lamps })
        : `${timeOf(at)} ${id.padEnd(8)} |${lamps.join("|")}|`;
      terminal.write(`${line}\n`);
    },
    open: () => undefined,
    look(at) {
      for (const { seen, glass } of changes(at)) terminal.write(`${lineOf(seen, glass, at, json)}\n`);
    },
    note(text, facts) {
      terminal.writeError(`${text} ${JSON.stringify(facts)}\n`);
    },
    close: () => undefined,
  };
}

function lineOf({ id, model }: Seen, glass: Glass, at: Instant, json: boolean): string {
  const lines = linesOf(glass);
  if (json) return JSON.stringify({ at: new Date(at).toISOString(), display: id, lines, runs: glass });
  const rows = lines.map((line) => line.padEnd(model.columns)).join("|");
  return `${timeOf(at)} ${id.padEnd(8)} |${rows}|`;
}
