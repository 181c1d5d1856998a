import type { FittedLight } from "../config/fittedLight.ts";
import type { LightModelFile } from "../config/lightModelFile.ts";
import type { LightProofs } from "../config/proveLightModel.ts";
import { sameLook } from "../domain/light.ts";
import { lookWords, readLookWords } from "../domain/lightWords.ts";
import { lightDrivers } from "../drivers/lightDrivers.ts";
import type { BoundLight } from "../ports/boundLight.ts";
import { Fault } from "../ports/fault.ts";
import type { LightFrame } from "../ports/lightDriver.ts";

/** Ties a fitted model of a light to its driver. */
export function bindLight({ model, settings }: FittedLight): BoundLight {
  const driver = lightDrivers.get(model.driver);
  if (driver) return driver.bind(model, settings);
  throw new Fault(
    "LIGHT_DRIVER",
    `there is no light driver '${model.driver}'`,
    "correct driver: in the model's file",
  );
}

type Sample = LightModelFile["samples"][number];

/** Any moment will do for a light that was just plugged in. */
const switchedOnAt = 1_000_000;

/** What a host says in a sample. */
function frameOf(sample: Sample, wire: BoundLight["wire"]): LightFrame {
  if ("levels" in sample) return { kind: "levels", levels: sample.levels };
  if ("topic" in sample) return { kind: "message", topic: sample.topic, payload: sample.payload };
  const bytes = Uint8Array.from(Buffer.from(sample.hex.replaceAll(/\s/g, ""), "hex"));
  return wire === "serial" ? { kind: "bytes", bytes, answer: null } : { kind: sample.kind, bytes };
}

/** Whether driver and samples of a model's file hold: the driver's own twin is asked. */
export const lightProofs: LightProofs = {
  model(fitted) {
    try {
      bindLight(fitted);
      return [];
    } catch (error) {
      if (error instanceof Fault) return [error.message];
      throw error;
    }
  },
  sample(fitted, sample) {
    const light = bindLight(fitted);
    const frame = frameOf(sample, light.wire);
    const { name, problems } = light.read(frame);
    if (name === "unknown" || problems.length > 0)
      return [`this light does not take it`, ...problems].join(": ");
    const twin = light.twin();
    twin.take(frame, switchedOnAt);
    if (twin.bricked !== null) return `it breaks the light: ${twin.bricked}`;
    const expected = readLookWords(sample.shows, fitted.model.lamps.length);
    const shown = twin.look(switchedOnAt);
    if (typeof expected !== "string" && sameLook(shown, expected)) return null;
    return `should show ${JSON.stringify(sample.shows)}, shows ${JSON.stringify(lookWords(shown))}`;
  },
};
