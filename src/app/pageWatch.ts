import type { CellPlan } from "../domain/cellPlan.ts";
import type { Monotonic } from "../domain/instant.ts";
import { freshPage, judgeStale, type StaleState, type StaleVerdict, stepStale } from "../domain/stalePage.ts";
import { holds } from "./conditionHolds.ts";
import type { ConditionPlan } from "./conditionPlan.ts";
import { soonest } from "./soonest.ts";
import type { SubjectState } from "./subjectState.ts";
import type { DisplayPlan, PagePlan } from "./wallboardPlan.ts";

export type Subjects = ReadonlyMap<string, SubjectState>;

/** Queues and groups of which cells show a figure. */
const subjectsOf = (cells: readonly CellPlan[]): readonly string[] => [
  ...new Set(cells.flatMap((cell) => (cell.shows.kind === "figure" ? [cell.shows.subject] : []))),
];

/** What a display's pages ask of the figures: whether conditions hold, whether figures are stale and since when. */
export class PageWatch {
  /** Every subject that a page, an alarm or a condition looks at. */
  readonly reads: ReadonlySet<string>;
  readonly #plan: DisplayPlan;
  readonly #subjects: Subjects;
  readonly #pages: readonly { readonly page: PagePlan; readonly shows: readonly string[] }[];
  readonly #stale = new Map<string, StaleState>();

  constructor(plan: DisplayPlan, subjects: Subjects) {
    this.#plan = plan;
    this.#subjects = subjects;
    this.#pages = plan.pages.map((page) => ({ page, shows: subjectsOf(page.cells) }));
    this.reads = new Set([
      ...plan.pages.flatMap((page) => [...subjectsOf(page.cells), ...(page.condition?.reads ?? [])]),
      ...plan.alarms.flatMap((alarm) => [...subjectsOf(alarm.cells), ...alarm.condition.reads]),
    ]);
  }

  holds(condition: ConditionPlan | null): boolean {
    return holds(condition, this.#subjects);
  }

  /** Whether a figure in one of the cells must not be shown as a present one. */
  isStale(cells: readonly CellPlan[]): boolean {
    return subjectsOf(cells).some((name) => this.#isStale(name));
  }

  /** Whether any figure this display looks at is unknown or old. */
  get isUnsure(): boolean {
    return [...this.reads].some((name) => this.#isStale(name));
  }

  /** Pages that have nothing but stale figures for so long that they give way to NO DATA. */
  gone(now: Monotonic): { readonly pages: ReadonlySet<string>; readonly nextAt: Monotonic | null } {
    const verdicts = this.#pages.map(({ page, shows }) => ({ page, ...this.#judge(page, shows, now) }));
    return {
      pages: new Set(verdicts.filter(({ noData }) => noData).map(({ page }) => page.id)),
      nextAt: soonest(verdicts.map(({ nextAt }) => nextAt)),
    };
  }

  #judge(page: PagePlan, shows: readonly string[], now: Monotonic): StaleVerdict {
    const readings = shows.map((name) => ({ stale: this.#isStale(name) }));
    const state = stepStale(this.#stale.get(page.id) ?? freshPage, readings, now);
    this.#stale.set(page.id, state);
    return judgeStale(state, { noDataAfterMs: this.#plan.noDataAfterMs, hasMark: page.hasMark }, now);
  }

  #isStale(name: string): boolean {
    return this.#subjects.get(name)?.reading.stale ?? true;
  }
}
