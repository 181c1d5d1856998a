import { existsSync } from "node:fs";
import { bindLight } from "../compose/bindLight.ts";
import { devicesFolder } from "../compose.ts";
import { bareLight, type FittedLight, fitLight } from "../config/fittedLight.ts";
import { type LightModelFile, lightModelFileSchema } from "../config/lightModelFile.ts";
import { loadDevices } from "../config/loadDevices.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import { Fault } from "../ports/fault.ts";
import { type DefinitionKind, isDefinitionPath, readDefinitionFile } from "./definitionFile.ts";

type LightModels = ReadonlyMap<string, LightModelFile>;

/** The light models that come with the program, by id and alias. */
export async function shippedLights(): Promise<LightModels> {
  const { byId } = await loadDevices({
    folders: [{ path: `${devicesFolder}/lights`, mark: null }],
    schema: lightModelFileSchema,
    prove: () => undefined,
  });
  return byId;
}

const bare = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** A model by its id, as people write it, or by the path of a file that somebody is still writing. */
export async function findLight(name: string): Promise<LightModelFile> {
  if (isDefinitionPath(name)) return readDefinitionFile(name, modelFile);
  // A file has the name of its id: then the others need not be read.
  const own = `${devicesFolder}/lights/${name}.yaml`;
  if (/^[a-z0-9-]+$/.test(name) && existsSync(own)) return readDefinitionFile(own, modelFile);
  const models = await shippedLights();
  const exact = models.get(name);
  if (exact !== undefined) return exact;
  const alike = [...models].filter(([id, model]) => [id, model.name].map(bare).includes(bare(name)));
  const [found] = new Set(alike.map(([, model]) => model));
  if (found !== undefined) return found;
  throw new Fault("NO_MODEL", `there is no light model '${name}'`, adviceFor(name, models));
}

/** The nearest name, those of the same make, or all there are. */
function adviceFor(name: string, models: LightModels): string {
  const ids = [...new Set([...models.values()].map(({ id }) => id))];
  const make = bare(name);
  const sameMake = make.length > 2 ? ids.filter((id) => bare(id).startsWith(make)) : [];
  const near = sameMake.length > 0 ? `one of ${sameMake.join(", ")}?` : wordAdvice(name, [...models.keys()]);
  return `${near}\nknown: ${ids.toSorted().join(", ")} (bandeau light list says more)`;
}

const modelFile: DefinitionKind<LightModelFile> = {
  schema: lightModelFileSchema,
  called: "a light model",
  advice: "devices/README.md has the form, and devices/lights has examples",
};

/** Ties a model to its driver as it leaves the factory, with some settings laid over its own. */
export function bindBare(file: LightModelFile, settings: FittedLight["settings"] = {}): BoundLight {
  const fitted = fitLight(bareLight, file);
  return bindLight({ model: fitted.model, settings: { ...fitted.settings, ...settings } });
}
