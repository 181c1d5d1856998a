import { dirname, join, resolve } from "node:path";
import { loadConditions } from "../adapters/cel/compileCondition.ts";
import type { Draft } from "../config/draftSite.ts";
import type { Findings } from "../config/findings.ts";
import { type LightModelFile, lightModelFileSchema } from "../config/lightModelFile.ts";
import { type Devices, gatherDevices, type LoadRequest, loadDevices } from "../config/loadDevices.ts";
import { loadNamedDevices } from "../config/loadNamedDevices.ts";
import { type LoadedSite, loadSite, type SiteResult } from "../config/loadSite.ts";
import type { ProveSample } from "../config/proveDisplayModel.ts";
import { proveLightModel } from "../config/proveLightModel.ts";
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
import { checkHeadset } from "../drivers/headset/checkHeadset.ts";
import { type HeadsetFile, headsetFileSchema } from "../drivers/headset/quirks.ts";
import { lightDrivers } from "../drivers/lightDrivers.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import type { CompileCondition } from "../ports/conditions.ts";
import { Fault } from "../ports/fault.ts";
import { bindLight, lightProofs } from "./bindLight.ts";
import { planDisplay } from "./planDisplay.ts";

/** A site that may be started, with what is known of headsets and lights, by id and alias. */
export type SiteFile = LoadedSite<Profile> & {
  readonly headsets: ReadonlyMap<string, HeadsetFile>;
  readonly lights: ReadonlyMap<string, LightModelFile>;
};
type LoadSiteFile = (file: string) => Promise<SiteFile | Exclude<SiteResult<Profile>, { readonly ok: true }>>;

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

/** Definitions that a site uses beside displays and ACDs. */
interface OtherDevices {
  readonly headsets: Devices<HeadsetFile>;
  readonly lights: Devices<LightModelFile>;
}

/** Before the site is read: it says what it uses. */
const noDevices: OtherDevices = { headsets: gatherDevices([]), lights: gatherDevices([]) };

/** `profiles` fills while the devices are read, which is before any source is checked. */
function siteChecks(
  condition: CompileCondition,
  profiles: Profiles,
  { headsets, lights }: OtherDevices,
): SiteChecks {
  return {
    drivers: displayDrivers,
    headsets: [...headsets.byId.keys()],
    lights: { drivers: lightDrivers, models: lights.byId, broken: lights.broken, bind: bindLight },
    labels: labelKeys,
    condition,
    displayProblems: (site: Site, display: SiteDisplay, fitted: FittedModel) =>
      planDisplay(site, display, bindDisplay(fitted), condition).problems,
    sourceProblems: (site, source) => sourceProblems(site, source, profiles),
  };
}

/** Where definitions are. */
interface DeviceFolders {
  /** The site's file. */
  readonly file: string;
  /** Ours. */
  readonly devicesFolder: string;
}

const foldersOf = ({ file, devicesFolder }: DeviceFolders, kind: string, mark: string) => [
  { path: join(devicesFolder, kind), mark: null },
  { path: join(dirname(resolve(file)), "devices.d"), mark },
];

/** Ours, and those that the site has beside its own file. Where there are seats, any of ours may be plugged in. */
function loadHeadsets({ seats }: Site, folders: DeviceFolders): Promise<Devices<HeadsetFile>> {
  const request: LoadRequest<HeadsetFile> = {
    folders: foldersOf(folders, "headsets", "quirks"),
    schema: headsetFileSchema,
    prove: (file, findings) => {
      for (const [index, sentences] of checkHeadset(file).entries())
        for (const sentence of sentences) findings.error(["samples", index], sentence);
    },
  };
  return seats.length > 0 ? loadDevices(request) : loadNamedDevices(request, new Set());
}

/** Those of ours that the site names, and those that it has beside its own file. */
function loadLights({ lights }: Site, folders: DeviceFolders): Promise<Devices<LightModelFile>> {
  const request: LoadRequest<LightModelFile> = {
    folders: foldersOf(folders, "lights", "lamps"),
    schema: lightModelFileSchema,
    prove: (file, findings) => proveLightModel(file, findings, lightDrivers, lightProofs),
  };
  return loadNamedDevices(request, new Set(lights.map(({ model }) => model)));
}

/** A definition that is wrong is left out; only a site that needs it cannot start. */
function withDevices(
  result: SiteResult<Profile>,
  { headsets, lights }: OtherDevices,
): Awaited<ReturnType<LoadSiteFile>> {
  const wrong = [...headsets.problems, ...lights.problems];
  const warnings = [
    ...result.warnings,
    ...wrong.map((problem) => ({ ...problem, severity: "warning" as const })),
  ];
  if (!result.ok) return { ...result, warnings };
  const replaced = [...result.replaced, ...headsets.replaced, ...lights.replaced];
  return { ...result, warnings, headsets: headsets.byId, lights: lights.byId, replaced };
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
  const load: LoadSiteFile = async (file) => {
    const profiles = new Map<string, Profile>();
    let devices = noDevices;
    const checksFor = async ({ site }: Draft): Promise<SiteChecks> => {
      const folders = { file, devicesFolder };
      devices = { headsets: await loadHeadsets(site, folders), lights: await loadLights(site, folders) };
      return siteChecks(compile, profiles, devices);
    };
    const result = await loadSite(file, {
      devicesFolder,
      profileSchema,
      proveProfile: (profile, findings) => {
        profiles.set(profile.id, profile);
        proveProfile(profile, findings);
      },
      builtInProfiles,
      proveSample,
      checksFor,
      stableNameOf: (path) => stablePortName(path, stableFolders),
      credentialsFolder: environment["CREDENTIALS_DIRECTORY"],
    });
    return withDevices(result, devices);
  };
  return { load, compile };
}
