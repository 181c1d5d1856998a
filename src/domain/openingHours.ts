import { type LocalDay, laterDay, minutesOf, type Weekday } from "./localDay.ts";

/** When a centre is open: on days of the week, or on one date, which then says all about that date. */
export type HoursRule =
  | { readonly days: readonly Weekday[]; readonly from: string; readonly to: string }
  | { readonly date: string; readonly from: string; readonly to: string }
  | { readonly date: string; readonly closed: true };

/** How far ahead the next opening is looked for. */
const DAYS_AHEAD = 14;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** The spans of a day, in the order of the clock. */
function spansOf(rules: readonly HoursRule[], day: LocalDay): Span[] {
  const ofDate = rules.filter((rule) => "date" in rule && rule.date === day.date);
  const ofWeek = rules.filter((rule) => "days" in rule && rule.days.includes(day.weekday));
  return (ofDate.length > 0 ? ofDate : ofWeek)
    .flatMap((rule) => ("closed" in rule ? [] : [{ from: minutesOf(rule.from), to: minutesOf(rule.to) }]))
    .toSorted((a, b) => a.from - b.from);
}

/** Whether the centre is open at a moment. Without rules it always is. */
export function isOpen(rules: readonly HoursRule[], day: LocalDay): boolean {
  if (rules.length === 0) return true;
  return spansOf(rules, day).some(({ from, to }) => day.minutes >= from && day.minutes < to);
}

/** `08:30`: the next time the centre opens, or null when it does not within two weeks. */
export function nextOpening(rules: readonly HoursRule[], day: LocalDay): string | null {
  for (let ahead = 0; ahead <= DAYS_AHEAD; ahead += 1) {
    const spans = spansOf(rules, ahead === 0 ? day : laterDay(day, ahead));
    const next = spans.find(({ from }) => ahead > 0 || from > day.minutes);
    if (next) return timeText(next.from);
  }
  return null;
}

const two = (value: number): string => String(value).padStart(2, "0");

const timeText = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
