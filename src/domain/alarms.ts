import type { Monotonic } from "./instant.ts";

/** An alarm that may interrupt the pages. */
export interface AlarmRequest {
  readonly id: string;
  /** Whether its condition holds now. */
  readonly wanted: boolean;
  readonly minimumMs: number;
}

export interface AlarmState {
  readonly alarm: string | null;
  readonly since: Monotonic;
}

/** No alarm is on. */
export const noAlarm: AlarmState = { alarm: null, since: 0 };

export interface AlarmResult {
  readonly state: AlarmState;
  /** When an alarm that is no longer wanted may end; null when nothing changes by time alone. */
  readonly nextAt: Monotonic | null;
}

/**
 * Which alarm is on: the first of the list whose condition holds. One that began stays for its minimum time, and
 * only one that stands before it in the list interrupts it.
 */
export function stepAlarm(state: AlarmState, alarms: readonly AlarmRequest[], now: Monotonic): AlarmResult {
  const first = alarms.findIndex((alarm) => alarm.wanted);
  const current = alarms.findIndex((alarm) => alarm.id === state.alarm);
  const present = alarms[current];
  const interrupted = first >= 0 && first < current;
  if (present && !interrupted) {
    const freeAt = state.since + present.minimumMs;
    if (present.wanted) return { state, nextAt: null };
    if (now < freeAt) return { state, nextAt: freeAt };
  }
  const next = alarms[first]?.id ?? null;
  return { state: { alarm: next, since: now }, nextAt: null };
}
