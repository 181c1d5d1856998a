import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { bareLight, fitLight } from "../../../src/config/fittedLight.ts";
import { type LightModelFile, lightModelFileSchema } from "../../../src/config/lightModelFile.ts";
import { darkLook, type Lamp, type LightLook } from "../../../src/domain/light.ts";
import { readLampWords, readLookWords } from "../../../src/domain/lightWords.ts";
import { lightDrivers } from "../../../src/drivers/lightDrivers.ts";
import type { BoundLight } from "../../../src/ports/boundLight.ts";
import type { LightFrame } from "../../../src/ports/lightDriver.ts";

const folder = join(import.meta.dirname, "..", "..", "..", "devices", "lights");

/** What the file of a model says. */
export const lightModelFile = (id: string): LightModelFile =>
  lightModelFileSchema.parse(parse(readFileSync(join(folder, `${id}.yaml`), "utf8")));

/** A light of that model, with its own settings and a site's over them. */
export function lightOf(id: string, settings: Readonly<Record<string, unknown>> = {}): BoundLight {
  const fitted = fitLight({ ...bareLight, settings: { ...settings } }, lightModelFile(id));
  const driver = lightDrivers.get(fitted.model.driver);
  if (driver === undefined) throw new Error(`no driver ${fitted.model.driver}`);
  return driver.bind(fitted.model, fitted.settings);
}

/** The same model with another number of lamps, as somebody might write it by mistake. */
export function lightWithLamps(id: string, lamps: number): BoundLight {
  const { model } = lightOf(id);
  const driver = lightDrivers.get(model.driver);
  if (driver === undefined) throw new Error(`no driver ${model.driver}`);
  const more = Array.from({ length: lamps }, (_, index) => ({ name: `l${index}`, colour: "any" as const }));
  return driver.bind({ ...model, lamps: more }, lightModelFile(id).settings);
}

/** A lamp in words: `red`, `#ff8000 slow`. */
export function lamp(words: string, fadeMs = 0): Lamp {
  const read = readLampWords(words);
  if (read === null) throw new Error(`no lamp: ${words}`);
  return { ...read, fadeMs };
}

/** A look in words, one for each lamp or one for all. */
export function look(light: BoundLight, ...words: readonly string[]): LightLook {
  const read = readLookWords(words, light.model.lamps.length);
  if (typeof read === "string") throw new Error(read);
  return read;
}

/** All lamps like this one. */
export const allLamps = (light: BoundLight, one: Lamp): LightLook => ({
  ...darkLook(light.model.lamps.length),
  lamps: light.model.lamps.map(() => one),
});

/** The bytes of a frame, in hexadecimal digits. */
export const hexOf = (frame: LightFrame): string =>
  "bytes" in frame ? Buffer.from(frame.bytes).toString("hex") : JSON.stringify(frame);

/** What brings a light from nothing known to a look, in hexadecimal digits. */
export const encoded = (light: BoundLight, wanted: LightLook, held: LightLook | null = null): string[] =>
  light.frames(held === null ? null : light.nearest(held), light.nearest(wanted)).map(hexOf);

/** A report from hexadecimal digits with spaces, its number first. */
export const report = (hex: string): LightFrame => ({
  kind: "report",
  bytes: Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex")),
});

/** A feature report from hexadecimal digits with spaces, its number first. */
export const feature = (hex: string): LightFrame => ({ ...report(hex), kind: "feature" }) as LightFrame;
