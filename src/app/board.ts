import { type AlarmState, noAlarm, stepAlarm } from "../domain/alarms.ts";
import type { Moment } from "../domain/arrival.ts";
import type { CellPlan } from "../domain/cellPlan.ts";
import { type CellSource, fillCells } from "../domain/fillCells.ts";
import type { Run } from "../domain/glass.ts";
import type { Monotonic } from "../domain/instant.ts";
import { messagePageId, screenValues, urgentPageId } from "../domain/messageScreens.ts";
import { noRotation, type RotationState, stepRotation } from "../domain/rotation.ts";
import type { WallMessage } from "../domain/wallMessage.ts";
import { BoardMessages } from "./boardMessages.ts";
import { PageWatch, type Subjects } from "./pageWatch.ts";
import { soonest } from "./soonest.ts";
import { type BoardShow, type DisplayPlan, layoutsOf } from "./wallboardPlan.ts";

/** What all displays of a site share at one moment, beside its figures. */
export interface SiteNow {
  /** The next opening as `08:30` (null when none is known) while the centre is closed; undefined while it is open. */
  readonly closedUntil: string | null | undefined;
  readonly messages: (zones: ReadonlySet<string>) => readonly WallMessage[];
}

/** One way to use the glass: a layout with figures in its cells, or with ready texts. */
interface View {
  readonly layout: string;
  readonly cells: readonly CellPlan[];
  readonly texts: ReadonlyMap<string, Run>;
  readonly source: BoardShow["source"];
}

const minuteMs = 60_000;
const noTexts: ReadonlyMap<string, Run> = new Map();

const isSameRun = (a: Run, b: Run): boolean =>
  a.text === b.text && a.colour === b.colour && a.blink === b.blink;

/**
 * What one display should show, followed through time. In this order: an emergency, closed hours, an urgent message, an
 * alarm whose condition holds, then the pages and messages that take turns.
 */
export class Board {
  readonly plan: DisplayPlan;
  readonly #watch: PageWatch;
  readonly #source: CellSource;
  readonly #known: Pick<BoardShow, "layouts" | "alarms">;
  readonly #hasClock: boolean;
  #rotation: RotationState = noRotation;
  #alarm: AlarmState = noAlarm;
  #nextAt: Monotonic | null = null;
  /** The runs of the show before. */
  #runs: ReadonlyMap<string, Run> = noTexts;

  constructor(plan: DisplayPlan, subjects: Subjects, source: CellSource) {
    this.plan = plan;
    this.#watch = new PageWatch(plan, subjects);
    this.#source = source;
    this.#known = layoutsOf(plan);
    const shown = [...plan.pages, ...plan.alarms, ...(plan.idle === null ? [] : [plan.idle])];
    this.#hasClock = shown.some((page) => page.cells.some((cell) => cell.shows.kind === "time"));
  }

  /** Every subject that this display looks at. */
  get reads(): ReadonlySet<string> {
    return this.#watch.reads;
  }

  /** When the show may change although no figure did. */
  get nextAt(): Monotonic | null {
    return this.#nextAt;
  }

  /** What the display should show at this moment. */
  show(now: Moment, site: SiteNow): BoardShow {
    const messages = new BoardMessages(this.plan.messages, site.messages(this.plan.messages.zones), now);
    const alarm = stepAlarm(this.#alarm, this.#alarmRequests(), now.monotonic);
    this.#alarm = alarm.state;
    const closed = this.#closedView(site.closedUntil);
    const cover = this.#cover(messages, closed !== null);
    const rotation = stepRotation(
      this.#rotation,
      {
        pages: [...this.#pageTurns(), ...messages.turns],
        fallback: this.#fallback(messages),
        held: cover !== null || closed !== null,
      },
      now.monotonic,
    );
    this.#rotation = rotation.state;
    const gone = this.#watch.gone(now.monotonic);
    this.#nextAt = soonest([
      alarm.nextAt,
      rotation.nextAt,
      gone.nextAt,
      messages.nextAt,
      this.#hasClock ? now.monotonic + minuteMs - (now.wall % minuteMs) : null,
    ]);
    return this.#assemble(closed ?? this.#pageView(rotation.page, gone.pages, messages), cover);
  }

