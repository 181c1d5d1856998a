import { InvalidArgumentError } from "commander";
import type { Instant } from "../domain/instant.ts";
import { parseInstant } from "../drivers/acd/timestamp.ts";

/** What stands behind an option, read by commander; what it throws ends the command with 2. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return value;
  };

export const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value <= 100_000)) throw new InvalidArgumentError("It must be a number above 0.");
  return value;
};

export const notNegative = (text: string): number => (text === "0" ? 0 : positive(text));

export const collect = (text: string, before: readonly string[]): string[] => [...before, text];

const numberWithUnit = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/;

function withUnit(text: string, units: Readonly<Record<string, number>>): number | null {
  const [, digits, unit = ""] = numberWithUnit.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return digits === undefined || factor === undefined ? null : Number(digits) * factor;
}

/** `50M` and the like, in bytes. */
export const bytes = (text: string): number => {
  const value = withUnit(text, { "": 1, k: 1_000, K: 1_000, M: 1_000_000, G: 1_000_000_000 });
  if (value === null || value < 1_000)
    throw new InvalidArgumentError("It must be a size such as 500k, 50M or 1G.");
  return Math.round(value);
};

/** `90`, `90s`, `15m`, `8h`, `7d`, in seconds. */
export const seconds = (text: string): number => {
  const value = withUnit(text, { "": 1, s: 1, m: 60, h: 3_600, d: 86_400 });
  if (value === null || value <= 0 || value > 1_000_000)
    throw new InvalidArgumentError("It must be a time such as 90s, 15m, 8h or 1d.");
  return value;
};

export const moment = (text: string): Instant => {
  const value = parseInstant(text);
  if (value === null)
    throw new InvalidArgumentError("It must be a moment with its zone, such as 2026-02-14T10:18:00+01:00.");
  return value;
};

/** A factor, or `max` for no waiting at all. */
export const speed = (text: string): number => (text === "max" ? Number.POSITIVE_INFINITY : positive(text));
