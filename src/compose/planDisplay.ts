import type { MessagePlan } from "../app/boardMessages.ts";
import type { ConditionPlan } from "../app/conditionPlan.ts";
import {
  type AlarmPlan,
  type ClosedPlan,
  type DisplayPlan,
  layoutsOf,
  type PagePlan,
} from "../app/wallboardPlan.ts";
import type { PartProblem } from "../config/siteChecks.ts";
import type { Site, SiteDisplay } from "../config/siteSchema.ts";
import { noDataLayout, textLayout } from "../domain/builtInPages.ts";
import { conditionFigures } from "../domain/conditionFacts.ts";
import type { Layout } from "../domain/glass.ts";
import { type LaidOutPage, layoutPage } from "../domain/layoutPage.ts";
import {
  messagePageId,
  type Screen,
  screensOf,
  textPageLayout,
  urgentPageId,
} from "../domain/messageScreens.ts";
import type { PageContext, PageLine, PageProblem, PageSubject } from "../domain/pageContext.ts";
import { labelOf } from "../domain/vocabulary.ts";
import { textFor, type WallMessage } from "../domain/wallMessage.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import type { CompileCondition } from "../ports/conditions.ts";

/** A display's pages laid out for its glass, and everything that does not fit. */
export interface PlannedDisplay {
  readonly plan: DisplayPlan;
  readonly problems: readonly PartProblem[];
}

/** Ids that no site can give to a page of its own. */
const stopId = "@stop";
const idleId = "@idle";
const closedId = "@closed";

/** Messages to this zone are for every display. */
const everyZone = "all";

type SiteLine = SiteDisplay["pages"][number]["lines"][number];
type Place = readonly (string | number)[];

interface Planning {
  readonly site: Site;
  readonly display: SiteDisplay;
  readonly context: PageContext;
  readonly compile: CompileCondition;
  readonly subjects: ReadonlyMap<string, readonly string[]>;
  readonly problems: PartProblem[];
}

/** Queues and groups by the name pages use, with what people call them. */
function siteSubjects(site: Pick<Site, "queues" | "groups">): ReadonlyMap<string, PageSubject> {
  const queues = Object.entries(site.queues).map(
    ([name, queue]) => [name, { displayName: queue.name ?? name, kind: "queue" }] as const,
  );
  const groups = Object.entries(site.groups).map(
    ([name, group]) => [name, { displayName: group.name ?? name, kind: "group" }] as const,
  );
  return new Map<string, PageSubject>([...queues, ...groups]);
}

function contextOf(site: Site, display: SiteDisplay, bound: BoundDisplay): PageContext {
  return {
    rows: bound.model.rows,
    columns: bound.model.columns,
    charset: { letters: bound.letters, missing: bound.missing },
    language: display.language ?? site.language,
    labels: site.labels,
    subjects: siteSubjects(site),
    colour: display.colour,
    timeZone: site.timeZone ?? null,
    roundDown: site.serviceLevel.roundDown,
  };
}

const pageLine = (line: SiteLine): PageLine =>
  typeof line === "string"
    ? { text: line, colour: null, align: "left" }
    : { text: line.text, colour: line.colour ?? null, align: line.align };

/** Where a problem of a page stands in the file: at the line's text, whichever way the line is written. */
function placed(
  severity: PartProblem["severity"],
  place: Place,
  lines: readonly SiteLine[],
  problem: PageProblem,
) {
  const text = typeof lines[problem.line] === "object" ? ["text"] : [];
  const path = [...place, "lines", problem.line, ...text];
  return { severity, path, column: problem.column, message: problem.message, advice: problem.advice };
}

function layOut(
  planning: Planning,
  place: Place,
  page: { readonly id: string; readonly lines: readonly SiteLine[]; readonly blink: boolean },
): LaidOutPage {
  const laidOut = layoutPage({ ...page, lines: page.lines.map(pageLine) }, planning.context);
  for (const problem of laidOut.problems) planning.problems.push(placed("error", place, page.lines, problem));
  for (const warning of laidOut.warnings)
    planning.problems.push(placed("warning", place, page.lines, warning));
  return laidOut;
}

function conditionOf(planning: Planning, place: Place, source: string): ConditionPlan {
  const compiled = planning.compile(source, planning.subjects);
  if (compiled.ok) return { holds: compiled.condition, reads: compiled.reads };
  planning.problems.push({
    severity: "error",
    path: [...place, "when"],
    column: compiled.column,
    message: compiled.message,
    advice: compiled.advice,
  });
  return { holds: () => false, reads: [] };
}

