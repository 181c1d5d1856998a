import type { Facts } from "../ports/conditions.ts";
import type { ConditionPlan } from "./conditionPlan.ts";
import type { SubjectState } from "./subjectState.ts";

/** Whether a condition holds now; without one all is well. */
export function holds(condition: ConditionPlan | null, subjects: ReadonlyMap<string, SubjectState>): boolean {
  if (condition === null) return true;
  const facts: Record<string, Facts[string]> = Object.create(null) as Record<string, Facts[string]>;
  for (const name of condition.reads) {
    const subject = subjects.get(name);
    if (subject) facts[name] = subject.facts;
  }
  return condition.holds(facts);
}
