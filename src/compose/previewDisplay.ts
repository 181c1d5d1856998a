import type { ConditionPlan } from "../app/conditionPlan.ts";
import { Wallboard } from "../app/wallboard.ts";
import type { BoardShow, DisplayPlan, WallboardPlan } from "../app/wallboardPlan.ts";
import { Floor } from "../domain/floor.ts";
import type { Glass } from "../domain/glass.ts";
import type { Instant } from "../domain/instant.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import { HandClock } from "./handClock.ts";
import { hearDeliveries } from "./hearDeliveries.ts";
import { SettledDisplay } from "./settledDisplay.ts";
import type { Delivery } from "./statisticsFile.ts";

export interface Preview {
  readonly bound: BoundDisplay;
  readonly display: DisplayPlan;
  readonly wallboard: WallboardPlan;
  readonly deliveries: readonly Delivery[];
  readonly at: Instant;
  /** How long the sources have been silent when somebody looks; 0 while they speak. */
  readonly silentMs: number;
  /** Id of the page or alarm that alone is looked at, whether its condition holds or not; null for what is shown. */
  readonly only: string | null;
}

/** One thing that a display shows, read off its virtual sign. */
export interface View {
  readonly id: string;
  readonly kind: "page" | Exclude<BoardShow["source"], "rotation">;
  readonly glass: Glass;
  readonly stale: boolean;
}

const never: ConditionPlan = { holds: () => false, reads: [] };
const always: ConditionPlan = { holds: () => true, reads: [] };

/** What pages are called that no site writes. */
const builtIn: Readonly<Partial<Record<BoardShow["source"], string>>> = {
  noData: "no-data",
  idle: "idle",
  closed: "closed",
};

/** Time passes only by hand here, and each time everything is looked at again. */
const noTimer = (): (() => void) => () => undefined;

/** A wallboard of one display under a clock that is moved by hand; what it wants goes to a virtual sign. */
class Rehearsal {
  readonly #preview: Preview;
  readonly #clock: HandClock;
  readonly #floor = new Floor();
  readonly #settled: SettledDisplay;
  readonly #wallboard: Wallboard;
  #shows: readonly BoardShow[] = [];

  constructor(preview: Preview, display: DisplayPlan) {
    this.#preview = preview;
    this.#clock = new HandClock(preview.at);
    this.#settled = new SettledDisplay(preview.bound, preview.at);
    const want = (_: string, show: BoardShow): void => {
      this.#shows = [show];
    };
    this.#wallboard = new Wallboard(
      { floor: this.#floor, clock: this.#clock, messages: () => [], want, after: noTimer, lights: null },
      { ...preview.wallboard, displays: [display] },
    );
    hearDeliveries(this.#floor, this.#clock, preview.deliveries);
    this.#wallboard.start();
    if (preview.silentMs > 0) this.pass(preview.silentMs);
  }

  /** Lets time pass; sources that are not silent say the same again meanwhile. */
  pass(ms: number): void {
    this.#clock.pass(ms);
    const { silentMs, deliveries } = this.#preview;
    if (silentMs === 0) hearDeliveries(this.#floor, this.#clock, deliveries);
    this.#wallboard.changedAll();
  }

  /** What the display shows now, as its sign says. */
  look(): readonly View[] {
    return this.#shows.map((show) => viewOf(show, this.#settled.glassOf(show)));
  }

  end(): void {
    this.#wallboard.stop();
  }
}

/** A show as it came onto the glass. */
export const viewOf = ({ source, page, alarm, stale }: BoardShow, glass: Glass): View => ({
  id: builtIn[source] ?? alarm ?? page,
  kind: source === "rotation" ? "page" : source,
  glass,
  stale,
});

const withoutAlarms = (plan: DisplayPlan): DisplayPlan => ({
  ...plan,
  alarms: plan.alarms.map((alarm) => ({ ...alarm, condition: never })),
});

/** The same plan with one page, or one alarm, that is always wanted, and nothing else. */
const withOnly = (plan: DisplayPlan, id: string): DisplayPlan => ({
  ...plan,
  pages: plan.pages.map((page) => ({ ...page, condition: page.id === id ? null : never })),
  alarms: plan.alarms.map((alarm) => ({ ...alarm, condition: alarm.id === id ? always : never })),
});

function rehearse<T>(preview: Preview, display: DisplayPlan, use: (rehearsal: Rehearsal) => T): T {
  const rehearsal = new Rehearsal(preview, display);
  try {
    return use(rehearsal);
  } finally {
    rehearsal.end();
  }
}

/** What is on at once: an alarm if one holds. */
const first = (preview: Preview, display: DisplayPlan): readonly View[] =>
  rehearse(preview, display, (rehearsal) => rehearsal.look());

/** Each page that takes a turn, once, and at the end what takes its place when the sources stay silent. */
function rotation(preview: Preview, display: DisplayPlan): readonly View[] {
  const views = new Map<string, View>();
  const secondsOf = new Map(display.pages.map(({ id, seconds }) => [id, seconds]));
  const longest = Math.max(...secondsOf.values());
  rehearse(preview, display, (rehearsal) => {
    const goRound = (): void => {
      for (const _ of display.pages) {
        const on = rehearsal.look();
        for (const view of on) if (!views.has(view.id)) views.set(view.id, view);
        const [seconds = longest] = on.map(({ id }) => secondsOf.get(id));
        rehearsal.pass(seconds * 1_000);
      }
    };
    goRound();
    if (preview.silentMs === 0) return;
    rehearsal.pass(display.noDataAfterMs);
    goRound();
  });
  return inOrder([...views.values()], [...secondsOf.keys()]);
}

/** Pages in the order of the file, whichever of them had its turn first; then what no file names. */
function inOrder(views: readonly View[], pages: readonly string[]): readonly View[] {
  const position = ({ id }: View): number => (pages.includes(id) ? pages.indexOf(id) : pages.length);
  return views.toSorted((a, b) => position(a) - position(b));
}

/** What a display would show with these figures: the alarm that holds, then every page that takes a turn. */
export function previewDisplay(preview: Preview): readonly View[] {
  const { display, only } = preview;
  if (only !== null) {
    const alwaysOpen = { ...preview, wallboard: { ...preview.wallboard, hours: [] } };
    return first(alwaysOpen, withOnly(display, only));
  }
  const alarms = first(preview, display).filter(({ kind }) => kind === "alarm");
  return [...alarms, ...rotation(preview, withoutAlarms(display))];
}
