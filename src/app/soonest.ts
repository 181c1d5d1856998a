import type { Monotonic } from "../domain/instant.ts";

/** The first of several moments, of which some may never come; null when none will. */
export function soonest(moments: readonly (Monotonic | null)[]): Monotonic | null {
  let first: Monotonic | null = null;
  for (const moment of moments) if (moment !== null && (first === null || moment < first)) first = moment;
  return first;
}
