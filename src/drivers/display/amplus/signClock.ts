import type { Instant } from "../../../domain/instant.ts";
import type { WriteSchedule } from "./command.ts";

/** The sign's own clock: what it was set to, and when that was. */
export interface SignClock {
  readonly setTo: Instant;
  readonly at: Instant;
}

/** A sign that lost its memory begins somewhere; the document does not say where. */
export const resetClock: SignClock = { setTo: Date.UTC(2000, 0, 1), at: 0 };

const form = /^(\d\d)0[1-7](0[1-9]|1[0-2])([0-2]\d|3[01])([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/;

/** A clock from `YYWWMMDDHHmmSS`; null when there is no such time. */
export function clockFrom(time: string, at: Instant): SignClock | null {
  const parts = form.exec(time);
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map(Number);
  return { setTo: Date.UTC(2000 + year, month - 1, day, hours, minutes, seconds), at };
}

/** What the clock says as `YYMMDDHHmm`, the form of schedules. */
export function stampOf({ setTo, at }: SignClock, now: Instant): string {
  const iso = new Date(setTo + Math.max(0, now - at)).toISOString();
  return iso.replace(/\D/g, "").slice(2, 12);
}

/** Date as DD/MM/YY and time as hh:mm, as a page shows them. */
export const dateText = (stamp: string): string =>
  `${stamp.slice(4, 6)}/${stamp.slice(2, 4)}/${stamp.slice(0, 2)}`;
export const timeText = (stamp: string): string => `${stamp.slice(6, 8)}:${stamp.slice(8, 10)}`;

/** Whether a schedule is in force. Without dates it recurs daily, past midnight too. */
export function isInForce({ from, until }: WriteSchedule, stamp: string): boolean {
  if (!from.startsWith("000000") || !until.startsWith("000000")) return from <= stamp && stamp <= until;
  const [start, now, end] = [from.slice(6), stamp.slice(6), until.slice(6)];
  return start <= end ? start <= now && now <= end : now >= start || now <= end;
}
