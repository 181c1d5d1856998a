import type { Instant } from "./instant.ts";
import { type LocalDay, minutesOf, type Weekday } from "./localDay.ts";
import type { WallMessage } from "./wallMessage.ts";

/** A message that comes back: on days of the week or on one date, from one time of day to another. */
export interface ScheduleEntry {
  readonly id: string;
  readonly days: readonly Weekday[] | null;
  readonly date: string | null;
  readonly from: string;
  readonly to: string;
  readonly priority: WallMessage["priority"];
  readonly text: WallMessage["text"];
}

const minuteMs = 60_000;

const isToday = ({ days, date }: ScheduleEntry, day: LocalDay): boolean =>
  date === null ? (days ?? []).includes(day.weekday) : date === day.date;

/** The message that an entry is at this moment; null while it is not its time. */
export function scheduledMessage(
  zone: string,
  entry: ScheduleEntry,
  day: LocalDay,
  now: Instant,
): WallMessage | null {
  const [from, to] = [minutesOf(entry.from), minutesOf(entry.to)];
  if (!isToday(entry, day) || day.minutes < from || day.minutes >= to) return null;
  const thisMinute = now - (now % minuteMs);
  return {
    zone,
    id: entry.id,
    priority: entry.priority,
    text: entry.text,
    from: thisMinute - (day.minutes - from) * minuteMs,
    until: thisMinute + (to - day.minutes) * minuteMs,
    repeatSeconds: null,
    needsAck: false,
    publishedAt: null,
  };
}
