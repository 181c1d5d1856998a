import type { FigureKind } from "./figures.ts";
import type { Instant } from "./instant.ts";
import type { Figure } from "./queueStatistics.ts";
import type { Language } from "./vocabulary.ts";

/** How one figure is written: everything but its value, so that its place on a page never changes width. */
export interface FigureFormat {
  readonly kind: FigureKind;
  readonly width: number;
  readonly align: "left" | "right";
  /** `1m04` instead of `1:04`; only for durations. */
  readonly hm: boolean;
  readonly decimals: 0 | 1;
  /** Nothing instead of a zero. Unknown stays dashes: it is not zero. */
  readonly blankZero: boolean;
  /** 79.6 % shows as 79, so that a missed goal never looks met. */
  readonly roundDown: boolean;
}

/** The widths of a wall: `99+`, `59:59`, `100%`, `100,0%`, `08:05`, `05/01`. */
export const defaultWidths = { count: 3, duration: 5, percent: 4, percentWithDecimal: 6, clock: 5 } as const;

/** Below these widths a value could be mistaken for another one: `1h` for `10h`, `10` for `100`. */
export const leastWidths: Readonly<Record<FigureKind, number>> = { count: 1, duration: 3, percent: 3 };

/** Regions decide how numbers and clocks look: English is British, with the day first. */
const locales: Readonly<Record<Language, string>> = {
  en: "en-GB",
  fr: "fr-FR",
  da: "da-DK",
  sv: "sv-SE",
  it: "it-IT",
  es: "es-ES",
  pt: "pt-PT",
  ro: "ro-RO",
};

/** Waits of this long or more are no waits any more but a fault of the source. */
const absurdHours = 100;
/** No call centre counts to a million million; beyond that a number would be written with an exponent. */
const absurdValue = 1e12;
/** The last moment that a date can name, in milliseconds since 1970. */
const lastInstant = 8.64e15;
/** Keeps 56.99999999999999, which is 57 after a division, from being rounded to 56. */
const crumb = 1e-9;

const plainSpaces = (text: string): string => text.replace(/\p{Zs}/gu, " ");
const halfUp = (value: number): number => Math.floor(value + 0.5 + crumb);
const two = (value: number): string => String(value).padStart(2, "0");

/** Brings a text to its width; what is wider is cut, so that a row never grows. */
export const padTo = (text: string, width: number, align: "left" | "right"): string =>
  (align === "left" ? text.padEnd(width) : text.padStart(width)).slice(0, width);

/** What stands for a figure that is unknown or stale. */
export const dashes = (width: number, align: "left" | "right"): string => padTo("--", width, align);

/** What stands for a value wider than its place: `99+`. */
const overflow = (width: number): string => `${"9".repeat(width - 1)}+`;

function countForms(value: number): string[] {
  const digits = String(halfUp(value));
  return digits.length <= 4 ? [digits] : [digits.replace(/\B(?=(\d{3})+$)/g, " "), digits];
}

function durationForms(seconds: number, hm: boolean): string[] | null {
  const total = halfUp(seconds);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const rest = total % 60;
  if (hours >= absurdHours) return null;
  if (hours > 0) return [`${hours}h${two(minutes)}`, `${hours}h`];
  if (!hm) return [`${minutes}:${two(rest)}`, minutes > 0 ? `${minutes}m` : `${rest}s`];
  if (total === 0) return ["0"];
  return minutes > 0 ? [`${minutes}m${two(rest)}`, `${minutes}m`] : [`${rest}s`];
}

/** The separators of a language's percentages, asked of Intl once. */
function percentStyle(language: Language): { readonly point: string; readonly gap: string } {
  const parts = new Intl.NumberFormat(locales[language], {
    style: "percent",
    minimumFractionDigits: 1,
  }).formatToParts(0.925);
  const textOf = (type: Intl.NumberFormatPartTypes): string =>
    plainSpaces(parts.find((part) => part.type === type)?.value ?? "");
  return { point: textOf("decimal"), gap: textOf("literal") };
}

function percentForms(format: FigureFormat, language: Language): (value: number) => string[] {
  const { point, gap } = percentStyle(language);
  const { decimals, roundDown, width } = format;
  // The gap is there for every value or for none: it must not come and go while a figure moves from 99 to 100.
  const sign = `${gap}%`;
  const roomForGap = width >= (decimals === 0 ? "100" : "100.0").length + sign.length;
  const round = (value: number): number => (roundDown ? Math.floor(value + crumb) : halfUp(value));
  return (value) => {
    const scaled = round(value * 10 ** decimals);
    const whole = String(round(value));
    const exact = decimals === 0 ? whole : `${Math.floor(scaled / 10)}${point}${scaled % 10}`;
    return [`${exact}${roomForGap ? sign : "%"}`, `${whole}%`, whole];
  };
}

function formsOf(format: FigureFormat, language: Language): (value: number) => string[] | null {
  switch (format.kind) {
    case "count":
      return countForms;
    case "duration":
      return (seconds) => durationForms(seconds, format.hm);
    case "percent":
      return percentForms(format, language);
  }
}

/**
 * Makes the function that writes one figure. Its text always has exactly the format's width; unknown, impossible
 * (negative, not a number) and absurd values are dashes, never a zero.
 */
export function figureFormatter(format: FigureFormat, language: Language): (value: Figure) => string {
  const { width, align } = format;
  const forms = formsOf(format, language);
  return (value) => {
    if (value === null || !(value >= 0 && value < absurdValue)) return dashes(width, align);
    if (value === 0 && format.blankZero) return " ".repeat(width);
    const candidates = forms(value);
    if (candidates === null) return dashes(width, align);
    const fitting = candidates.find((text) => text.length <= width);
    return padTo(fitting ?? overflow(width), width, align);
  };
}

type TimeFields = Pick<Intl.DateTimeFormatOptions, "hour" | "minute" | "day" | "month" | "hourCycle">;

function timeFormatter(
  fields: TimeFields,
  unknown: string,
  language: Language,
  timeZone: string | null,
): (at: Instant | null) => string {
  const zone = timeZone === null ? {} : { timeZone };
  const format = new Intl.DateTimeFormat(locales[language], { ...fields, ...zone });
  return (at) =>
    at === null || !(Math.abs(at) <= lastInstant)
      ? unknown
      : padTo(plainSpaces(format.format(at)), defaultWidths.clock, "right");
}

/** Writes a time of day in five characters: 08:05, in Danish 08.05. Null, an unknown time, is dashes. */
export const clockFormatter = (
  language: Language,
  timeZone: string | null,
): ((at: Instant | null) => string) =>
  timeFormatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, "--:--", language, timeZone);

/** Writes day and month in five characters: 05/01, in Danish 05.01. Null, an unknown date, is dashes. */
export const dateFormatter = (
  language: Language,
  timeZone: string | null,
): ((at: Instant | null) => string) =>
  timeFormatter({ day: "2-digit", month: "2-digit" }, "--/--", language, timeZone);
