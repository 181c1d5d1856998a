import type { CellPlan } from "./cellPlan.ts";
import { cellPlan, type Look } from "./fieldPiece.ts";
import { clockFormatter, dateFormatter } from "./formats.ts";
import type { PageContext } from "./pageContext.ts";
import { sameWidth } from "./printable.ts";

/** `@10:18`: six columns. */
const markWidth = 6;
/** Older than this and a time of day could be mistaken for today's, so the date is shown. */
const sameDayMs = 12 * 3_600_000;

/**
 * The cell that says since when figures are old: blank while all of `subjects` are fresh, then the time of the
 * last good figure, or its date after half a day.
 */
export function markPlan(subjects: readonly string[], look: Look, context: PageContext): CellPlan {
  const clock = clockFormatter(context.language, context.timeZone);
  const date = dateFormatter(context.language, context.timeZone);
  const draw = sameWidth(context.charset);
  const shows = {
    kind: "mark" as const,
    subjects,
    format: (lastGood: number | null, now: number | null) =>
      draw(
        `@${lastGood !== null && now !== null && now - lastGood > sameDayMs ? date(lastGood) : clock(lastGood)}`,
      ),
  };
  return cellPlan(`mark.${subjects.join(",")}`, { width: markWidth, flags: "" }, shows, look, context);
}
