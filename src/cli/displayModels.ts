import { bindDisplay } from "../compose/siteLoader.ts";
import { devicesFolder } from "../compose.ts";
import { type DisplayModelFile, displayModelFileSchema } from "../config/displayModelFile.ts";
import { loadDevices } from "../config/loadDevices.ts";
import { siteModel } from "../config/siteModel.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import type { WireTarget } from "../drivers/defineWireCodec.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import { Fault } from "../ports/fault.ts";
import { type DefinitionKind, isDefinitionPath, readDefinitionFile } from "./definitionFile.ts";

export type DisplayModels = ReadonlyMap<string, DisplayModelFile>;

/** The display models that come with the program, by id and alias. */
export async function shippedModels(): Promise<DisplayModels> {
  const { byId } = await loadDevices({
    folders: [{ path: `${devicesFolder}/displays`, mark: null }],
    schema: displayModelFileSchema,
    prove: () => undefined,
  });
  return byId;
}

/** A model by its id, or by the path of a file that somebody is still writing. */
export async function findModel(name: string, models: DisplayModels): Promise<DisplayModelFile> {
  if (isDefinitionPath(name)) return readDefinitionFile(name, modelFile);
  const model = models.get(name);
  if (model !== undefined) return model;
  const advice = wordAdvice(name, [...models.keys()]);
  throw new Fault(
    "NO_MODEL",
    `there is no display model '${name}'`,
    `${advice} (bandeau devices --models lists them)`,
  );
}

const modelFile: DefinitionKind<DisplayModelFile> = {
  schema: displayModelFileSchema,
  called: "a display model",
  advice: "devices/README.md has the form, and devices/displays has examples",
};

/** A model as its file has it, for a display without a site. */
export function targetOf(model: DisplayModelFile): WireTarget {
  return siteModel({ settings: {} }, model);
}

/** Ties a model to its driver, with some settings laid over its own. */
export function bindTarget(target: WireTarget, settings: WireTarget["settings"] = {}): BoundDisplay {
  return bindDisplay({ model: target.model, settings: { ...target.settings, ...settings } });
}
