import type { z } from "zod";
import type { BoundLight } from "../ports/boundLight.ts";
import { Fault } from "../ports/fault.ts";
import type { LightDriver } from "../ports/lightDriver.ts";
import type { LightModel, LightWire } from "../ports/lightModel.ts";

/** A driver as the rest of the program knows it: without the type of its options. */
export interface AnyLightDriver {
  readonly kind: string;
  readonly wire: LightWire;
  /** Checks the settings of a model file and of a site's YAML. */
  readonly options: z.ZodType;
  /** Ties the driver to a model; a Fault tells what is wrong. */
  bind(model: LightModel, settings: unknown): BoundLight;
}

function checked<Options>(driver: LightDriver<Options>, model: LightModel, settings: unknown): Options {
  const result = driver.options.safeParse(settings);
  const problems = result.success
    ? driver.problems(model, result.data)
    : result.error.issues.map(
        (issue) => `${["settings", ...issue.path.map(String)].join(".")}: ${issue.message}`,
      );
  if (result.success && problems.length === 0) return result.data;
  throw new Fault(
    "LIGHT_SETTINGS",
    `light model ${model.id} has wrong settings: ${problems.join("; ")}`,
    "correct them in the model file or under the light's settings",
  );
}

/** Closes a driver over its own type, so that drivers of all kinds fit into one registry. */
export function defineLightDriver<Options>(driver: LightDriver<Options>): AnyLightDriver {
  return {
    kind: driver.kind,
    wire: driver.wire,
    options: driver.options,
    bind(model, settings) {
      const options = checked(driver, model, settings);
      return {
        model,
        wire: driver.wire,
        rhythms: driver.rhythms(model, options),
        nearest: (wanted) => driver.nearest(wanted, model, options),
        frames: (held, wanted) => driver.frames(held, wanted, model, options),
        keepAlive: driver.keepAlive(model, options),
        hear: (word) => driver.hear?.(word, model, options) ?? null,
        listens: driver.listens?.(options) ?? [],
        read: (frame) => driver.read(frame, model, options),
        twin: () => driver.twin(model, options),
      };
    },
  };
}
