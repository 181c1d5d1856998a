import type { AnyLightDriver } from "./defineLightDriver.ts";

/** Every light driver, by the name a model's file writes: one entry for each file of `light/`. */
export const lightDrivers: ReadonlyMap<string, AnyLightDriver> = new Map(
  ([] as AnyLightDriver[]).map((driver) => [driver.kind, driver]),
);
