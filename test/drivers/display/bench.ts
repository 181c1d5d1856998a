import type { Glass, Layout, Part, Run, Show } from "../../../src/domain/glass.ts";
import type { BoundDisplay, DisplaySession } from "../../../src/ports/boundDisplay.ts";
import type { Frame, VirtualSign } from "../../../src/ports/displayDriver.ts";
import type { DisplayModel } from "../../../src/ports/displayModel.ts";

/** Far more frames than any show needs: a driver that sends more never comes to rest. */
const mostFrames = 400;

/** A display on a bench: what its driver says goes to its virtual sign, at the pace the model asks for. */
export class Bench {
  readonly display: BoundDisplay;
  readonly sign: VirtualSign;
  session: DisplaySession;
  at = 1_000_000;

  constructor(display: BoundDisplay) {
    this.display = display;
    this.sign = display.sign();
    this.session = display.start();
  }

  /** Sends one frame; null when the display has the show. */
  step(show: Show): Frame | null {
    const next = this.session.next(show);
    if (next === null) return null;
    this.sign.feed(next.frame.bytes, this.at);
    this.at += this.display.model.pacing.betweenFramesMs + next.frame.pauseAfterMs;
    next.commit();
    return next.frame;
  }

  /** Sends until the display has the show. */
  drive(show: Show): Frame[] {
    const frames: Frame[] = [];
    for (let frame = this.step(show); frame !== null; frame = this.step(show)) {
      frames.push(frame);
      if (frames.length > mostFrames) throw new Error("the driver does not come to rest");
    }
    return frames;
  }

  count(event: string): number {
    return this.sign.events.get(event) ?? 0;
  }

  seen(): string[] {
    return seen(this.sign.glass(this.at));
  }
}

/** A glass letter by letter, with colour and blinking where there is something to see; blanks at the end left out. */
export function seen(glass: Glass): string[] {
  const rows = glass.map((row) =>
    row
      .flatMap((run) =>
        Array.from(run.text, (letter) =>
          letter === " " ? " " : `${letter}[${run.colour}${run.blink ? "!" : ""}]`,
        ),
      )
      .join("")
      .trimEnd(),
  );
  while (rows.length > 0 && rows.at(-1) === "") rows.pop();
  return rows;
}

export const fixed = (text: string, colour: Run["colour"] = "green", blink = false): Part => ({
  kind: "fixed",
  run: { text, colour, blink },
});

export const cell = (key: string, width: number): Part => ({ kind: "cell", cell: { key, width } });

export const run = (text: string, colour: Run["colour"] = "green", blink = false): Run => ({
  text,
  colour,
  blink,
});

export const layout = (id: string, ...rows: Part[][]): Layout => ({ id, rows });

/** A show of two pages and an alarm that fits a display of one row and thirteen characters. */
export function twoPages(values: Readonly<Record<string, Run>>, change: Partial<Show> = {}): Show {
  return {
    layouts: [
      layout("queue", [fixed("Att ", "amber"), cell("waiting", 3), fixed(" "), cell("longest", 5)]),
      layout("agents", [fixed("Pr\u00eats "), cell("ready", 3)]),
    ],
    alarms: [
      layout("long", [fixed("ALERT ", "red", true), cell("longest", 5)]),
      layout("full", [fixed("FULL", "red", true)]),
    ],
    page: "queue",
    alarm: null,
    values: new Map(Object.entries(values)),
    ...change,
  };
}

/** The same pages with other figures or another page on, as the middle of the program would hand them in. */
export const changed = (
  show: Show,
  values: Readonly<Record<string, Run>>,
  change: Partial<Show> = {},
): Show => ({
  ...show,
  values: new Map([...show.values, ...Object.entries(values)]),
  ...change,
});

export const model4120: DisplayModel = {
  id: "alpha-4120c",
  name: "Adaptive Alpha 4120C",
  driver: "alpha",
  rows: 2,
  columns: 20,
  colours: ["red", "green", "amber", "yellow", "orange"],
  serial: { baudRate: 9600, dataBits: 7, parity: "even", stopBits: 1 },
  pacing: { betweenFramesMs: 250 },
  refresh: { valuesSeconds: 60, layoutsSeconds: 21_600, everythingSeconds: 86_400 },
};

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
