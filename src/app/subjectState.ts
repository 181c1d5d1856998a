import type { Moment } from "../domain/arrival.ts";
import { conditionFacts } from "../domain/conditionFacts.ts";
import { type FigureName, readFigure, type ServiceLevelChoice } from "../domain/figures.ts";
import type { SubjectReading } from "../domain/floor.ts";
import type { Colour } from "../domain/glass.ts";
import type { Monotonic } from "../domain/instant.ts";
import { loadPercent } from "../domain/queueLoad.ts";
import {
  levelOf,
  nextThresholdCheck,
  noThreshold,
  stepThreshold,
  type ThresholdState,
} from "../domain/thresholds.ts";
import type { Facts } from "../ports/conditions.ts";
import { soonest } from "./soonest.ts";
import type { SubjectPlan } from "./wallboardPlan.ts";

/** Where a subject's figures come from: the floor, seen at one moment. */
export type ReadSubject = (plan: SubjectPlan, now: Moment) => SubjectReading;

/** One queue or group as all displays see it: its figures, how its thresholds stand, what conditions may ask. */
export class SubjectState {
  readonly plan: SubjectPlan;
  readonly #serviceLevel: ServiceLevelChoice;
  readonly #read: ReadSubject;
  readonly #levels = new Map<FigureName, ThresholdState>();
  #rules: ReturnType<SubjectPlan["thresholdsOn"]>;
  #reading: SubjectReading;
  #facts: Facts[string] | null = null;

  constructor(
    plan: SubjectPlan,
    serviceLevel: ServiceLevelChoice,
    read: ReadSubject,
    now: Moment,
    date: string | null,
  ) {
    this.plan = plan;
    this.#serviceLevel = serviceLevel;
    this.#read = read;
    this.#reading = read(plan, now);
    this.#rules = plan.thresholdsOn(date);
    this.refresh(now, date);
  }

  get reading(): SubjectReading {
    return this.#reading;
  }

  /** Looks again: new figures may have come, or the old ones may have aged. */
  refresh(now: Moment, date: string | null): void {
    this.#reading = this.#read(this.plan, now);
    this.#facts = null;
    this.#rules = this.plan.thresholdsOn(date);
    for (const [figure, rule] of this.#rules) {
      const state = this.#levels.get(figure) ?? noThreshold;
      this.#levels.set(figure, stepThreshold(state, rule, this.#figure(figure), now.monotonic));
    }
  }

  /** The colour a threshold gives a figure now; null when none is reached. */
  level(figure: FigureName): { readonly colour: Colour; readonly blink: boolean } | null {
    const rule = this.#rules.get(figure);
    const state = this.#levels.get(figure);
    return rule === undefined || state === undefined ? null : levelOf(state, rule);
  }

  get facts(): Facts[string] {
    this.#facts ??= conditionFacts(this.#reading, { serviceLevel: this.#serviceLevel });
    return this.#facts;
  }

  /** Calls waiting per hundred manned positions; null when nobody knows. */
  get load(): number | null {
    const { statistics, stale } = this.#reading;
    return stale || statistics === null ? null : loadPercent(statistics);
  }

  /** When it may look different although nothing came. */
  get nextAt(): Monotonic | null {
    const held = [...this.#levels.values()].map(nextThresholdCheck);
    return soonest([this.#reading.staleAt, ...held]);
  }

  #figure(figure: FigureName): number | null {
    const { statistics, stale } = this.#reading;
    return stale || statistics === null
      ? null
      : readFigure(statistics, figure, { serviceLevel: this.#serviceLevel });
  }
}
