import { fitLight } from "../config/fittedLight.ts";
import type { LightModelFile } from "../config/lightModelFile.ts";
import type { SiteLight } from "../config/siteSchema.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import { Fault } from "../ports/fault.ts";
import { bindLight } from "./bindLight.ts";
import type { SiteFile } from "./siteLoader.ts";

/** A light of the site, ready to be kept. */
export interface LightUnit {
  readonly id: string;
  readonly site: SiteLight;
  readonly file: LightModelFile;
  readonly bound: BoundLight;
  /** The same text means the same light in the same place: a reload leaves it alone. */
  readonly key: string;
}

function lightUnit(site: SiteLight, models: SiteFile["lights"], rates: object): LightUnit {
  const file = models.get(site.model);
  if (file === undefined)
    throw new Fault("LIGHT_MODEL", `there is no model '${site.model}'`, "run bandeau check on the file");
  const fitted = fitLight(site, file);
  const { port, usb, gpio, flashRelays, atStop } = site;
  const key = JSON.stringify([port, usb, gpio, flashRelays, atStop, fitted, rates]);
  return { id: site.id, site, file, bound: bindLight(fitted), key };
}

/** All lights of a checked site. */
export const lightUnits = ({ site, lights }: Pick<SiteFile, "site" | "lights">): readonly LightUnit[] =>
  site.lights.map((light) => lightUnit(light, lights, site.lighting));
