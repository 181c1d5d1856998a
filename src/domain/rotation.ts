import type { Monotonic } from "./instant.ts";

/** A page that takes its turn. */
export interface RotationPage {
  readonly id: string;
  readonly seconds: number;
  /** Whether its condition holds now. */
  readonly wanted: boolean;
}

export interface RotationState {
  /** Null before the first page, and while no page is wanted. */
  readonly page: string | null;
  /** Where in the order the last page stood, so that the next one is the one behind it. */
  readonly position: number;
  /** What was left of the page's time at the moment `at`. */
  readonly leftMs: number;
  readonly at: Monotonic;
  /** While an alarm is on, no page's time runs. */
  readonly held: boolean;
}

/** Before the first page. */
export const noRotation: RotationState = { page: null, position: -1, leftMs: 0, at: 0, held: false };

export interface RotationInput {
  readonly pages: readonly RotationPage[];
  /** What is shown while no page is wanted. */
  readonly fallback: string;
  /** True while an alarm covers the pages. */
  readonly held: boolean;
}

export interface RotationResult {
  readonly state: RotationState;
  readonly page: string;
  /** When the page's time ends; null when nothing changes by time alone. */
  readonly nextAt: Monotonic | null;
}

/** The first wanted page behind a position, going round; the position itself comes last. */
function nextWanted(pages: readonly RotationPage[], position: number): number {
  for (let step = 1; step <= pages.length; step++) {
    const index = (position + step) % pages.length;
    if (pages[index]?.wanted) return index;
  }
  return -1;
}

function stay(state: RotationState, page: string, alone: boolean): RotationResult {
  return { state, page, nextAt: state.held || alone ? null : state.at + state.leftMs };
}

/**
 * Which page is on. Pages come in their order, each for its seconds; one whose condition ends leaves at once, one
 * whose condition begins waits for its turn. A page that is alone stays, and makes room as soon as another is wanted
 * and its own time is over. While `held`, time stands still.
 */
export function stepRotation(state: RotationState, input: RotationInput, now: Monotonic): RotationResult {
  const { pages, fallback, held } = input;
  const leftMs = state.held ? state.leftMs : Math.max(0, state.leftMs - (now - state.at));
  const current = pages.findIndex((page) => page.id === state.page);
  const alone = pages.filter((page) => page.wanted).length === 1;
  const present = pages[current];
  if (present?.wanted && (alone || held || leftMs > 0)) {
    return stay({ ...state, position: current, leftMs, at: now, held }, present.id, alone);
  }
  const index = nextWanted(pages, current >= 0 ? current : state.position);
  const next = pages[index];
  if (!next) {
    return {
      state: { page: null, position: state.position, leftMs: 0, at: now, held },
      page: fallback,
      nextAt: null,
    };
  }
  const fresh = { page: next.id, position: index, leftMs: next.seconds * 1000, at: now, held };
  return stay(fresh, next.id, alone);
}
