import { type Glass, linesOf } from "../domain/glass.ts";
import type { Instant } from "../domain/instant.ts";
import type { DisplayModel } from "../ports/displayModel.ts";
import type { Facts } from "../ports/logger.ts";
import { wallMs } from "../shared/time.ts";
import { drawGlass } from "./drawGlass.ts";
import type { Terminal } from "./terminal.ts";

/** Where the demo's displays are seen: drawn in place for a person, a line for each change in a pipe, or JSON lines. */
export interface DemoScreen {
  add(id: string, model: DisplayModel, glass: (at: Instant) => Glass): void;
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
export function demoScreen(terminal: Terminal, json: boolean): DemoScreen {
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
    ? drawn(terminal, displays, add, changes)
    : listed(terminal, json, add, changes);
}

type Changes = (at: Instant) => readonly { readonly seen: Seen; readonly glass: Glass }[];

function drawn(
  terminal: Terminal,
  displays: readonly Seen[],
  add: DemoScreen["add"],
  changes: Changes,
): DemoScreen {
  const colour = terminal.environment["NO_COLOR"] === undefined;
  let isOpen = false;
  let lastNote = "";
  let startedAt = 0;
  const paint = (at: Instant): void => {
    const boxes = displays.flatMap(({ id, model, glass }) => [
      `${id}: ${model.name}`,
      ...drawGlass(glass(at), { title: "", rows: model.rows, columns: model.columns, colour }),
      "",
    ]);
    const head = `Bandeau: a simulated call centre on its displays, ${Math.round((at - startedAt) / 1_000)} s`;
    const lines = [head, "", ...boxes, "Ctrl-C ends it.", lastNote].map((line) => `  ${line}${restOfLine}`);
    terminal.write(`${home}${lines.join("\r\n")}${restOfScreen}`);
  };
  return {
    add,
    open() {
      isOpen = true;
      startedAt = wallMs();
      terminal.write(enter);
    },
    look(at) {
      if (changes(at).length > 0) paint(at);
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
