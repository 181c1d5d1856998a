import type { DisplayModelFile } from "./displayModelFile.ts";
import { explainIssues } from "./explainIssue.ts";
import type { Findings } from "./findings.ts";
import { didYouMean, listOf } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { SiteChecks } from "./siteChecks.ts";
import { type FittedModel, siteModel } from "./siteModel.ts";

/** Why a sample does not hold, or null; compose hands it in, because it needs the driver's virtual sign. */
export type ProveSample = (fitted: FittedModel, sample: DisplayModelFile["samples"][number]) => string | null;

/** Checks what a schema cannot see in a display's definition: its driver, the driver's options, its samples. */
export function proveDisplayModel(
  file: DisplayModelFile,
  findings: Findings,
  drivers: SiteChecks["drivers"],
  proveSample: ProveSample,
): void {
  const driver = drivers.get(file.driver);
  if (!driver) {
    const kinds = [...drivers.keys()];
    const message = `there is no driver ${quoted(file.driver)}${didYouMean(file.driver, kinds)}`;
    findings.error(["driver"], message, { advice: listOf(kinds) });
    return;
  }
  const options = driver.options.safeParse(file.settings, { reportInput: true });
  explainIssues(options.error?.issues ?? [], ["settings"], findings, driver.options);
  if (!options.success) return;
  const fitted = siteModel({ settings: {} }, file);
  for (const [index, sample] of file.samples.entries()) {
    const objection = proveSample(fitted, sample);
    if (objection !== null) findings.error(["samples", index], objection);
  }
}