  /** What stays on the display when the daemon stops; null leaves it as it is. */
  lastShow(): BoardShow | null {
    if (this.plan.atStop === null) return null;
    const view: View = { layout: this.plan.atStop.id, cells: [], texts: noTexts, source: "stop" };
    return this.#assemble(view, null);
  }

  #assemble(page: View, cover: View | null): BoardShow {
    const top = cover ?? page;
    const number = this.plan.pages.findIndex((candidate) => candidate.id === page.layout) + 1;
    const cells = cover === null ? page.cells : [...page.cells, ...cover.cells];
    const values = new Map([...fillCells(cells, this.#source), ...page.texts, ...(cover?.texts ?? [])]);
    for (const [key, run] of values) {
      const before = this.#runs.get(key);
      if (before !== undefined && isSameRun(before, run)) values.set(key, before);
    }
    this.#runs = values;
    return {
      ...this.#known,
      page: page.layout,
      alarm: cover?.layout ?? null,
      values,
      source: top.source,
      stale: top.source === "noData" || this.#watch.isStale(top.cells),
      pageNumber: number,
      pages: this.plan.pages.length,
    };
  }

  /** What interrupts the pages, if anything does. */
  #cover(messages: BoardMessages, isClosed: boolean): View | null {
    const { urgent } = messages;
    if (urgent !== null && (urgent.priority === 0 || !isClosed))
      return { layout: urgentPageId, cells: [], texts: messages.urgentValues(urgent), source: "message" };
    const alarm = this.plan.alarms.find((candidate) => candidate.id === this.#alarm.alarm);
    if (alarm === undefined || isClosed) return null;
    return { layout: alarm.id, cells: alarm.cells, texts: noTexts, source: "alarm" };
  }

  #closedView(until: string | null | undefined): View | null {
    const { closed } = this.plan;
    if (closed === null || until === undefined) return null;
    const look = { colour: closed.colour, blink: false };
    const texts = screenValues(closed.layout.id, closed.screen(until), look);
    return { layout: closed.layout.id, cells: [], texts, source: "closed" };
  }

  #pageView(turn: string, gone: ReadonlySet<string>, messages: BoardMessages): View {
    const message = turn === messagePageId ? messages.filler : messages.turnValues(turn);
    if (message !== null) return { layout: messagePageId, cells: [], texts: message, source: "message" };
    const { idle, noData, pages } = this.plan;
    const page = gone.has(turn) ? undefined : pages.find((candidate) => candidate.id === turn);
    if (page) return { layout: page.id, cells: page.cells, texts: noTexts, source: "rotation" };
    return idle !== null && turn === idle.layout.id
      ? { layout: turn, cells: idle.cells, texts: noTexts, source: "idle" }
      : { layout: noData.layout.id, cells: noData.cells, texts: noTexts, source: "noData" };
  }

  /**
   * What is shown while no page's condition holds. A condition on figures that are unknown does not hold either, and
   * then the reason has to be said.
   */
  #fallback(messages: BoardMessages): string {
    const { idle, noData } = this.plan;
    if (idle === null || this.#watch.isUnsure) return noData.layout.id;
    return messages.filler === null ? idle.layout.id : messagePageId;
  }

  #pageTurns(): { id: string; seconds: number; wanted: boolean }[] {
    return this.plan.pages.map(({ id, seconds, condition }) => ({
      id,
      seconds,
      wanted: this.#watch.holds(condition),
    }));
  }

  #alarmRequests(): { id: string; wanted: boolean; minimumMs: number }[] {
    return this.plan.alarms.map(({ id, condition, minimumMs }) => ({
      id,
      wanted: this.#watch.holds(condition),
      minimumMs,
    }));
  }
}
