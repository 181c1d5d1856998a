import { figureKinds, figureNames, isFigureName } from "../domain/figures.ts";
import { didYouMean, listOf } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import type { Site } from "./siteSchema.ts";

type Threshold = Site["thresholds"][number];
type Step = Threshold["steps"][number];
type Findings = Round["findings"];

/** Checks that thresholds are for figures there are, and that their steps get worse. */
export function checkThresholds(round: Round): void {
  for (const { entry, index } of round.draft.thresholds) checkThreshold(entry, ["thresholds", index], round);
}

/** Checks one threshold, which stands at `path`. */
export function checkThreshold(threshold: Threshold, path: Path, { draft, findings }: Round): void {
  const subjects = [...Object.keys(draft.site.queues), ...Object.keys(draft.site.groups)];
  checkFigure(threshold, path, findings);
  for (const [index, subject] of (threshold.of ?? []).entries())
    if (!subjects.includes(subject))
      findings.error(
        [...path, "of", index],
        `there is no queue or group ${quoted(subject)}${didYouMean(subject, subjects)}`,
        { advice: listOf(subjects) },
      );
  for (const [index, step] of threshold.steps.entries()) {
    checkBack(step, [...path, "steps", index], findings);
    const earlier = threshold.steps[index - 1];
    if (earlier) checkOrder(earlier, step, index, [...path, "steps", index], findings);
  }
}

function checkFigure({ figure, steps }: Threshold, path: Path, findings: Findings): void {
  if (!isFigureName(figure)) {
    const message = `there is no figure ${quoted(figure)}${didYouMean(figure, figureNames)}`;
    findings.error([...path, "figure"], message, { advice: listOf(figureNames) });
    return;
  }
  if (figureKinds[figure] !== "percent") return;
  for (const [index, step] of steps.entries())
    for (const key of ["above", "below", "back"] as const)
      checkPercent(step[key], [...path, "steps", index, key]);

  function checkPercent(limit: number | undefined, place: Path): void {
    if (limit === undefined) return;
    if (limit < 0 || limit > 100)
      findings.error(place, `${figure} is a percentage: it lies between 0 and 100, not at ${limit}`);
    else if (limit > 0 && limit < 1)
      findings.warning(place, `${figure} is a percentage: ${limit} is less than one in a hundred`, {
        instead: String(Math.round(limit * 100)),
      });
  }
}

function checkBack({ above, below, back }: Step, path: Path, findings: Findings): void {
  if (back === undefined) return;
  if (above !== undefined && back > above)
    findings.error(
      [...path, "back"],
      `must be ${above} or less: the colour goes when the figure has fallen`,
      {
        advice: "leave it away to let the colour go at the limit itself",
      },
    );
  if (below !== undefined && back < below)
    findings.error([...path, "back"], `must be ${below} or more: the colour goes when the figure has risen`, {
      advice: "leave it away to let the colour go at the limit itself",
    });
}

function checkOrder(earlier: Step, step: Step, index: number, path: Path, findings: Findings): void {
  const advice = "steps go from the mildest to the worst";
  if ((earlier.above === undefined) !== (step.above === undefined))
    findings.error(path, "'above' and 'below' do not mix in one threshold", {
      advice: "write two thresholds for the same figure",
    });
  if (earlier.above !== undefined && step.above !== undefined && step.above <= earlier.above)
    findings.error([...path, "above"], `must be more than ${earlier.above}, the limit of step ${index}`, {
      advice,
    });
  if (earlier.below !== undefined && step.below !== undefined && step.below >= earlier.below)
    findings.error([...path, "below"], `must be less than ${earlier.below}, the limit of step ${index}`, {
      advice,
    });
}
