import { bindDisplay } from "../compose/siteLoader.ts";
import { devicesFolder } from "../compose.ts";
import { checkShape } from "../config/checkShape.ts";
import { type DisplayModelFile, displayModelFileSchema } from "../config/displayModelFile.ts";
import { Findings } from "../config/findings.ts";
import { loadDevices } from "../config/loadDevices.ts";
import type { Problem } from "../config/problem.ts";
import { problemLines } from "../config/problemReport.ts";
import { readText } from "../config/readText.ts";
import { LONGEST_FILE_BYTES, readYaml } from "../config/readYaml.ts";
import { siteModel } from "../config/siteModel.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import type { WireTarget } from "../drivers/defineWireCodec.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import { Fault } from "../ports/fault.ts";

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
  if (/\.ya?ml$/i.test(name)) return readModel(name);
  const model = models.get(name);
  if (model !== undefined) return model;
  const advice = wordAdvice(name, [...models.keys()]);
  throw new Fault(
    "NO_MODEL",
    `there is no display model '${name}'`,
    `${advice} (bandeau devices --models lists them)`,
  );
}

async function readModel(file: string): Promise<DisplayModelFile> {
  const text = await readText(file, LONGEST_FILE_BYTES);
  const read = text.ok ? readYaml(text.text, file) : { ok: false as const, problems: [text.problem] };
  if (!read.ok) throw wrongModel(file, read.problems);
  const findings = new Findings(read.yaml);
  const model = checkShape(displayModelFileSchema, findings);
  if (model === null) throw wrongModel(file, findings.of("error"));
  return model;
}

const wrongModel = (file: string, problems: readonly Problem[]): Fault =>
  new Fault(
    "NO_MODEL",
    [`${file} is not the file of a display model:`, ...problemLines(problems)].join("\n"),
    "devices/README.md has the form, and devices/displays has examples",
  );

/** A model as its file has it, for a display without a site. */
export function targetOf(model: DisplayModelFile): WireTarget {
  return siteModel({ settings: {} }, model);
}

/** Ties a model to its driver, with some settings laid over its own. */
export function bindTarget(target: WireTarget, settings: WireTarget["settings"] = {}): BoundDisplay {
  return bindDisplay({ model: target.model, settings: { ...target.settings, ...settings } });
}