function planPage(planning: Planning, page: SiteDisplay["pages"][number], index: number): PagePlan {
  const place = ["pages", index];
  const { layout, cells, mark } = layOut(planning, place, { id: page.id, lines: page.lines, blink: false });
  const condition = page.when === undefined ? null : conditionOf(planning, place, page.when);
  return { id: page.id, layout, cells, seconds: page.seconds, condition, hasMark: mark };
}

function planAlarm(planning: Planning, alarm: SiteDisplay["alarms"][number], index: number): AlarmPlan {
  const place = ["alarms", index];
  const { layout, cells } = layOut(planning, place, alarm);
  const condition = conditionOf(planning, place, alarm.when);
  return { id: alarm.id, layout, cells, condition, minimumMs: alarm.minimumSeconds * 1_000 };
}

function stopLayout(atStop: SiteDisplay["atStop"], context: PageContext): Layout | null {
  if (atStop === "keep") return null;
  return textLayout(stopId, atStop === "blank" ? "" : atStop.text, context);
}

/** Messages longer than this are cut: nobody waits for the end. */
const MOST_SCREENS = 12;

function messagePlan(display: SiteDisplay, context: PageContext): MessagePlan {
  const known = new WeakMap<WallMessage, readonly Screen[]>();
  return {
    zones: new Set([display.id, everyZone, ...display.zones]),
    colour: display.colour,
    screens(message) {
      const screens =
        known.get(message) ?? screensOf(textFor(message, context.language), context, MOST_SCREENS);
      known.set(message, screens);
      return screens;
    },
  };
}

/** `FERMÉ` and, where it is known, when the centre opens again. */
function closedPlan(context: PageContext): ClosedPlan {
  const { language, labels, colour } = context;
  const label = labelOf("closed", language, labels);
  const open = labelOf("open", language, labels);
  return {
    layout: textPageLayout(closedId, context),
    colour,
    screen(until) {
      const text = until === null ? label : `${label} ${open} ${until}`;
      const [screen = []] = screensOf(
        context.rows > 1 ? text : until === null ? label : `${label} ${until}`,
        context,
        1,
      );
      return screen;
    },
  };
}

/** A line with the time, for a display none of whose pages has anything to say. */
function idlePage(pages: readonly PagePlan[], context: PageContext): DisplayPlan["idle"] {
  if (pages.some((page) => page.condition === null)) return null;
  const line: PageLine = { text: "{clock}", colour: null, align: "centre" };
  return layoutPage({ id: idleId, lines: [line], blink: false }, context);
}

/** Everything the pages, alarms and built-in pages of a display need, and all that does not fit. */
export function planDisplay(
  site: Site,
  display: SiteDisplay,
  bound: BoundDisplay,
  compile: CompileCondition,
): PlannedDisplay {
  const context = contextOf(site, display, bound);
  const subjects = new Map([...context.subjects.keys()].map((name) => [name, conditionFigures]));
  const planning: Planning = { site, display, context, compile, subjects, problems: [] };
  const pages = display.pages.map((page, index) => planPage(planning, page, index));
  const alarms = display.alarms.map((alarm, index) => planAlarm(planning, alarm, index));
  const shown = [...new Set(pages.flatMap(({ cells }) => cells.flatMap(figureSubject)))];
  const plan: DisplayPlan = {
    id: display.id,
    pages,
    alarms,
    noData: noDataLayout(context, shown),
    noDataAfterMs: display.noDataAfterSeconds * 1_000,
    idle: idlePage(pages, context),
    messages: messagePlan(display, context),
    messagePage: textPageLayout(messagePageId, context),
    urgentPage: textPageLayout(urgentPageId, context),
    closed: site.hours.length > 0 && display.followHours ? closedPlan(context) : null,
    atStop: stopLayout(display.atStop, context),
  };
  return { plan, problems: [...planning.problems, ...memoryProblems(plan, display, bound)] };
}

const figureSubject = (cell: PagePlan["cells"][number]): readonly string[] =>
  cell.shows.kind === "figure" ? [cell.shows.subject] : [];

/** What the driver says of the whole: too many cells, too little memory, a priority text that is too long. */
function memoryProblems(plan: DisplayPlan, display: SiteDisplay, bound: BoundDisplay): PartProblem[] {
  return bound.plan(layoutsOf(plan)).map(({ layout, message, advice }) => {
    const page = display.pages.findIndex((candidate) => candidate.id === layout);
    const alarm = display.alarms.findIndex((candidate) => candidate.id === layout);
    const path = page >= 0 ? ["pages", page] : alarm >= 0 ? ["alarms", alarm] : ["pages"];
    return { severity: "error", path, column: null, message, advice };
  });
}
