import { loadConditions } from "../adapters/cel/compileCondition.ts";
import type { Findings } from "../config/findings.ts";
import { type LoadedSite, loadSite, type SiteResult } from "../config/loadSite.ts";
import type { ProveSample } from "../config/proveDisplayModel.ts";
import type { PartProblem, SiteChecks } from "../config/siteChecks.ts";
import type { FittedModel } from "../config/siteModel.ts";
import type { Site, SiteDisplay } from "../config/siteSchema.ts";
import { stableFolders, stablePortName } from "../config/stablePortName.ts";
import { linesOf } from "../domain/glass.ts";
import { labelKeys } from "../domain/vocabulary.ts";
import { checkSamples } from "../drivers/acd/checkSamples.ts";
import { needsZone } from "../drivers/acd/compileObservedAt.ts";
import { type Profile, profileOptions, profileSchema } from "../drivers/acd/profileSchema.ts";
import { displayDrivers } from "../drivers/displayDrivers.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import type { CompileCondition } from "../ports/conditions.ts";
import { Fault } from "../ports/fault.ts";
import { planDisplay } from "./planDisplay.ts";

export type SiteFile = LoadedSite<Profile>;
type LoadSiteFile = (file: string) => Promise<SiteResult<Profile>>;

/** Profiles that are code: messages in our own form need no mapping. */
const builtInProfiles: readonly string[] = ["native"];

/** Ties a fitted model to its driver. */
export function bindDisplay({ model, settings }: FittedModel): BoundDisplay {
  const driver = displayDrivers.get(model.driver);
  if (driver) return driver.bind(model, settings);
  throw new Fault(
    "DISPLAY_DRIVER",
    `there is no driver '${model.driver}'`,
    "correct driver: in the model's file",
  );
}

/** Whether a virtual sign shows what a model's file says it does for these bytes. */
export const proveSample: ProveSample = (fitted, sample) => {
  const sign = bindDisplay(fitted).sign();
  sign.feed(Uint8Array.from(Buffer.from(sample.hex.replaceAll(/\s/g, ""), "hex")), 0);
  const shown = linesOf(sign.glass(0)).filter((line) => line !== "");
  const expected = sample.shows.filter((line) => line !== "");
  if (JSON.stringify(shown) === JSON.stringify(expected)) return null;
  const why = sign.lastDropped?.() ?? null;
  return `should show ${JSON.stringify(expected)}, shows ${JSON.stringify(shown)}${why === null ? "" : `: ${why}`}`;
};

function proveProfile(profile: Profile, findings: Findings): void {
  for (const sentence of checkSamples(profile)) findings.error(["samples"], sentence);
}

type Profiles = ReadonlyMap<string, Profile>;

/** Whether what a site writes under a source's `options:` is known, and enough for its profile. */
function sourceProblems(site: Site, source: string, profiles: Profiles): PartProblem[] {
  const { options = {}, profile: name = "" } = site.sources[source] ?? {};
  const issues = profileOptions.safeParse(options).error?.issues ?? [];
  const problems = issues.map(
    (issue): PartProblem => ({
      severity: "error",
      path: ["options", ...issue.path.filter((key) => typeof key !== "symbol")],
      column: null,
      message: issue.message,
      advice: `known options: ${Object.keys(profileOptions.shape).join(", ")}`,
    }),
  );
  const profile = profiles.get(name);
  if (profile === undefined) return problems;
  const here = { path: ["profile"], column: null };
  if (needsZone(profile) && options["zone"] === undefined)
    problems.push({
      ...here,
      severity: "error",
      message: `profile ${name} has local times, and nobody says in which zone`,
      advice: "write for example options: { zone: Europe/Paris }",
    });
  if (profile.queue === undefined && site.sources[source]?.agents !== true)
    problems.push({
      ...here,
      severity: "warning",
      message: `profile ${name} tells of agents only, and nothing of it is read`,
      advice: "write agents: true, after reading what it means for those people",
    });
  return problems;
}

/** `profiles` fills while the devices are read, which is before any source is checked. */
function siteChecks(condition: CompileCondition, profiles: Profiles): SiteChecks {
  return {
    drivers: displayDrivers,
    labels: labelKeys,
    condition,
    displayProblems: (site: Site, display: SiteDisplay, fitted: FittedModel) =>
      planDisplay(site, display, bindDisplay(fitted), condition).problems,
    sourceProblems: (site, source) => sourceProblems(site, source, profiles),
  };
}

export interface SiteLoader {
  readonly load: LoadSiteFile;
  readonly compile: CompileCondition;
}

/** Everything that reading a site's file needs, put together once for each command. */
export async function siteLoader(
  environment: Readonly<Record<string, string | undefined>>,
  devicesFolder: string,
): Promise<SiteLoader> {
  const compile = await loadConditions();
  const load: LoadSiteFile = (file) => {
    const profiles = new Map<string, Profile>();
    return loadSite(file, {
      devicesFolder,
      profileSchema,
      proveProfile: (profile, findings) => {
        profiles.set(profile.id, profile);
        proveProfile(profile, findings);
      },
      builtInProfiles,
      proveSample,
      checks: siteChecks(compile, profiles),
      stableNameOf: (path) => stablePortName(path, stableFolders),
      credentialsFolder: environment["CREDENTIALS_DIRECTORY"],
    });
  };
  return { load, compile };
}
