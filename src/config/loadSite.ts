import { dirname, join, resolve } from "node:path";
import type { z } from "zod";
import { checkFiles } from "./checkFiles.ts";
import { checkShape } from "./checkShape.ts";
import { checkSite } from "./checkSite.ts";
import { type CompleteSite, completeSite } from "./completeSite.ts";
import { type DisplayModelFile, displayModelFileSchema } from "./displayModelFile.ts";
import { draftSite, wholeDraft } from "./draftSite.ts";
import { Findings } from "./findings.ts";
import { type Definition, type Devices, loadDevices } from "./loadDevices.ts";
import { byPlace, type Problem } from "./problem.ts";
import { type ProveSample, proveDisplayModel } from "./proveDisplayModel.ts";
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
  readonly checks: SiteChecks;
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
  const folder = dirname(resolve(file));
  const models = await loadModels(folder, deps);
  const profiles = await loadDevices({
    folders: [
      { path: join(deps.devicesFolder, "acds"), mark: null },
      { path: join(folder, "devices.d"), mark: "reader" },
    ],
    schema: deps.profileSchema,
    prove: deps.proveProfile,
  });
  return judge(read.yaml, folder, models, profiles, deps);
}

function loadModels<Profile extends Definition>(
  folder: string,
  { devicesFolder, checks, proveSample }: LoadSiteDeps<Profile>,
): Promise<Devices<DisplayModelFile>> {
  return loadDevices({
    folders: [
      { path: join(devicesFolder, "displays"), mark: null },
      { path: join(folder, "devices.d"), mark: { key: "driver", without: "lamps" } },
    ],
    schema: displayModelFileSchema,
    prove: (model, findings) => proveDisplayModel(model, findings, checks.drivers, proveSample),
  });
}

async function judge<Profile extends Definition>(
  yaml: YamlFile,
  folder: string,
  models: Devices<DisplayModelFile>,
  profiles: Devices<Profile>,
  deps: LoadSiteDeps<Profile>,
): Promise<SiteResult<Profile>> {
  const findings = new Findings(yaml);
  const site = checkShape(siteSchema, findings);
  const draft = site === null ? draftSite(yaml.value) : wholeDraft(site);
  if (yaml.value !== null)
    checkSite({
      draft,
      findings,
      known: {
        models: models.byId,
        brokenModels: models.broken,
        profiles: [...deps.builtInProfiles, ...profiles.byId.keys()],
        checks: deps.checks,
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
