import type { LightLook } from "../domain/light.ts";
import type { LightProgram } from "../domain/lightRules.ts";
import type { ConditionPlan } from "./conditionPlan.ts";

/** One light and what it follows. */
export interface LightPlan {
  readonly id: string;
  readonly program: LightProgram;
  /** The conditions of its rules, by their text. */
  readonly conditions: ReadonlyMap<string, ConditionPlan>;
  /** Queues and groups at which its rules look. */
  readonly reads: ReadonlySet<string>;
  /** Zones for whose messages its rules wait; empty where they wait for none. */
  readonly zones: ReadonlySet<string>;
  /** What it is when the daemon has stopped; null keeps it as it is. */
  readonly last: LightLook | null;
}

/** What a light should be, and the name of the rule that decides about each lamp; null where none does. */
export interface LightShow extends LightLook {
  readonly rules: readonly (string | null)[];
}
