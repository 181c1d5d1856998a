import { parseInstant } from "../acd/timestamp.ts";

/** A date with its zone, alone in quotes: in JSON it is nothing else, and in other texts hardly ever. */
const quotedDate = /"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))"/g;

/** A payload in which every date is so many milliseconds later; bytes that are no text stay as they are. */
export function moveDates(payload: Uint8Array, byMs: number): Uint8Array {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload);
  } catch {
    return payload;
  }
  const moved = text.replaceAll(quotedDate, (whole: string, date: string) => {
    const instant = parseInstant(date);
    return instant === null ? whole : `"${new Date(instant + byMs).toISOString()}"`;
  });
  return new TextEncoder().encode(moved);
}
