import type { z } from "zod";
import type { BoundLight } from "../ports/boundLight.ts";
import type { CompileCondition } from "../ports/conditions.ts";
import type { LightWire } from "../ports/lightModel.ts";
import type { DisplayModelFile } from "./displayModelFile.ts";
import type { Draft } from "./draftSite.ts";
import type { Findings } from "./findings.ts";
import type { FittedLight } from "./fittedLight.ts";
import type { LightModelFile } from "./lightModelFile.ts";
import type { Severity } from "./problem.ts";
import type { FittedModel } from "./siteModel.ts";
import type { Site, SiteDisplay } from "./siteSchema.ts";

/** Something wrong inside one display or source; `path` begins there: `["pages", 0, "lines", 1]`. */
export interface PartProblem {
  readonly severity: Severity;
  readonly path: readonly (string | number)[];
  /** The character of the text at `path` that is meant, from 1; null for all of it. */
  readonly column: number | null;
  readonly message: string;
  readonly advice: string | null;
}

/** What is known of a light driver here: what it takes, and how its lights are reached. */
export interface LightDriverForm {
  readonly options: z.ZodType;
  readonly wire: LightWire;
}

/** Light drivers by their kind, as model files name them. */
export type LightDrivers = ReadonlyMap<string, LightDriverForm>;

/** What is known of lights. */
export interface KnownLights {
  readonly drivers: LightDrivers;
  /** Files of `devices/lights`, by id and alias. */
  readonly models: ReadonlyMap<string, LightModelFile>;
  /** Models that were left out because their own file is wrong. */
  readonly broken: ReadonlySet<string>;
  /** Ties a model to its driver; a Fault tells what is wrong. */
  bind(fitted: FittedLight): BoundLight;
}

/** What the configuration cannot judge by itself: the device languages, the pages, the conditions. */
export interface SiteChecks {
  /** Display drivers by their kind, as model files name them. */
  readonly drivers: ReadonlyMap<string, { readonly options: z.ZodType }>;
  /** Files of `devices/headsets`, by id and alias. */
  readonly headsets: readonly string[];
  readonly lights: KnownLights;
  /** The words that a site may replace by its own. */
  readonly labels: readonly string[];
  readonly condition: CompileCondition;
  /** Whether a display's pages fit its glass and its memory. */
  displayProblems(site: Site, display: SiteDisplay, fitted: FittedModel): readonly PartProblem[];
  /** Whether a source's options suit its profile. `source` is the name in the file. */
  sourceProblems(site: Site, source: string): readonly PartProblem[];
}

/** What a site is checked against. */
export interface Known {
  readonly models: ReadonlyMap<string, DisplayModelFile>;
  /** Models that were left out because their own file is wrong. */
  readonly brokenModels: ReadonlySet<string>;
  readonly profiles: readonly string[];
  readonly checks: SiteChecks;
  /** A name of the same port that survives a boot; null when there is none. */
  readonly stableNameOf: (path: string) => string | null;
}

/** One round of checks: what is checked, against what, and where findings go. */
export interface Round {
  readonly draft: Draft;
  readonly known: Known;
  readonly findings: Findings;
}
