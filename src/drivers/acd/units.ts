import type { Instant } from "../../domain/instant.ts";
import { parseInstant } from "./timestamp.ts";

/** How a source writes a number: plain, in a unit of time, as a start time, or as a share of one or of a hundred. */
export const units = [
  "number",
  "s",
  "ms",
  "min",
  "hms",
  "ms-text",
  "m-s-text",
  "iso-duration",
  "start-instant",
  "start-epoch-ms",
  "percent",
  "ratio",
] as const;

/** How a source writes for how long something has lasted. */
export const ages = ["s", "ms", "min", "hms", "ms-text", "m-s-text", "iso-duration"] as const;

export type Unit = (typeof units)[number];

export type Converted =
  | { readonly ok: true; readonly value: number; readonly thresholdChanged: boolean }
  | { readonly ok: false; readonly message: string; readonly skewed: boolean };

const number = (value: number): Converted => ({ ok: true, value, thresholdChanged: false });
const bad = (message: string): Converted => ({ ok: false, message, skewed: false });

/** Clocks of two machines may disagree by this much before an age becomes meaningless. */
const mostSkewMs = 5_000;

const decimal = /^\s*([+-]?\d{1,15}(?:\.\d{1,15})?)\s*%?(\*?)\s*$/;

/** `83,3` as half of Europe writes it. With three digits behind the comma it may be thousands, and nobody guesses. */
const decimalComma = /^(\s*[+-]?\d{1,15}),(\d{1,2}\s*%?\*?\s*)$/;

/** A number, or a number as text; a star after it says that the vendor's threshold was changed meanwhile. */
function plain(raw: unknown): Converted {
  if (typeof raw === "number") return number(raw);
  const match = typeof raw === "string" ? decimal.exec(raw.replace(decimalComma, "$1.$2")) : null;
  if (match === null) return bad("is not a number");
  return { ok: true, value: Number(match[1]), thresholdChanged: match[2] === "*" };
}

function scaled(raw: unknown, scale: (value: number) => number): Converted {
  const converted = plain(raw);
  return converted.ok ? { ...converted, value: scale(converted.value) } : converted;
}

/** Matches text and adds up its groups, each worth so many seconds. */
function clockText(raw: unknown, pattern: RegExp, worth: readonly number[], form: string): Converted {
  const match = typeof raw === "string" ? pattern.exec(raw.trim()) : null;
  if (match === null) return bad(`is not a time such as ${form}`);
  return number(worth.reduce((sum, seconds, index) => sum + seconds * Number(match[index + 1] ?? 0), 0));
}

function age(start: Instant | null, reference: Instant | null): Converted {
  if (start === null) return bad("is not a start time");
  if (reference === null) return { ok: false, message: "has no clock to be measured by", skewed: true };
  const ageMs = reference - start;
  if (ageMs < -mostSkewMs) return { ok: false, message: "starts in the future", skewed: true };
  return number(Math.max(0, ageMs) / 1_000);
}

function epoch(raw: unknown): Instant | null {
  const converted = plain(raw);
  return converted.ok ? converted.value : null;
}

const hoursMinutesSeconds = /^(?=\d)(?:(\d{1,4})\s*h\s*)?(?:(\d{1,5})\s*m(?:in)?\s*)?(?:(\d{1,5})\s*s)?$/i;

/** `10m30` and `1h05` leave out the last unit, which is the next smaller one. */
const withLastUnit = (raw: unknown): unknown =>
  typeof raw === "string"
    ? raw
        .trim()
        .replace(/(m(?:in)?\s*\d{1,5})$/i, "$1s")
        .replace(/(h\s*\d{1,5})$/i, "$1m")
    : raw;

const isoDuration =
  /^P(?=.)(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/i;

const conversions: Readonly<Record<Unit, (raw: unknown, reference: Instant | null) => Converted>> = {
  number: plain,
  s: plain,
  percent: plain,
  ms: (raw) => scaled(raw, (value) => value / 1_000),
  min: (raw) => scaled(raw, (value) => value * 60),
  ratio: (raw) => scaled(raw, (value) => value * 100),
  hms: (raw) => clockText(raw, /^(\d{1,4}):([0-5]?\d):([0-5]?\d(?:\.\d{1,9})?)$/, [3_600, 60, 1], "01:02:03"),
  "ms-text": (raw) => clockText(raw, /^(\d{0,5}):([0-5]\d)$/, [60, 1], "1:04 or :48"),
  "m-s-text": (raw) => clockText(withLastUnit(raw), hoursMinutesSeconds, [3_600, 60, 1], "10m30"),
  "iso-duration": (raw) => clockText(raw, isoDuration, [86_400, 3_600, 60, 1], "PT1M4S"),
  "start-instant": (raw, reference) => age(typeof raw === "string" ? parseInstant(raw) : null, reference),
  "start-epoch-ms": (raw, reference) => age(epoch(raw), reference),
};

/** A received value as a number: seconds, percent or a plain number. `reference` is the time of measure, for start times. */
export const convert = (raw: unknown, unit: Unit, reference: Instant | null): Converted =>
  conversions[unit](raw, reference);
