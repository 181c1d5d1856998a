import type { CellPlan } from "../domain/cellPlan.ts";
import type { FigureName, ServiceLevelChoice } from "../domain/figures.ts";
import type { QueueKey } from "../domain/floor.ts";
import type { Colour, Layout, Show } from "../domain/glass.ts";
import type { Instant } from "../domain/instant.ts";
import type { LocalDay } from "../domain/localDay.ts";
import type { Screen } from "../domain/messageScreens.ts";
import type { HoursRule } from "../domain/openingHours.ts";
import type { ThresholdRule } from "../domain/thresholds.ts";
import type { MessagePlan } from "./boardMessages.ts";
import type { ConditionPlan } from "./conditionPlan.ts";
import type { LightPlan } from "./lightPlan.ts";

/** A queue or group by the name pages use. */
export interface SubjectPlan {
  readonly name: string;
  readonly displayName: string;
  readonly members: readonly QueueKey[];
  readonly agents: "none" | "add";
  /** Figures that have thresholds, on a local date such as `2026-05-30`; null while the date is not known. */
  readonly thresholdsOn: (date: string | null) => ReadonlyMap<FigureName, ThresholdRule>;
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

export interface ClosedPlan {
  readonly layout: Layout;
  readonly colour: Colour;
  /** The text with the next opening, `08:30`; null when none is known. */
  readonly screen: (until: string | null) => Screen;
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
  /** How messages from supervisors are shown. */
  readonly messages: MessagePlan;
  /** Layouts for messages: one takes turns, one interrupts. */
  readonly messagePage: Layout;
  readonly urgentPage: Layout;
  /** Shown while the centre is closed; null for a display that does not care, or a centre that never closes. */
  readonly closed: ClosedPlan | null;
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
      ...(plan.closed === null ? [] : [plan.closed.layout]),
      plan.messagePage,
      ...(plan.atStop === null ? [] : [plan.atStop]),
    ],
    alarms: [...plan.alarms.map((alarm) => alarm.layout), plan.urgentPage],
  };
}

export interface WallboardPlan {
  /** When the centre is open; empty for always. */
  readonly hours: readonly HoursRule[];
  readonly localDay: (at: Instant) => LocalDay;
  readonly subjects: ReadonlyMap<string, SubjectPlan>;
  readonly displays: readonly DisplayPlan[];
  readonly lights: readonly LightPlan[];
  /** Whether all lights may flash at once in one colour. */
  readonly wholeWall: boolean;
  readonly serviceLevel: ServiceLevelChoice;
  readonly staleAfterMs: (source: string) => number;
}

/** The zones for whose messages displays and lights wait. */
export const messageZones = ({ displays, lights }: WallboardPlan): ReadonlySet<string> =>
  new Set([
    ...displays.flatMap(({ messages }) => [...messages.zones]),
    ...lights.flatMap(({ zones }) => [...zones]),
  ]);

/** A show, and what the `shown` topic tells about it beside its text. */
export interface BoardShow extends Show {
  readonly source: "rotation" | "alarm" | "message" | "closed" | "noData" | "idle" | "stop";
  readonly stale: boolean;
  /** From 1; 0 when no page of the rotation is on. */
  readonly pageNumber: number;
  readonly pages: number;
}
