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

/** Nobody knows who sits there, so nothing can be done for them. */
export function refuseStranger(state: SeatState, now: Monotonic): SeatTurn {
  const { state: next, effects } = tell(state, "failed", now);
  return { state: next, effects: [...effects, { kind: "warning", code: "UNBOUND" }] };
}
