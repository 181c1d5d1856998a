import type { Moment } from "../domain/arrival.ts";
import type { Monotonic } from "../domain/instant.ts";
import type { LightFacts, NodeHealth } from "../domain/lightFacts.ts";
import { freshLight, type LightMemory, silenceLight, stepLight } from "../domain/lightRules.ts";
import type { LocalDay } from "../domain/localDay.ts";
import type { SeatLook } from "../domain/seatLook.ts";
import { liveMessage, type WallMessage } from "../domain/wallMessage.ts";
import { holds } from "./conditionHolds.ts";
import type { ConditionPlan } from "./conditionPlan.ts";
import type { LightPlan, LightShow } from "./lightPlan.ts";
import { soonest } from "./soonest.ts";
import type { SubjectState } from "./subjectState.ts";

/** What all lights of a controller look at in one moment. */
export interface LightView {
  readonly subjects: ReadonlyMap<string, SubjectState>;
  readonly messages: (zones: ReadonlySet<string>) => readonly WallMessage[];
  readonly seat: (seat: string) => SeatLook | null;
  readonly health: NodeHealth;
  /** Null while the clock cannot be trusted. */
  readonly day: LocalDay | null;
  readonly isClosed: boolean;
}

const never: ConditionPlan = { holds: () => false, reads: [] };

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);

/** What one light should be, followed through time. */
export class LightBoard {
  readonly plan: LightPlan;
  #memory: LightMemory = freshLight;
  #nextAt: Monotonic | null = null;

  constructor(plan: LightPlan) {
    this.plan = plan;
  }

  /** When it may be another although nothing happened. */
  get nextAt(): Monotonic | null {
    return this.#nextAt;
  }

  /** What the light should be at this moment. */
  show(now: Moment, view: LightView): LightShow {
    const { program, zones } = this.plan;
    const { memory, look, winners, nextAt } = stepLight(
      this.#memory,
      program,
      this.#facts(now, view),
      now.monotonic,
    );
    this.#memory = memory;
    const messageAt = zones.size === 0 ? null : liveMessage(view.messages(zones), now).nextAt;
    this.#nextAt = soonest([nextAt, messageAt === null ? null : now.monotonic + (messageAt - now.wall)]);
    return { ...look, rules: winners.map((rule) => rule?.name ?? null) };
  }

  /** Somebody has heard its buzzer. */
  silence(): void {
    this.#memory = silenceLight(this.#memory);
  }

  #facts(now: Moment, view: LightView): LightFacts {
    const { conditions } = this.plan;
    const { subjects, seat, health, day, isClosed } = view;
    const conditionOf = (text: string): ConditionPlan => conditions.get(text) ?? never;
    const isStale = (name: string): boolean => subjects.get(name)?.reading.stale ?? true;
    return {
      figure: (name, figure) => numberOf(subjects.get(name)?.facts[figure]),
      load: (name) => subjects.get(name)?.load ?? null,
      holds: (text) => holds(conditionOf(text), subjects),
      isKnown: (text) => !conditionOf(text).reads.some(isStale),
      seat,
      message: (zones) => liveMessage(view.messages(new Set(zones)), now).priority,
      hasData: (name) => (name === null ? [...subjects.keys()] : [name]).some((one) => !isStale(one)),
      health,
      day,
      isClosed,
    };
  }
}
