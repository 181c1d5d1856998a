import type { AnyLightDriver } from "./defineLightDriver.ts";
import { driver as blinkstick } from "./light/blinkstick.ts";
import { driver as epos } from "./light/epos.ts";
import { driver as gpio } from "./light/gpio.ts";
import { driver as muteme } from "./light/muteme.ts";

const drivers: readonly AnyLightDriver[] = [gpio, blinkstick, epos, muteme];

/** Every light driver, by the name a model's file writes: one entry for each file of `light/`. */
export const lightDrivers: ReadonlyMap<string, AnyLightDriver> = new Map(
  drivers.map((driver) => [driver.kind, driver]),
);
