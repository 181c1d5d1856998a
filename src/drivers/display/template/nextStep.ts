import { glassOf, type Show } from "../../../domain/glass.ts";
import type { Answer, Doubt, Frame, Step } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import type { Dialect } from "./dialect.ts";
import { type FrameTemplate, isWholePage } from "./frameTemplate.ts";
import { answerOf } from "./reply.ts";
import { type RowText, rowsOf } from "./rowText.ts";
import { type Content, isBlankPage, writeFrame } from "./writeFrame.ts";

/** What we believe the display holds. */
export interface TemplateHeld {
  readonly initialised: boolean;
  /** What was sent for each row, or for the page under 0. */
  readonly rows: ReadonlyMap<number, string>;
  /** The row written last: the next search begins behind it, so that none is starved. */
  readonly latest: number;
  /** The page that was sent last. */
  readonly page: string | null;
  /** What was sent as alarm, "" when there is none, null when we do not know. */
  readonly alarm: string | null;
  /** The rest of what was begun: it goes out whole, whatever changes meanwhile. */
  readonly begun: readonly Frame[];
  /** What is known once the rest is out. */
  readonly outcome: Partial<TemplateHeld>;
}

export const unknownDisplay: TemplateHeld = {
  initialised: false,
  rows: new Map(),
  latest: -1,
  page: null,
  alarm: null,
  begun: [],
  outcome: {},
};

/** What is still known of a display when a part is in doubt. */
export function forgetPart(held: TemplateHeld, doubt: Doubt): TemplateHeld {
  if (doubt === "everything") return { ...unknownDisplay, begun: held.begun };
  const nothing: ReadonlyMap<number, string> = new Map();
  const alarm = doubt === "values" && held.alarm === "" ? "" : null;
  // What is on its way when the doubt arises was made before it, and is doubted as well.
  const { rows: _rows, alarm: _alarm, ...outcome } = held.outcome;
  return { ...held, rows: nothing, alarm, outcome };
}

interface Situation {
  readonly held: TemplateHeld;
  readonly show: Show;
  readonly model: DisplayModel;
  readonly dialect: Dialect;
}

type Next = Step<TemplateHeld> | null;

/** What is sent together, and what the display holds after it. */
interface Job {
  readonly templates: readonly FrameTemplate[];
  readonly content: Content;
  readonly purpose: Frame["purpose"];
}

function framesFor({ templates, content, purpose }: Job, { model, dialect }: Situation): Frame[] {
  const answer: Answer | null = dialect.reply === null ? null : answerOf(dialect.reply);
  return templates.flatMap((template) => {
    const chunks = writeFrame(template, content, model, dialect);
    return chunks.map(({ bytes, pauseAfterMs }, index) => ({
      bytes: Uint8Array.from(bytes),
      pauseAfterMs,
      answer: index === chunks.length - 1 ? answer : null,
      purpose,
    }));
  });
}

const keyOf = (frames: readonly Frame[]): string =>
  frames.map(({ bytes }) => String.fromCharCode(...bytes)).join("|");

/** Sends the first of these frames and remembers the others. */
function begin(held: TemplateHeld, frames: readonly Frame[], outcome: Partial<TemplateHeld>): Next {
  const [frame, ...begun] = frames;
  if (frame === undefined) return null;
  if (begun.length > 0) return { frame, held: { ...held, begun, outcome } };
  return { frame, held: { ...held, ...outcome, begun, outcome: {} } };
}

function initialise(at: Situation): Next {
  const { held, dialect } = at;
  if (held.initialised) return null;
  const content = { row: 0, rows: [], address: dialect.address };
  const frames = framesFor({ templates: dialect.frames.init, content, purpose: "initialise" }, at);
  return begin(unknownDisplay, frames, { initialised: true });
}

/** Rows one by one, or the page at once: what has changed and comes next in turn. */
function sendRows(at: Situation, templates: readonly FrameTemplate[], rows: readonly RowText[]): Next {
  const { held, show, dialect } = at;
  const whole = templates.some(isWholePage);
  const places = whole ? [0] : rows.map((_, row) => row);
  const start = (held.latest + 1) % places.length;
  const purpose = held.page === show.page ? "value" : "page";
  for (const row of [...places.slice(start), ...places.slice(0, start)]) {
    const blank = isBlankPage(whole ? rows : rows.slice(row, row + 1));
    const used = blank && dialect.frames.clear.length > 0 ? dialect.frames.clear : templates;
    const frames = framesFor(
      { templates: used, content: { row, rows, address: dialect.address }, purpose },
      at,
    );
    const key = keyOf(frames);
    if (held.rows.get(row) === key) continue;
    const sent = new Map(held.rows).set(row, key);
    return begin(held, frames, { initialised: true, rows: sent, latest: row, page: show.page, alarm: "" });
  }
  return null;
}

function sendAlarm(at: Situation, rows: readonly RowText[]): Next {
  const { held, dialect } = at;
  const templates = dialect.frames.alarm;
  const places = templates.some(isWholePage) ? [0] : rows.map((_, row) => row);
  const frames = places.flatMap((row) =>
    framesFor({ templates, content: { row, rows, address: dialect.address }, purpose: "alarm" }, at),
  );
  const alarm = keyOf(frames);
  if (held.alarm === alarm) return null;
  // What the rows hold under an alarm, or after it, no manual says: they are sent again when it is over.
  return begin(held, frames, { initialised: true, rows: unknownDisplay.rows, alarm });
}

function endAlarm(at: Situation): Next {
  const { held, dialect } = at;
  if (held.alarm === "") return null;
  const content = { row: 0, rows: [], address: dialect.address };
  const frames = framesFor({ templates: dialect.frames.alarmEnd, content, purpose: "alarm" }, at);
  return begin(held, frames, { alarm: "" });
}

/**
 * The smallest next frame. What was begun is ended first; then the display is made ready; then the alarm, or the rows of
 * the page that differ from what was sent.
 */
export function nextStep(held: TemplateHeld, show: Show, model: DisplayModel, dialect: Dialect): Next {
  if (held.begun.length > 0) return begin(held, held.begun, held.outcome);
  const at: Situation = { held, show, model, dialect };
  const first = initialise(at);
  if (first !== null) return first;
  const alarm = show.alarms.find(({ id }) => id === show.alarm);
  const wanted: Show = alarm === undefined ? { ...show, alarm: null } : show;
  if (alarm === undefined && !show.layouts.some(({ id }) => id === show.page)) return null;
  const rows = rowsOf(glassOf(wanted), model, dialect);
  if (alarm !== undefined && dialect.frames.alarm.length > 0) return sendAlarm(at, rows);
  return endAlarm(at) ?? sendRows(at, dialect.frames.text, rows);
}
