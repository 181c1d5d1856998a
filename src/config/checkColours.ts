import type { Colour } from "../domain/glass.ts";
import type { DisplayModelFile } from "./displayModelFile.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import type { SiteDisplay } from "./siteSchema.ts";

/** Warns of colours that a display has not: it shows its nearest, which may be the one of another step. */
export function checkColours(display: SiteDisplay, model: DisplayModelFile, path: Path, round: Round): void {
  const { findings, draft } = round;
  for (const [place, colour] of wantedColours(display)) {
    if (model.colours.includes(colour)) continue;
    findings.warning([...path, ...place], `${model.name} has no ${colour}, and shows the nearest it has`, {
      advice: `it has ${model.colours.join(", ")}`,
    });
  }
  for (const { entry: threshold, index } of draft.thresholds)
    for (const [step, { colour }] of threshold.steps.entries())
      if (!model.colours.includes(colour))
        findings.warning(
          ["thresholds", index, "steps", step, "colour"],
          `display '${display.id}' has no ${colour}, and shows the nearest it has`,
          { advice: `${model.name} has ${model.colours.join(", ")}` },
        );
}

function wantedColours(display: SiteDisplay): [Path, Colour][] {
  const wanted: [Path, Colour][] = [[["colour"], display.colour]];
  for (const key of ["pages", "alarms"] as const)
    for (const [page, { lines }] of display[key].entries())
      for (const [index, line] of lines.entries())
        if (typeof line !== "string" && line.colour)
          wanted.push([[key, page, "lines", index, "colour"], line.colour]);
  return wanted;
}
