import { type AlarmState, noAlarm, stepAlarm } from "../domain/alarms.ts";
import type { Moment } from "../domain/arrival.ts";
import type { CellPlan } from "../domain/cellPlan.ts";
import { type CellSource, fillCells } from "../domain/fillCells.ts";
import type { Run } from "../domain/glass.ts";
import type { Monotonic } from "../domain/instant.ts";
import { noRotation, type RotationState, stepRotation } from "../domain/rotation.ts";
import { freshPage, judgeStale, type StaleState, stepStale } from "../domain/stalePage.ts";
import type { Facts } from "../ports/conditions.ts";
import { soonest } from "./soonest.ts";
import type { SubjectState } from "./subjectState.ts";
import {
  type BoardShow,
  type ConditionPlan,
  type DisplayPlan,
  layoutsOf,
  type PagePlan,
} from "./wallboardPlan.ts";

export type Subjects = ReadonlyMap<string, SubjectState>;

const minuteMs = 60_000;

/** What one display should show, followed through time: which page is on, which alarm, which page lost its figures. */
export class Board {
  readonly plan: DisplayPlan;
  /** Every subject that a page, an alarm or a condition of this display looks at. */
  readonly reads: ReadonlySet<string>;
  readonly #subjects: Subjects;
  readonly #source: CellSource;
  readonly #known: Pick<BoardShow, "layouts" | "alarms">;
  readonly #stale = new Map<string, StaleState>();
  readonly #reports: ReadonlyMap<string, readonly string[]>;
  #rotation: RotationState = noRotation;
  #alarm: AlarmState = noAlarm;
  #nextAt: Monotonic | null = null;

  constructor(plan: DisplayPlan, subjects: Subjects, source: CellSource) {
    this.plan = plan;
    this.#subjects = subjects;
    this.#source = source;
    this.#known = layoutsOf(plan);
    this.#reports = new Map(plan.pages.map((page) => [page.id, subjectsOf(page.cells)]));
    this.reads = new Set([
      ...plan.pages.flatMap((page) => [...subjectsOf(page.cells), ...(page.condition?.reads ?? [])]),
      ...plan.alarms.flatMap((alarm) => [...subjectsOf(alarm.cells), ...alarm.condition.reads]),
    ]);
  }

  /** When the show may change although no figure did. */
  get nextAt(): Monotonic | null {
    return this.#nextAt;
  }

  /** What the display should show at this moment. */
  show(now: Moment): BoardShow {
    const alarm = stepAlarm(this.#alarm, this.#alarmRequests(), now.monotonic);
    this.#alarm = alarm.state;
    const rotation = stepRotation(
      this.#rotation,
      {
        pages: this.plan.pages.map(({ id, seconds, condition }) => ({
          id,
          seconds,
          wanted: this.#holds(condition),
        })),
        fallback: this.#fallback,
        held: this.#alarm.alarm !== null,
      },
      now.monotonic,
    );
    this.#rotation = rotation.state;
    const gone = this.#gone(now.monotonic);
    this.#nextAt = soonest([alarm.nextAt, rotation.nextAt, gone.nextAt, this.#nextMinute(now)]);
    return this.#assemble(rotation.page, gone.pages);
  }

  /** What stays on the display when the daemon stops; null leaves it as it is. */
  lastShow(): BoardShow | null {
    return this.plan.atStop === null ? null : { ...this.#empty(this.plan.atStop.id), source: "stop" };
  }

  #assemble(turn: string, gone: ReadonlySet<string>): BoardShow {
    const page = gone.has(turn) ? this.plan.noData.layout.id : turn;
    const number = this.plan.pages.findIndex((candidate) => candidate.id === page) + 1;
    const alarm = this.plan.alarms.find((candidate) => candidate.id === this.#alarm.alarm);
    const isIdle = page === this.plan.idle?.layout.id;
    const cells =
      this.plan.pages[number - 1]?.cells ?? (isIdle ? this.plan.idle : this.plan.noData)?.cells ?? [];
    const values = fillCells(alarm ? [...cells, ...alarm.cells] : cells, this.#source);
    return {
      ...this.#empty(page),
      alarm: alarm?.id ?? null,
      values,
      source: alarm ? "alarm" : isIdle ? "idle" : number === 0 ? "noData" : "rotation",
      stale: (number === 0 && !isIdle) || this.#isStale(alarm ? alarm.cells : cells),
      pageNumber: number,
    };
  }

  /**
   * What is shown while no page's condition holds. A condition on figures that are unknown does not hold either, and
   * then the reason has to be said.
   */
  get #fallback(): string {
    const unknown = [...this.reads].some((name) => this.#subjects.get(name)?.reading.stale ?? true);
    return this.plan.idle === null || unknown ? this.plan.noData.layout.id : this.plan.idle.layout.id;
  }

  #empty(page: string): BoardShow {
    return {
      ...this.#known,
      page,
      alarm: null,
      values: noValues,
      source: "rotation",
      stale: false,
      pageNumber: 0,
      pages: this.plan.pages.length,
    };
  }

  #alarmRequests(): { id: string; wanted: boolean; minimumMs: number }[] {
    return this.plan.alarms.map(({ id, condition, minimumMs }) => ({
      id,
      wanted: this.#holds(condition),
      minimumMs,
    }));
  }

  #holds(condition: ConditionPlan | null): boolean {
    if (condition === null) return true;
    const facts: Record<string, Facts[string]> = Object.create(null) as Record<string, Facts[string]>;
    for (const name of condition.reads) {
      const subject = this.#subjects.get(name);
      if (subject) facts[name] = subject.facts;
    }
    return condition.holds(facts);
  }

  /** Pages that have nothing but stale figures for so long that they give way. */
  #gone(now: Monotonic): { pages: ReadonlySet<string>; nextAt: Monotonic | null } {
    const pages = new Set<string>();
    const moments: (Monotonic | null)[] = [];
    for (const page of this.plan.pages) {
      const verdict = this.#judge(page, now);
      if (verdict.noData) pages.add(page.id);
      moments.push(verdict.nextAt);
    }
    return { pages, nextAt: soonest(moments) };
  }

  #judge(page: PagePlan, now: Monotonic): { noData: boolean; nextAt: Monotonic | null } {
    const names = this.#reports.get(page.id) ?? [];
    const readings = names.map((name) => this.#subjects.get(name)?.reading ?? { stale: true });
    const state = stepStale(this.#stale.get(page.id) ?? freshPage, readings, now);
    this.#stale.set(page.id, state);
    return judgeStale(state, { noDataAfterMs: this.plan.noDataAfterMs, hasMark: page.hasMark }, now);
  }

  #isStale(cells: readonly CellPlan[]): boolean {
    return subjectsOf(cells).some((name) => this.#subjects.get(name)?.reading.stale ?? true);
  }

  /** The next full minute, if a clock is on one of the pages. */
  #nextMinute(now: Moment): Monotonic | null {
    return this.#hasClock ? now.monotonic + minuteMs - (now.wall % minuteMs) : null;
  }

  get #hasClock(): boolean {
    const shown = [...this.plan.pages, ...this.plan.alarms, ...(this.plan.idle ? [this.plan.idle] : [])];
    return shown.some((page) => page.cells.some((cell) => cell.shows.kind === "time"));
  }
}

const noValues: ReadonlyMap<string, Run> = new Map();

const subjectsOf = (cells: readonly CellPlan[]): readonly string[] => [
  ...new Set(cells.flatMap((cell) => (cell.shows.kind === "figure" ? [cell.shows.subject] : []))),
];
