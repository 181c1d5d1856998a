import type { Colour } from "./glass.ts";
import type { Monotonic } from "./instant.ts";
import type { Figure } from "./queueStatistics.ts";

/** One limit of a figure: reached at `above` or more, or at `below` or less; left only past `back`. */
export interface Limit {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  /** The limit itself when absent. */
  readonly back?: number | undefined;
}

export interface ThresholdStep extends Limit {
  readonly colour: Colour;
  readonly blink: boolean;
}

export interface ThresholdRule {
  /** From the mildest to the worst; the last that holds wins. */
  readonly steps: readonly ThresholdStep[];
  /** A level stays at least this long before a milder one. */
  readonly minimumMs: number;
}

/** What a threshold remembers between two values of its figure. */
export interface ThresholdState {
  /** Number of steps reached: 0 for none, 1 for the first step and so on. */
  readonly level: number;
  readonly since: Monotonic;
  /** When a milder level, which the figure asks for already, may be taken; null when nothing is held back. */
  readonly heldUntil: Monotonic | null;
}

/** Nothing reached yet. */
export const noThreshold: ThresholdState = { level: 0, since: 0, heldUntil: null };

const enters = (step: Limit, value: number): boolean =>
  (step.above !== undefined && value >= step.above) || (step.below !== undefined && value <= step.below);

/** Hysteresis: a level that is on stays on until the figure is past the way back, not only past the limit. */
const stays = (step: Limit, value: number): boolean =>
  (step.above !== undefined && value >= Math.min(step.back ?? step.above, step.above)) ||
  (step.below !== undefined && value <= Math.max(step.back ?? step.below, step.below));

/** Whether a value is past a limit, which is left later than it is reached. */
export const isPast = (limit: Limit, value: number, wasPast: boolean): boolean =>
  wasPast ? stays(limit, value) : enters(limit, value);

function wantedLevel(state: ThresholdState, rule: ThresholdRule, value: number): number {
  let wanted = 0;
  for (const [index, step] of rule.steps.entries()) {
    const level = index + 1;
    if (isPast(step, value, level <= state.level)) wanted = level;
  }
  return wanted;
}

/**
 * The next state for a value that is not rounded. Worse levels are taken at once, milder ones only past the way
 * back and after the minimum time. An unknown or stale figure (null) has no level, at once.
 */
export function stepThreshold(
  state: ThresholdState,
  rule: ThresholdRule,
  value: Figure,
  now: Monotonic,
): ThresholdState {
  if (value === null || Number.isNaN(value)) return { level: 0, since: now, heldUntil: null };
  const wanted = wantedLevel(state, rule, value);
  if (wanted === state.level) return state.heldUntil === null ? state : { ...state, heldUntil: null };
  const freeAt = state.since + rule.minimumMs;
  if (wanted < state.level && now < freeAt) return { ...state, heldUntil: freeAt };
  return { level: wanted, since: now, heldUntil: null };
}

/** When to look again although no new figure came; null when there is no need. */
export const nextThresholdCheck = (state: ThresholdState): Monotonic | null => state.heldUntil;

/** The colour of a state; null when no step is reached. */
export const levelOf = (state: ThresholdState, rule: ThresholdRule): ThresholdStep | null =>
  rule.steps[state.level - 1] ?? null;
