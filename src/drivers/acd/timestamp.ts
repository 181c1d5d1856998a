import type { Instant } from "../../domain/instant.ts";

const iso = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})$/i;

/** Fields of a date as its text has them, month from 1. */
export interface DateFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

/** The fields as if they were UTC; null for a date that no calendar has, such as the 30th of February. */
export function utcOf(fields: DateFields): Instant | null {
  const { year, month, day, hour, minute, second, ms } = fields;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const instant = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const back = new Date(instant);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day && year >= 1970 ? instant : null;
}

/** Milliseconds of a fraction of a second as text; more digits than three are cut. */
export const fractionMs = (digits: string | undefined): number =>
  Number((digits ?? "").slice(0, 3).padEnd(3, "0"));

/** An instant written with its zone, `2026-02-14T10:18:00Z`; null for anything else: a local time is no instant. */
export function parseInstant(text: string): Instant | null {
  const match = iso.exec(text);
  if (match === null) return null;
  const field = (index: number): number => Number(match[index] ?? 0);
  const utc = utcOf({
    year: field(1),
    month: field(2),
    day: field(3),
    hour: field(4),
    minute: field(5),
    second: field(6),
    ms: fractionMs(match[7]),
  });
  return utc === null ? null : utc - offsetMs(String(match[8]));
}

function offsetMs(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  const digits = zone.slice(1).replace(":", "");
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000;
}
