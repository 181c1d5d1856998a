import type { Moment } from "../domain/arrival.ts";
import type { CellSource } from "../domain/fillCells.ts";
import type { Floor, QueueKey } from "../domain/floor.ts";
import type { Instant, Monotonic } from "../domain/instant.ts";
import type { NodeHealth } from "../domain/lightFacts.ts";
import type { LocalDay } from "../domain/localDay.ts";
import { isOpen, nextOpening } from "../domain/openingHours.ts";
import type { SeatLook } from "../domain/seatLook.ts";
import type { WallMessage } from "../domain/wallMessage.ts";
import type { Clock } from "../ports/clock.ts";
import { Board, type SiteNow } from "./board.ts";
import type { LightBoard, LightView } from "./lightBoard.ts";
import type { LightShow } from "./lightPlan.ts";
import { LightWall } from "./lightWall.ts";
import { Readers } from "./readers.ts";
import { soonest } from "./soonest.ts";
import { SubjectState } from "./subjectState.ts";
import type { BoardShow, WallboardPlan } from "./wallboardPlan.ts";

export interface WallboardDeps {
  readonly floor: Floor;
  readonly clock: Clock;
  /** The messages that supervisors want in these zones; the day is null while the clock cannot be trusted. */
  readonly messages: (
    zones: ReadonlySet<string>,
    now: Instant,
    day: LocalDay | null,
  ) => readonly WallMessage[];
  /** Takes what a display should show from now on; called often, so it must be cheap. */
  readonly want: (display: string, show: BoardShow) => void;
  /** Calls back once after so many milliseconds of the clock's time; the answer cancels it. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Null where nobody looks at lights. */
  readonly lights: LightsDeps | null;
}

/** What lights follow beside figures and messages, and where they are told. */
interface LightsDeps {
  /** Takes what a light should be from now on. */
  readonly want: (light: string, show: LightShow) => void;
  /** Null for a seat of which nothing is known. */
  readonly seat: (seat: string) => SeatLook | null;
  readonly health: () => NodeHealth;
}

/** A moment that a timer brings a millisecond early is looked at again; this keeps it from spinning. */
const leastWaitMs = 5;
/** Nothing waits longer than this without a look, whatever the clocks say. */
const longestWaitMs = 60_000;

/**
 * Everything right of the floor: figures, thresholds, pages and alarms of all displays. It looks again when figures
 * came, and when something changes by time alone: a page's turn, a figure's age, the minute.
 */
export class Wallboard {
  readonly #deps: WallboardDeps;
  readonly #plan: WallboardPlan;
  readonly #subjects: ReadonlyMap<string, SubjectState>;
  readonly #boards: readonly Board[];
  readonly #lights: LightWall;
  /** Who looks at a queue: subjects by its key, boards and lights by the subject's name. */
  readonly #subjectsOf: Readers<QueueKey, SubjectState>;
  readonly #boardsOf: Readers<string, Board>;
  readonly #lightsOf: Readers<string, LightBoard>;
  #cancel: (() => void) | null = null;
  /** When the timer runs out. */
  #wakeAt: Monotonic = Number.POSITIVE_INFINITY;
  #running = false;

