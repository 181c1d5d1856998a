import { type LocalDay, laterDay, minutesOf, type Weekday } from "./localDay.ts";

/** Hours of the day on some days of the week; with `to` before `from` they last over midnight into the next day. */
export interface DayHours {
  /** The days on which they begin; every day when absent. */
  readonly days?: readonly Weekday[] | undefined;
  readonly from: string;
  readonly to: string;
}

const MINUTES_OF_DAY = 1_440;

const lastsOverMidnight = ({ from, to }: DayHours): boolean => minutesOf(to) <= minutesOf(from);

const isDay = ({ days }: DayHours, weekday: Weekday): boolean => days === undefined || days.includes(weekday);

/** Whether it is the time of such hours. */
export function isWithin(hours: DayHours, day: LocalDay): boolean {
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  const began = day.minutes >= from && isDay(hours, day.weekday);
  if (!lastsOverMidnight(hours)) return began && day.minutes < to;
  return began || (day.minutes < to && isDay(hours, laterDay(day, -1).weekday));
}

/** A week of the calendar, a Monday first: which one does not matter. */
const monday = "2026-01-05";

/** Whether it is the time of the one whenever it is the time of the other. */
export function coversHours(wide: DayHours, narrow: DayHours): boolean {
  const edges = [wide, narrow]
    .flatMap(({ from, to }) => [minutesOf(from), minutesOf(to), 0])
    .filter((minutes) => minutes < MINUTES_OF_DAY);
  for (let ahead = 0; ahead < 7; ahead += 1)
    for (const minutes of edges) {
      const day = { ...laterDay({ date: monday, weekday: "mon", minutes }, ahead), minutes };
      if (isWithin(narrow, day) && !isWithin(wide, day)) return false;
    }
  return true;
}
