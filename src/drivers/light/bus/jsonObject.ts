import type { Rgb } from "../../../domain/light.ts";
import { parseJson } from "../../acd/boundedJson.ts";

/** The lights have little memory: a longer payload does not get into one. */
const MOST_PAYLOAD_LETTERS = 10_000;

/** A JSON object, nothing of it checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** An object among JSON values; null for anything else, lists too. */
export const fieldsOf = (value: unknown): Fields | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;

/** A payload as a JSON object; null where it is none. */
export function jsonObject(payload: string): Fields | null {
  if (payload.length > MOST_PAYLOAD_LETTERS) return null;
  const parsed = parseJson(payload);
  return parsed.ok ? fieldsOf(parsed.value) : null;
}

/** A number cut to its bounds and made whole; null where there is none. */
export const wholeNumber = (value: unknown, least: number, most: number): number | null =>
  typeof value === "number" && Number.isFinite(value)
    ? Math.min(most, Math.max(least, Math.round(value)))
    : null;

/** A colour as `#RRGGBB` or `RRGGBB`; null where it is none. */
export function hexRgb(text: unknown): Rgb | null {
  const digits = typeof text === "string" ? /^#?([0-9a-f]{6})$/i.exec(text.trim())?.[1] : undefined;
  if (digits === undefined) return null;
  const part = (index: number): number => Number.parseInt(digits.slice(index, index + 2), 16);
  return { red: part(0), green: part(2), blue: part(4) };
}

/** A colour as `#rrggbb`. */
export const rgbHex = ({ red, green, blue }: Rgb): string =>
  `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
