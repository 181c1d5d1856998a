import type { CellPlan } from "../domain/cellPlan.ts";
import type { FigureName, ServiceLevelChoice } from "../domain/figures.ts";
import type { QueueKey } from "../domain/floor.ts";
import type { Layout, Show } from "../domain/glass.ts";
import type { ThresholdRule } from "../domain/thresholds.ts";
import type { Condition } from "../ports/conditions.ts";

/** A queue or group by the name pages use. */
export interface SubjectPlan {
  readonly name: string;
  readonly displayName: string;
  readonly members: readonly QueueKey[];
  readonly agents: "none" | "add";
  /** Figures that have thresholds. */
  readonly thresholds: ReadonlyMap<FigureName, ThresholdRule>;
}

export interface ConditionPlan {
  readonly holds: Condition;
  /** Names of the subjects it asks. */
  readonly reads: readonly string[];
}

export interface PagePlan {
  readonly id: string;
  readonly layout: Layout;
  readonly cells: readonly CellPlan[];
  readonly seconds: number;
  readonly condition: ConditionPlan | null;
  /** Whether the page has room to say that its figures are old. */
  readonly hasMark: boolean;
}

export interface AlarmPlan {
  readonly id: string;
  readonly layout: Layout;
  readonly cells: readonly CellPlan[];
  readonly condition: ConditionPlan;
  readonly minimumMs: number;
}

export interface DisplayPlan {
  readonly id: string;
  readonly pages: readonly PagePlan[];
  readonly alarms: readonly AlarmPlan[];
  /** Shown instead of pages that have nothing but stale figures. */
  readonly noData: { readonly layout: Layout; readonly cells: readonly CellPlan[] };
  readonly noDataAfterMs: number;
  /** Shown while no page's condition holds; null when there is a page without one. */
  readonly idle: { readonly layout: Layout; readonly cells: readonly CellPlan[] } | null;
  /** What is left on the glass when the daemon stops; null leaves it as it is. */
  readonly atStop: Layout | null;
}

/** Every layout a display has to know beforehand, in the order in which they are sent. */
export function layoutsOf(plan: DisplayPlan): Pick<Show, "layouts" | "alarms"> {
  return {
    layouts: [
      ...plan.pages.map((page) => page.layout),
      plan.noData.layout,
      ...(plan.idle === null ? [] : [plan.idle.layout]),
      ...(plan.atStop === null ? [] : [plan.atStop]),
    ],
    alarms: plan.alarms.map((alarm) => alarm.layout),
  };
}

export interface WallboardPlan {
  readonly subjects: ReadonlyMap<string, SubjectPlan>;
  readonly displays: readonly DisplayPlan[];
  readonly serviceLevel: ServiceLevelChoice;
  readonly staleAfterMs: (source: string) => number;
}

/** A show, and what the `shown` topic tells about it beside its text. */
export interface BoardShow extends Show {
  readonly source: "rotation" | "alarm" | "noData" | "idle" | "stop";
  readonly stale: boolean;
  /** From 1; 0 when no page of the rotation is on. */
  readonly pageNumber: number;
  readonly pages: number;
}
