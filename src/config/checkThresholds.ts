import { checkBack, checkFigure } from "./checkLimits.ts";
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
  const limits = threshold.steps.map((step, index) => ({ limits: step, path: [...path, "steps", index] }));
  checkFigure(threshold.figure, [...path, "figure"], limits, findings);
  for (const [index, subject] of (threshold.of ?? []).entries())
    if (!subjects.includes(subject))
      findings.error(
        [...path, "of", index],
        `there is no queue or group ${quoted(subject)}${didYouMean(subject, subjects)}`,
        { advice: listOf(subjects) },
      );
  for (const [index, step] of threshold.steps.entries()) {
    checkBack(step, "the colour", [...path, "steps", index], findings);
    const earlier = threshold.steps[index - 1];
    if (earlier) checkOrder(earlier, step, index, [...path, "steps", index], findings);
  }
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
