import type { Condition } from "../ports/conditions.ts";

/** A `when:`, ready to be asked. */
export interface ConditionPlan {
  readonly holds: Condition;
  /** Names of the subjects it asks. */
  readonly reads: readonly string[];
}
