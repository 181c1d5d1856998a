import type { Monotonic } from "./instant.ts";
import type { SeatHint, SeatState, SeatTurn } from "./seatState.ts";

/** Long enough to be seen by someone who looks up from a screen. */
const SHOW_MS = 3_000;

/** Tells the agent how it goes with what was asked for: bad news for a while, `pending` until there is news. */
export function tell(state: SeatState, word: SeatHint | null, now: Monotonic): SeatTurn {
  const until = word === null || word === "pending" ? null : now + SHOW_MS;
  const isNew = (state.hint?.word ?? null) !== word;
  return {
    state: { ...state, hint: word === null ? null : { word, until } },
    effects: isNew ? [{ kind: "hint", hint: word }] : [],
  };
}

/** Half of a flash: 1 Hz, which is three flashes while bad news is shown. */
const SIGNAL_HALF_MS = 500;

/** Whether the headset's own light burns for a hint, and until when: steadily while pending, flashing for bad news. */
export function signalOf(
  hint: SeatState["hint"],
  now: Monotonic,
): { readonly isLit: boolean; readonly nextAt: Monotonic | null } {
  if (hint === null || hint.until === null) return { isLit: hint !== null, nextAt: null };
  const halves = Math.ceil((hint.until - now) / SIGNAL_HALF_MS);
  return { isLit: halves % 2 === 0, nextAt: hint.until - (halves - 1) * SIGNAL_HALF_MS };
}

/** Nobody knows who sits there, so nothing can be done for them. */
export function refuseStranger(state: SeatState, now: Monotonic): SeatTurn {
  const { state: next, effects } = tell(state, "failed", now);
  return { state: next, effects: [...effects, { kind: "warning", code: "UNBOUND" }] };
}
