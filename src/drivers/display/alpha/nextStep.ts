import type { Run, Show } from "../../../domain/glass.ts";
import type { Doubt, Frame, Step } from "../../../ports/displayDriver.ts";
import type { DisplayModel } from "../../../ports/displayModel.ts";
import { encodeFrame } from "./encodeFrame.ts";
import { type MemoryPlan, type PlannedText, payload, planMemory, stringContent } from "./memoryPlan.ts";
import type { AlphaOptions } from "./options.ts";
import { errorsAnswer, isDue, readErrors } from "./verification.ts";

/** A sign reboots after it was wiped; measured on a BetaBrite: what comes a second later is kept, so take two. */
const pauseAfterClearMs = 2_000;
/** No document says how long a sign needs to lay its memory out; this is ours, and costs nothing. */
const pauseAfterTableMs = 500;

/** What we believe an Alpha sign holds. */
export interface AlphaHeld {
  readonly memory: "unknown" | "cleared" | "laidOut";
  readonly plan: MemoryPlan | null;
  /** Labels of the TEXT files that were written. */
  readonly texts: ReadonlySet<string>;
  /** Content of the STRING files that were written, by label. */
  readonly strings: ReadonlyMap<string, string>;
  /** The runs that these were made of, by label: the same run needs no second look. */
  readonly runs: ReadonlyMap<string, Run | undefined>;
  /** Label of the STRING file written last: the next search begins behind it, so that no figure is starved. */
  readonly latest: string | null;
  /** Label of the TEXT file that is on. */
  readonly page: string | null;
  /** Content of the priority file, "" when it was released, null when we do not know. */
  readonly priority: string | null;
  /** A release may be lost on the line, and nothing else would end the alarm: the first refresh says it again. */
  readonly releaseAgain: boolean;
  /** The dimming that the sign was told; null when it was told none. */
  readonly dimming: string | null;
  /** How often the figures were refreshed since the sign was last asked for errors. */
  readonly refreshes: number;
}

export const unknownSign: AlphaHeld = {
  memory: "unknown",
  plan: null,
  texts: new Set(),
  strings: new Map(),
  runs: new Map(),
  latest: null,
  page: null,
  priority: null,
  releaseAgain: true,
  dimming: null,
  refreshes: 0,
};

/** What is still known of a sign when a part is in doubt. */
export function forgetPart(held: AlphaHeld, doubt: Doubt): AlphaHeld {
  if (doubt === "everything") return unknownSign;
  const forgotten = { ...held, strings: unknownSign.strings, runs: unknownSign.runs, page: null };
  if (doubt === "layouts") return { ...forgotten, texts: unknownSign.texts, priority: null };
  const refreshes = held.refreshes + 1;
  // Every write of the priority file may blink the glass, so a release is not said for ever.
  if (held.priority !== "") return { ...forgotten, refreshes, priority: null };
  return { ...forgotten, refreshes, priority: held.releaseAgain ? null : "", releaseAgain: false };
}

interface Situation {
  readonly held: AlphaHeld;
  readonly show: Show;
  readonly plan: MemoryPlan;
  readonly model: DisplayModel;
  readonly options: AlphaOptions;
}

type Next = Step<AlphaHeld> | null;

function step(
  { held, plan, options }: Situation,
  purpose: Frame["purpose"],
  body: readonly number[],
  change: Partial<AlphaHeld>,
  pauseAfterMs = 0,
): Step<AlphaHeld> {
  return {
    frame: { bytes: encodeFrame(options, body), pauseAfterMs, answer: null, purpose },
    held: { ...held, plan, ...change },
  };
}

function layOut(at: Situation): Step<AlphaHeld> {
  const { held, options, plan } = at;
  if (options.needsClear && held.memory !== "cleared") {
    return step(at, "initialise", payload.clear, { ...unknownSign, memory: "cleared" }, pauseAfterClearMs);
  }
  const change = { ...unknownSign, memory: "laidOut", plan } as const;
  return step(at, "initialise", payload.layOut(plan), change, pauseAfterTableMs);
}

