import type { AgentPlan } from "./floorPlan.ts";

/** So many agents with the same skills, queue to level; their ids and extensions count up from a number. */
export const team = (
  first: number,
  count: number,
  levels: Readonly<Record<string, number>>,
  habits: Partial<Pick<AgentPlan, "shift" | "backOffice">> = {},
): AgentPlan[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `a${first + index}`,
    extension: String(4_000 + first + index),
    skills: Object.entries(levels).map(([queue, level]) => ({ queue, level })),
    shift: null,
    backOffice: null,
    ...habits,
  }));
