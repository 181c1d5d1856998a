import type { Instant } from "../../../domain/instant.ts";
import type { Unit } from "../units.ts";

const two = (value: number): string => String(value).padStart(2, "0");

/** More digits than these are noise of division. */
const tidy = (value: number): number => Number(value.toFixed(6));

function clock(seconds: number): { readonly h: number; readonly m: number; readonly s: number } {
  const whole = Math.floor(seconds + 1e-9);
  return { h: Math.floor(whole / 3_600), m: Math.floor(whole / 60) % 60, s: whole % 60 };
}

const writers: Readonly<Record<Unit, (value: number, reference: Instant) => unknown>> = {
  number: tidy,
  s: tidy,
  percent: tidy,
  ms: (value) => Math.round(value * 1_000),
  min: (value) => value / 60,
  ratio: (value) => value / 100,
  hms(value) {
    const { h, m, s } = clock(value);
    return [h, m, s].map(two).join(":");
  },
  "ms-text"(value) {
    const { h, m, s } = clock(value);
    return `${h * 60 + m}:${two(s)}`;
  },
  "m-s-text"(value) {
    const { h, m, s } = clock(value);
    return `${h * 60 + m}m${two(s)}`;
  },
  "iso-duration": (value) => `PT${tidy(value)}S`,
  "start-instant": (value, reference) => new Date(reference - value * 1_000).toISOString(),
  "start-epoch-ms": (value, reference) => reference - Math.round(value * 1_000),
};

/** A number as a source of that unit writes it; the reverse of `convert`. Clock texts are cut to the second. */
export const unconvert = (value: number, unit: Unit, reference: Instant): unknown =>
  writers[unit](value, reference);
