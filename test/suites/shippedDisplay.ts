import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { displayModelFileSchema } from "../../src/config/displayModelFile.ts";
import { siteModel } from "../../src/config/siteModel.ts";
import { displayDrivers } from "../../src/drivers/displayDrivers.ts";
import type { BoundDisplay } from "../../src/ports/boundDisplay.ts";

/** The benchmark's bundle lies as deep below the top as this file does. */
const folder = join(import.meta.dirname, "..", "..", "devices", "displays");

/** What a test has otherwise than the model's file. */
export interface ModelChanges {
  readonly rows?: number;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A display of a model that we ship, tied to its driver. */
export function shippedDisplay(id: string, { rows, settings = {} }: ModelChanges = {}): BoundDisplay {
  const file = displayModelFileSchema.parse(parse(readFileSync(join(folder, `${id}.yaml`), "utf8")));
  const { model, settings: all } = siteModel({ settings }, file);
  const driver = displayDrivers.get(model.driver);
  if (driver === undefined) throw new Error(`there is no driver ${model.driver}`);
  return driver.bind({ ...model, rows: rows ?? model.rows }, all);
}
