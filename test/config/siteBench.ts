import { join } from "node:path";
import type { z } from "zod";
import { loadConditions } from "../../src/adapters/cel/compileCondition.ts";
import { bindLight, lightProofs } from "../../src/compose/bindLight.ts";
import { planDisplay } from "../../src/compose/planDisplay.ts";
import { proveSample } from "../../src/compose/siteLoader.ts";
import { checkShape } from "../../src/config/checkShape.ts";
import { checkSite } from "../../src/config/checkSite.ts";
import type { DisplayModelFile } from "../../src/config/displayModelFile.ts";
import { draftSite, wholeDraft } from "../../src/config/draftSite.ts";
import { Findings } from "../../src/config/findings.ts";
import { type LightModelFile, lightModelFileSchema } from "../../src/config/lightModelFile.ts";
import { type Devices, loadDevices } from "../../src/config/loadDevices.ts";
import type { LoadSiteDeps } from "../../src/config/loadSite.ts";
import type { Problem } from "../../src/config/problem.ts";
import { proveLightModel } from "../../src/config/proveLightModel.ts";
import { readYaml, type YamlFile } from "../../src/config/readYaml.ts";
import type { Known, SiteChecks } from "../../src/config/siteChecks.ts";
import { siteSchema } from "../../src/config/siteSchema.ts";
import { labelKeys, shortKeys } from "../../src/domain/vocabulary.ts";
import { checkSamples } from "../../src/drivers/acd/checkSamples.ts";
import { type Profile, profileSchema } from "../../src/drivers/acd/profileSchema.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import { lightDrivers } from "../../src/drivers/lightDrivers.ts";

/** The project's own folder. */
export const home = join(import.meta.dirname, "..", "..");

/** YAML that must be readable, for tests of what comes after. */
export function yamlOf(text: string, file = "site.yaml"): YamlFile {
  const result = readYaml(text, file);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("; "));
  return result.yaml;
}

/** `line:column path: message` of each problem, as short as it can be compared. */
export const brief = (problems: readonly Problem[]): string[] =>
  problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);

/** What a schema says about a text. */
export function shapeProblems(schema: z.ZodType, text: string): readonly Problem[] {
  const findings = new Findings(yamlOf(text));
  checkShape(schema, findings);
  return findings.of("error");
}

/** A small site on which tests put one thing wrong. */
export const goodSite = `version: 1
site: flowers
node: wall-1
broker:
  urls: ["mqtt://broker:1883"]
sources:
  acd: {}
queues:
  sales: { id: "60100", name: Sales }
  service: { id: "60200" }
groups:
  all: { queues: [sales, service] }
thresholds:
  - figure: waiting
    of: [sales]
    steps:
      - { above: 5, back: 3, colour: amber }
      - { above: 10, back: 7, colour: red }
displays:
  - id: wall
    model: two-rows
    port: /dev/serial/by-id/usb-A
    pages:
      - lines: ["{sales.waiting}", "{clock}"]
  - id: corner
    model: two-rows
    port: tcp://10.0.0.7:4001
    pages:
      - lines: ["{all.waiting}"]
        when: "sales.waiting > 0"
`;

/** The good site with one piece of text replaced; the piece must be there. */
export function siteWith(piece: string | RegExp, by: string): string {
  const changed = goodSite.replace(piece, () => by);
  if (changed === goodSite) throw new Error(`the site has no ${piece}`);
  return changed;
}

/** A model of two rows without blue, as a file of devices/displays holds it. */
export const twoRows: DisplayModelFile = {
  schema: 1,
  id: "two-rows",
  aliases: [],
  name: "Two Rows",
  driver: "alpha",
  rows: 2,
  columns: 20,
  colours: ["red", "green", "amber"],
  serial: { baudRate: 9600, dataBits: 7, parity: "even", stopBits: 1 },
  pacing: { betweenFramesMs: 250 },
  refresh: { valuesSeconds: 60, layoutsSeconds: null, everythingSeconds: null },
  settings: {},
  samples: [{ hex: "00", shows: [] }],
  source: "made for tests",
};

/** Checks with the real drivers, pages and conditions. */
async function realChecks(): Promise<SiteChecks> {
  const condition = await loadConditions();
  return {
    drivers: displayDrivers,
    headsets: ["jabra", "plantronics-poly", "generic"],
    lights: { drivers: lightDrivers, models: new Map(), broken: new Set(), bind: bindLight },
    labels: [...labelKeys, ...shortKeys.map((key) => `short.${key}`)],
    condition,
    displayProblems: (site, display, { model, settings }) => {
      const bound = displayDrivers.get(model.driver)?.bind(model, settings);
      return bound ? planDisplay(site, display, bound, condition).problems : [];
    },
    sourceProblems: () => [],
  };
}

/** What a site is checked against in most tests. */
export async function knownThings(changes: Partial<Known> = {}): Promise<Known> {
  return {
    models: new Map([["two-rows", twoRows]]),
    brokenModels: new Set(),
    profiles: ["native"],
    checks: await realChecks(),
    stableNameOf: () => null,
    ...changes,
  };
}

/** Everything that is wrong with a site's text, whether its form is right or not. */
export function siteFindings(text: string, known: Known): Findings {
  const findings = new Findings(yamlOf(text));
  const site = checkShape(siteSchema, findings);
  const draft = site === null ? draftSite(findings.yaml.value) : wholeDraft(site);
  checkSite({ draft, known, findings });
  return findings;
}

/** The lights of a folder of definitions, with what is wrong with them. */
export const lightsIn = (devicesFolder: string): Promise<Devices<LightModelFile>> =>
  loadDevices({
    folders: [{ path: join(devicesFolder, "lights"), mark: null }],
    schema: lightModelFileSchema,
    prove: (file, findings) => proveLightModel(file, findings, lightDrivers, lightProofs),
  });

/** What `loadSite` gets from the rest of the program. */
export async function realDeps(devicesFolder: string): Promise<LoadSiteDeps<Profile>> {
  const { byId, broken } = await lightsIn(devicesFolder);
  const checks = await realChecks();
  return {
    devicesFolder,
    profileSchema,
    proveProfile: (profile, findings) => {
      for (const objection of checkSamples(profile)) findings.error(["samples"], objection);
    },
    builtInProfiles: ["native"],
    proveSample,
    checksFor: () => Promise.resolve({ ...checks, lights: { ...checks.lights, models: byId, broken } }),
    stableNameOf: () => null,
    credentialsFolder: undefined,
  };
}
