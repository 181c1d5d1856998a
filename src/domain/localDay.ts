import type { Instant } from "./instant.ts";

export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export type Weekday = (typeof weekdays)[number];

/** A moment as the people of a site say it. */
export interface LocalDay {
  /** `2026-02-14` */
  readonly date: string;
  readonly weekday: Weekday;
  /** Minutes since midnight, 0 to 1439. */
  readonly minutes: number;
}

/** `2026-02-14` of a day given by its number since 1970-01-01. */
const dateOf = (dayNumber: number): string => new Date(dayNumber * 86_400_000).toISOString().slice(0, 10);

/** Days since 1970-01-01 of `2026-02-14`. */
const dayNumberOf = (date: string): number => Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);

/** 1970-01-01 was a Thursday. */
const weekdayOf = (dayNumber: number): Weekday => weekdays[(((dayNumber + 3) % 7) + 7) % 7] as Weekday;

/** The day so many days later, at midnight. */
export function laterDay({ date }: LocalDay, days: number): LocalDay {
  const number = dayNumberOf(date) + days;
  return { date: dateOf(number), weekday: weekdayOf(number), minutes: 0 };
}

/** Makes the function that tells a site's local day; null means the machine's own zone. */
export function localDayReader(timeZone: string | null): (at: Instant) => LocalDay {
  const format = new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timeZone === null ? {} : { timeZone }),
  });
  const read = (at: Instant): LocalDay => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const date = `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
    const minutes = Number(parts["hour"]) * 60 + Number(parts["minute"]);
    return { date, weekday: weekdayOf(dayNumberOf(date)), minutes };
  };
  // Every change of a figure asks, and asking the calendar takes longer than all else that is done about it.
  let known: { readonly minute: number; readonly day: LocalDay } | null = null;
  return (at) => {
    const minute = Math.floor(at / 60_000);
    if (known === null || known.minute !== minute) known = { minute, day: read(at) };
    return known.day;
  };
}

/** Minutes since midnight of `08:30`; `24:00` is the end of the day. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
