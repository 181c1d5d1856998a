import type { Instant } from "../../domain/instant.ts";
import { type DateFields, fractionMs, utcOf } from "./timestamp.ts";

const local = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$/;

/** A date without a zone, `2026-01-12 10:00:05.0`, as fields; null for anything else. */
export function parseLocal(text: string): DateFields | null {
  const match = local.exec(text);
  if (match === null) return null;
  const field = (index: number): number => Number(match[index] ?? 0);
  return {
    year: field(1),
    month: field(2),
    day: field(3),
    hour: field(4),
    minute: field(5),
    second: field(6),
    ms: fractionMs(match[7]),
  };
}

/** Whether this machine knows the zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Since 2012 zones have changed their offset only at such marks, so that one answer serves a quarter of an hour. */
const quarterMs = 900_000;
const dayMs = 86_400_000;
const mostRemembered = 64;

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
function offsetsOf(zone: string): (at: Instant) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const remembered = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / quarterMs) * quarterMs;
    const known = remembered.get(quarter);
    if (known !== undefined) return known;
    const parts = new Map(format.formatToParts(quarter).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
    const shown = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(quarter, shown - quarter);
    return shown - quarter;
  };
}

export type LocalInstant =
  | { readonly ok: true; readonly instant: Instant }
  | { readonly ok: false; readonly message: string };

/**
 * The instants of a wall clock in a zone. An hour that the clocks skip has none; of an hour that comes twice the one
 * nearer to `near` is meant, and none when there is no such hint: a guess would be an hour wrong.
 */
export function localClock(zone: string): (fields: DateFields, near: Instant | null) => LocalInstant {
  const offsetAt = offsetsOf(zone);
  return (fields, near) => {
    const utc = utcOf(fields);
    if (utc === null) return { ok: false, message: "is not a date" };
    const offsets = new Set([offsetAt(utc - dayMs), offsetAt(utc + dayMs)]);
    const instants = [...offsets].map((offset) => utc - offset).filter((at) => offsetAt(at) === utc - at);
    const [first, second] = instants;
    if (first === undefined) return { ok: false, message: `does not exist in ${zone}: the clocks skip it` };
    if (second === undefined) return { ok: true, instant: first };
    if (near === null) return { ok: false, message: `comes twice in ${zone}` };
    return { ok: true, instant: Math.abs(first - near) <= Math.abs(second - near) ? first : second };
  };
}
