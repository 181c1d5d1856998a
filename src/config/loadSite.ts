import { dirname, join, resolve } from "node:path";
import type { z } from "zod";
import { checkFiles } from "./checkFiles.ts";
import { checkShape } from "./checkShape.ts";
import { checkSite } from "./checkSite.ts";
import { type CompleteSite, completeSite } from "./completeSite.ts";
import { type DisplayModelFile, displayModelFileSchema } from "./displayModelFile.ts";
import { type Draft, draftSite, wholeDraft } from "./draftSite.ts";
import { Findings } from "./findings.ts";
import type { Devices } from "./loadDevices.ts";
import { loadNamedDevices } from "./loadNamedDevices.ts";
import { byPlace, type Problem } from "./problem.ts";
import { type ProveSample, proveDisplayModel } from "./proveDisplayModel.ts";
import type { Definition } from "./readDefinitions.ts";
import { readText } from "./readText.ts";
import { LONGEST_FILE_BYTES, readYaml, type YamlFile } from "./readYaml.ts";
import type { SiteChecks } from "./siteChecks.ts";
import { siteSchema } from "./siteSchema.ts";

/** What reading a site needs from the rest of the program. */
export interface LoadSiteDeps<Profile extends Definition> {
  /** The folder with our `displays` and `acds`. */
  readonly devicesFolder: string;
  readonly profileSchema: z.ZodType<Profile>;
  /** Further checks of a profile, of its samples for example. */
  readonly proveProfile: (profile: Profile, findings: Findings) => void;
  /** Profiles that are code and not a file. */
  readonly builtInProfiles: readonly string[];
  readonly proveSample: ProveSample;
  /** What a site is checked with; the draft says which lights and headsets it names. */
  readonly checksFor: (draft: Draft) => Promise<SiteChecks>;
  /** A name of a port that survives a boot: `stablePortName`, or always null. */
  readonly stableNameOf: (path: string) => string | null;
  /** Where systemd puts what LoadCredential= names: $CREDENTIALS_DIRECTORY. */
  readonly credentialsFolder: string | undefined;
}

/** A site that may be started. */
export interface LoadedSite<Profile> {
  readonly ok: true;
  readonly site: CompleteSite;
  /** Display models by id and alias. */
  readonly models: ReadonlyMap<string, DisplayModelFile>;
  /** ACD profiles that are files, by id and alias. */
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly warnings: readonly Problem[];
  /** Definitions of ours that a file of the site replaces; to be said once. */
  readonly replaced: readonly { readonly id: string; readonly file: string }[];
}

/** A site that must not be started, and everything that is wrong with it. */
interface RefusedSite {
  readonly ok: false;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export type SiteResult<Profile> = LoadedSite<Profile> | RefusedSite;

/** Reads a site's file and the definitions it uses, and checks everything at once. Never throws, opens no device. */
export async function loadSite<Profile extends Definition>(
  file: string,
  deps: LoadSiteDeps<Profile>,
): Promise<SiteResult<Profile>> {
  const text = await readText(file, LONGEST_FILE_BYTES);
  if (!text.ok) return { ok: false, problems: [text.problem], warnings: [] };
  const read = readYaml(text.text, file);
  if (!read.ok) return { ok: false, problems: read.problems, warnings: [] };
  return judge(read.yaml, dirname(resolve(file)), deps);
}

const driverOf = { key: "driver", without: "lamps" };

async function loadModels<Profile extends Definition>(
  folder: string,
  { site }: Draft,
  { drivers }: SiteChecks,
  { devicesFolder, proveSample }: LoadSiteDeps<Profile>,
): Promise<Devices<DisplayModelFile>> {
  const folders = [
    { path: join(devicesFolder, "displays"), mark: null },
    { path: join(folder, "devices.d"), mark: driverOf },
  ];
  const prove = (model: DisplayModelFile, findings: Findings): void =>
    proveDisplayModel(model, findings, drivers, proveSample);
  const named = new Set(site.displays.map(({ model }) => model));
  return loadNamedDevices({ folders, schema: displayModelFileSchema, prove }, named);
}

async function loadProfiles<Profile extends Definition>(
  folder: string,
  { site }: Draft,
  { devicesFolder, profileSchema, proveProfile, builtInProfiles }: LoadSiteDeps<Profile>,
): Promise<Devices<Profile>> {
  const folders = [
    { path: join(devicesFolder, "acds"), mark: null },
    { path: join(folder, "devices.d"), mark: "reader" },
  ];
  const named = new Set(Object.values(site.sources).map(({ profile }) => profile));
  for (const profile of builtInProfiles) named.delete(profile);
  return loadNamedDevices({ folders, schema: profileSchema, prove: proveProfile }, named);
}

async function judge<Profile extends Definition>(
  yaml: YamlFile,
  folder: string,
  deps: LoadSiteDeps<Profile>,
): Promise<SiteResult<Profile>> {
  const findings = new Findings(yaml);
  const site = checkShape(siteSchema, findings);
  const draft = site === null ? draftSite(yaml.value) : wholeDraft(site);
  const checks = await deps.checksFor(draft);
  const models = await loadModels(folder, draft, checks, deps);
  const profiles = await loadProfiles(folder, draft, deps);
  if (yaml.value !== null)
    checkSite({
      draft,
      findings,
      known: {
        models: models.byId,
        brokenModels: models.broken,
        profiles: [...deps.builtInProfiles, ...profiles.byId.keys()],
        checks,
        stableNameOf: deps.stableNameOf,
      },
    });
  await checkFiles(draft.site, findings, { folder, credentialsFolder: deps.credentialsFolder });
  const problems = findings.of("error").toSorted(byPlace);
  const warnings = [
    ...findings.of("warning").toSorted(byPlace),
    ...asWarnings(models),
    ...asWarnings(profiles),
  ];
  if (site === null || problems.length > 0) return { ok: false, problems, warnings };
  return {
    ok: true,
    site: completeSite(site, folder),
    models: models.byId,
    profiles: profiles.byId,
    warnings,
    replaced: [...models.replaced, ...profiles.replaced],
  };
}

/** A definition that is wrong is left out; only a site that needs it cannot start. */
const asWarnings = ({ problems }: Devices<unknown>): Problem[] =>
  problems.map((problem) => ({ ...problem, severity: "warning" }));
