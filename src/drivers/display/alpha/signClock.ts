import type { Instant } from "../../../domain/instant.ts";
import { dateForms } from "./textRuns.ts";

/** A sign's clock: it runs from what it was last set to, and keeps its weekday apart from its date. */
export interface SignClock {
  /** What the clock showed when it was set, as milliseconds of a calendar without time zones. */
  readonly shown: number;
  readonly setAt: Instant;
  /** Days between the weekday of the date and the weekday that the sign was told. */
  readonly weekdayShift: number;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Until it is set, the clock shows the time of the program that runs the sign, in UTC. */
export const unsetClock: SignClock = { shown: 0, setAt: 0, weekdayShift: 0 };

const nowOf = ({ shown, setAt }: SignClock, at: Instant): number => shown + Math.max(0, at - setAt);

/** 0 for Sunday. The first of January 1970 was a Thursday. */
const weekdayOf = (clock: SignClock, at: Instant): number =>
  (Math.floor(nowOf(clock, at) / dayMs) + 4 + clock.weekdayShift) % 7;

/** The clock set to hours and minutes of its day. */
export function withTime(clock: SignClock, time: string, at: Instant): SignClock {
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const midnight = Math.floor(nowOf(clock, at) / dayMs) * dayMs;
  return { ...clock, shown: midnight + minutes * minuteMs, setAt: at };
}

/** The clock set to month/day/year of this century; its weekday stays. Null when there is no such day. */
export function withDate(clock: SignClock, date: string, at: Instant): SignClock | null {
  const midnight = Date.parse(`20${date.slice(6)}-${date.slice(0, 2)}-${date.slice(3, 5)}T00:00:00Z`);
  const moved = { ...clock, shown: midnight + (nowOf(clock, at) % dayMs), setAt: at };
  if (Number.isNaN(midnight) || dateText(moved, "0", at) !== date) return null;
  return withWeekday(moved, weekdayOf(clock, at), at);
}

/** The clock told which weekday it is, 0 for Sunday. */
export function withWeekday(clock: SignClock, weekday: number, at: Instant): SignClock {
  const shift = clock.weekdayShift + weekday - weekdayOf(clock, at);
  return { ...clock, weekdayShift: ((shift % 7) + 7) % 7 };
}

/** The weekday as the protocol counts it: 1 for Sunday. */
export const weekdayCode = (clock: SignClock, at: Instant): string => String(weekdayOf(clock, at) + 1);

/** `HHMM` of 24 hours. */
export const timeCode = (clock: SignClock, at: Instant): string =>
  new Date(nowOf(clock, at)).toISOString().slice(11, 16).replace(":", "");

/** `MMDDYY`. */
export const dateCode = (clock: SignClock, at: Instant): string =>
  dateText(clock, "0", at).replaceAll("/", "");

/** The time as a text shows it. How a sign writes the two halves of the day is not documented: AM and PM are ours. */
export function timeText(clock: SignClock, is24h: boolean, at: Instant): string {
  const code = timeCode(clock, at);
  const hours = Number(code.slice(0, 2));
  const minutes = code.slice(2);
  if (is24h) return `${code.slice(0, 2)}:${minutes}`;
  return `${((hours + 11) % 12) + 1}:${minutes}${hours < 12 ? "AM" : "PM"}`;
}

const months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
const days = ["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];

/**
 * The date as a text shows it, by the character after 0BH. The letters of months and weekdays are ours, and so is the
 * century.
 */
export function dateText(clock: SignClock, form: string, at: Instant): string {
  const iso = new Date(nowOf(clock, at)).toISOString();
  const month = Number(iso.slice(5, 7)) * 3;
  const shape = dateForms.get(form) ?? "";
  if (shape === "weekday") return `${days[weekdayOf(clock, at)]}`;
  return shape
    .replace("YYYY", iso.slice(0, 4))
    .replace("YY", iso.slice(2, 4))
    .replace("DD", iso.slice(8, 10))
    .replace("MMM", months.slice(month - 3, month))
    .replace("MM", iso.slice(5, 7));
}