  constructor(deps: WallboardDeps, plan: WallboardPlan) {
    this.#deps = deps;
    this.#plan = plan;
    const now = this.#now();
    const read = (subject: SubjectState["plan"], at: Moment) =>
      deps.floor.subject(
        subject.members,
        { agents: subject.agents, staleAfterMs: plan.staleAfterMs, name: subject.displayName },
        at,
      );
    this.#subjects = new Map(
      [...plan.subjects].map(([name, subject]) => [
        name,
        new SubjectState(subject, plan.serviceLevel, read, now, this.#day(now)?.date ?? null),
      ]),
    );
    const source: CellSource = {
      options: { serviceLevel: plan.serviceLevel },
      reading: (name) => this.#subjects.get(name)?.reading ?? null,
      level: (name, figure) => this.#subjects.get(name)?.level(figure) ?? null,
      clock: () => (deps.clock.isSynced() ? deps.clock.wall() : null),
    };
    this.#boards = plan.displays.map((display) => new Board(display, this.#subjects, source));
    const { lights } = deps;
    this.#lights = new LightWall(lights === null ? [] : plan.lights, plan.wholeWall, (id, show) =>
      lights?.want(id, show),
    );
    this.#subjectsOf = new Readers(this.#subjects.values(), (subject) => subject.plan.members);
    this.#boardsOf = new Readers(this.#boards, (board) => board.reads);
    this.#lightsOf = new Readers(this.#lights.boards, (light) => light.plan.reads);
  }

  start(): void {
    this.#running = true;
    this.#lookAtAll();
  }

  /** New figures of these queues have come. */
  changed(keys: Iterable<QueueKey>): void {
    if (!this.#running) return;
    const subjects = this.#subjectsOf.of(keys);
    const names = [...subjects].map(({ plan }) => plan.name);
    this.#look(subjects, this.#boardsOf.of(names), [...this.#lightsOf.of(names)]);
  }

  /** Something that may concern every queue of a source has happened. */
  changedAll(): void {
    if (this.#running) this.#lookAtAll();
  }

  /** A seat or a device of this controller is another now. */
  changedLights(): void {
    if (this.#running) this.#look([], [], this.#lights.boards);
  }

  /** Somebody has heard the buzzers. */
  silence(): void {
    this.#lights.silence();
    this.changedLights();
  }

  /** What each display should show last; null for one that keeps what it has. */
  stop(): ReadonlyMap<string, BoardShow | null> {
    this.#running = false;
    this.#cancel?.();
    this.#cancel = null;
    return new Map(this.#boards.map((board) => [board.plan.id, board.lastShow()]));
  }

  #lookAtAll(): void {
    this.#look(this.#subjects.values(), this.#boards, this.#lights.boards);
  }

  #look(subjects: Iterable<SubjectState>, boards: Iterable<Board>, lights: readonly LightBoard[]): void {
    const now = this.#now();
    const day = this.#day(now);
    const messages: SiteNow["messages"] = (zones) => this.#deps.messages(zones, now.wall, day);
    const site: SiteNow = { closedUntil: this.#closedUntil(day), messages };
    const moments: (Monotonic | null)[] = [];
    for (const subject of subjects) {
      subject.refresh(now, day?.date ?? null);
      moments.push(subject.nextAt);
    }
    const shows: [string, BoardShow][] = [];
    for (const board of boards) {
      shows.push([board.plan.id, board.show(now, site)]);
      moments.push(board.nextAt);
    }
    // All that is to be shown first, then what is written: a write gives the processor to others, and code is cold behind it.
    for (const [id, show] of shows) this.#deps.want(id, show);
    const view = this.#lightView(lights, site, day);
    if (view !== null) {
      this.#lights.look(lights, now, view);
      moments.push(this.#lights.nextAt);
    }
    this.#wait(now, soonest(moments));
  }

  #lightView(asked: readonly LightBoard[], site: SiteNow, day: LocalDay | null): LightView | null {
    const { lights } = this.#deps;
    if (lights === null || asked.length === 0) return null;
    const { closedUntil, messages } = site;
    const { seat, health } = lights;
    const isClosed = closedUntil !== undefined;
    return { subjects: this.#subjects, messages, seat, health: health(), day, isClosed };
  }

  /**
   * One timer for all that changes by time alone. What has put its moment off leaves it as it is: it comes too early then, and
   * all look again; to ask everybody at each figure would cost more.
   */
  #wait(now: Moment, next: Monotonic | null): void {
    // Hours and peak days change with the minute.
    const minuteMs = longestWaitMs - (now.wall % longestWaitMs);
    const wantedMs = next === null ? minuteMs : Math.min(minuteMs, next - now.monotonic + 1);
    const waitMs = Math.max(leastWaitMs, wantedMs);
    if (now.monotonic + waitMs >= this.#wakeAt) return;
    this.#cancel?.();
    this.#wakeAt = now.monotonic + waitMs;
    this.#cancel = this.#deps.after(waitMs, () => {
      this.#wakeAt = Number.POSITIVE_INFINITY;
      this.changedAll();
    });
  }

  /** The site's day; null while the clock is not known to be right: then it is open, and an ordinary day. */
  #day(now: Moment): LocalDay | null {
    return now.clockSynced ? this.#plan.localDay(now.wall) : null;
  }

  #closedUntil(day: LocalDay | null): string | null | undefined {
    const { hours } = this.#plan;
    return day === null || isOpen(hours, day) ? undefined : nextOpening(hours, day);
  }

  #now(): Moment {
    const { clock } = this.#deps;
    return { monotonic: clock.monotonic(), wall: clock.wall(), clockSynced: clock.isSynced() };
  }
}
