import type { DisplayUnit } from "../compose/daemonPlan.ts";
import type { View } from "../compose/previewDisplay.ts";
import type { ShownLight } from "../compose/previewLights.ts";
import type { Problem } from "../config/problem.ts";
import { linesOf } from "../domain/glass.ts";
import type { Instant } from "../domain/instant.ts";
import { drawGlass } from "./drawGlass.ts";

/** What one display shows, with the file of each picture where there is one. */
export interface ShownDisplay {
  readonly unit: DisplayUnit;
  readonly views: readonly (View & { readonly png: string | null })[];
  /** Pages and alarms that are not on because their condition does not hold. */
  readonly waiting: readonly { readonly id: string; readonly when: string }[];
}

/** A preview as one JSON object: every view of every display, with its lines and its coloured runs, and every light. */
export function previewJson(
  at: Instant,
  shown: readonly ShownDisplay[],
  lights: readonly ShownLight[],
  problems: readonly Problem[],
): string {
  const displays = shown.map(({ unit, views, waiting }) => ({
    id: unit.id,
    model: unit.bound.model.id,
    rows: unit.bound.model.rows,
    columns: unit.bound.model.columns,
    views: views.map(({ id, kind, stale, glass, png }) => ({
      id,
      kind,
      stale,
      lines: linesOf(glass),
      runs: glass,
      png,
    })),
    waiting,
  }));
  return JSON.stringify({ ok: true, at: new Date(at).toISOString(), displays, lights, warnings: problems });
}

/** The views of a display as boxes for a terminal, one below the other. */
export function previewLines({ unit, views, waiting }: ShownDisplay, colour: boolean): string[] {
  const { id, bound } = unit;
  const { rows, columns } = bound.model;
  const boxes = views.flatMap((view) => [
    "",
    `${headOf(id, view)}`,
    ...drawGlass(view.glass, { title: id, rows, columns, colour }),
    ...(view.png === null ? [] : [view.png]),
  ]);
  const later = waiting.map((page) => `${id} shows ${page.id} only when ${page.when}`);
  return later.length === 0 ? boxes : [...boxes, "", ...later];
}

/** A light, lamp by lamp, with the rule that decides; of a dark lamp only where all are dark. */
export function lightLines({ id, name, lamps, buzzer }: ShownLight): string[] {
  const [first, ...others] = lamps;
  const isOne = others.length > 0 && others.every((lamp) => sameButName(lamp, first));
  const told = isOne && first !== undefined ? [{ ...first, name: "all" }] : lamps;
  const widthOf = (words: readonly string[]): number => Math.max(...words.map((word) => word.length));
  const names = widthOf(told.map((lamp) => lamp.name));
  const shows = widthOf(told.map((lamp) => lamp.shows));
  const isDark = told.every((lamp) => lamp.shows === "off");
  const rows = told.map((lamp, index) => {
    const why = lamp.rule === null ? "no rule holds" : `${lamp.rule}: ${lamp.because}`;
    const reason = lamp.shows !== "off" || (isDark && index === 0) ? why : "";
    return `  ${lamp.name.padEnd(names)}  ${lamp.shows.padEnd(shows)}  ${reason}`.trimEnd();
  });
  return ["", `${id}, light ${name}`, ...rows, ...(buzzer ? ["  the buzzer sounds"] : [])];
}

type ShownLamp = ShownLight["lamps"][number];

const sameButName = (a: ShownLamp, b: ShownLamp | undefined): boolean =>
  a.shows === b?.shows && a.rule === b.rule;

/** What is on, in a line above its box. */
export function headOf(display: string, { kind, id, stale }: View): string {
  const what = kind === "page" || kind === "alarm" ? `${kind} ${id}` : id;
  return `${display}, ${what}${stale && kind !== "noData" ? ", with stale figures" : ""}`;
}
