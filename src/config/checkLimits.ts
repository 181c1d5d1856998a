import { figureKinds, figureNames, isFigureName } from "../domain/figures.ts";
import type { Limit } from "../domain/thresholds.ts";
import type { Findings } from "./findings.ts";
import { didYouMean, listOf } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";

/** Checks that there is such a figure, and that its limits can be reached. `paths` are where each set of limits stands. */
export function checkFigure(
  figure: string,
  path: Path,
  steps: readonly { readonly limits: Limit; readonly path: Path }[],
  findings: Findings,
): void {
  if (!isFigureName(figure)) {
    const message = `there is no figure ${quoted(figure)}${didYouMean(figure, figureNames)}`;
    findings.error(path, message, { advice: listOf(figureNames) });
    return;
  }
  if (figureKinds[figure] !== "percent") return;
  for (const { limits, path: place } of steps)
    for (const key of ["above", "below", "back"] as const)
      checkPercent(figure, limits[key], [...place, key], findings);
}

function checkPercent(figure: string, limit: number | undefined, place: Path, findings: Findings): void {
  if (limit === undefined) return;
  if (limit < 0 || limit > 100)
    findings.error(place, `${figure} is a percentage: it lies between 0 and 100, not at ${limit}`);
  else if (limit > 0 && limit < 1)
    findings.warning(place, `${figure} is a percentage: ${limit} is less than one in a hundred`, {
      instead: String(Math.round(limit * 100)),
    });
}

/** Checks that what goes at `back` does not go before it has come. `what` goes: the colour, the rule. */
export function checkBack({ above, below, back }: Limit, what: string, path: Path, findings: Findings): void {
  if (back === undefined) return;
  const advice = `leave it away to let ${what} go at the limit itself`;
  if (above !== undefined && back > above)
    findings.error([...path, "back"], `must be ${above} or less: ${what} goes when the figure has fallen`, {
      advice,
    });
  if (below !== undefined && back < below)
    findings.error([...path, "back"], `must be ${below} or more: ${what} goes when the figure has risen`, {
      advice,
    });
}