function dim(at: Situation): Next {
  const { held, options } = at;
  if (options.dimming === null || options.dimming === held.dimming) return null;
  return step(at, "initialise", payload.dim(options.dimming), { dimming: options.dimming });
}

/**
 * Asks the sign for errors of what it got since the last time, while its figures are in doubt anyway: whatever it
 * says, they are written again behind the question.
 */
function verify(at: Situation): Next {
  const { held, model, options } = at;
  if (!isDue(held.refreshes, model, options)) return null;
  const { frame, held: asked } = step(at, "value", readErrors, { refreshes: 0 });
  return { frame: { ...frame, answer: errorsAnswer(model) }, held: asked };
}

function writeText(at: Situation, text: PlannedText): Next {
  if (at.held.texts.has(text.label)) return null;
  const texts = new Set([...at.held.texts, text.label]);
  return step(at, "layout", payload.text(text), { texts });
}

/** The next cell of a layout that is not up to date: in reading order, going on behind the one written last. */
function writeValue(at: Situation, { cells }: PlannedText): Next {
  const { held, show, model, options } = at;
  const start = cells.findIndex((cell) => cell.label === held.latest) + 1;
  for (const cell of [...cells.slice(start), ...cells.slice(0, start)]) {
    const { key, label } = cell;
    const run = show.values.get(key);
    if (held.runs.has(label) && held.runs.get(label) === run) continue;
    const content = stringContent(cell, run, model, options);
    if (held.strings.get(label) === content) continue;
    const strings = new Map(held.strings).set(label, content);
    const runs = new Map(held.runs).set(label, run);
    return step(at, "value", payload.string(label, content), { strings, runs, latest: label });
  }
  return null;
}

function turnTo(at: Situation, text: PlannedText): Next {
  return at.held.page === text.label ? null : step(at, "page", payload.show(text), { page: text.label });
}

function interrupt(at: Situation, text: PlannedText): Next {
  if (at.held.priority === text.content) return null;
  return step(at, "alarm", payload.text(text), { priority: text.content, releaseAgain: true });
}

function release(at: Situation): Next {
  return at.held.priority === "" ? null : step(at, "alarm", payload.release, { priority: "" });
}

function otherTexts(at: Situation): Next {
  for (const text of at.plan.pages.values()) {
    const written = writeText(at, text);
    if (written !== null) return written;
  }
  return null;
}

/**
 * The smallest next frame. An alarm goes first, its figures before itself; then the page, its file and its figures
 * before it is turned to, so that the glass never shows a page with old figures; then the release of an alarm, so that
 * it gives way to a page that is right; then the pages that are not on.
 */
export function nextStep(
  held: AlphaHeld,
  show: Show,
  model: DisplayModel,
  options: AlphaOptions,
): Step<AlphaHeld> | null {
  const same = held.plan?.layouts === show.layouts && held.plan.alarms === show.alarms;
  const plan = same && held.plan !== null ? held.plan : planMemory(show, model, options);
  const at: Situation = { held, show, plan, model, options };
  if (held.memory !== "laidOut" || held.plan?.key !== plan.key) return layOut(at);
  const dimmed = dim(at);
  if (dimmed !== null) return dimmed;
  const alarm = show.alarm === null ? undefined : plan.interrupts.get(show.alarm);
  const page = plan.pages.get(show.page);
  const urgent = alarm === undefined ? null : (writeValue(at, alarm) ?? interrupt(at, alarm));
  if (urgent !== null) return urgent;
  // A question may blank the sign: not while an alarm is on.
  const question = alarm === undefined ? verify(at) : null;
  if (question !== null) return question;
  const turned =
    page === undefined ? null : (writeText(at, page) ?? writeValue(at, page) ?? turnTo(at, page));
  return turned ?? (alarm === undefined ? release(at) : null) ?? otherTexts(at);
}
