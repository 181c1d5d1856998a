import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { bindLight } from "../../../src/compose/bindLight.ts";
import { bareLight, fitLight } from "../../../src/config/fittedLight.ts";
import { type LightModelFile, lightModelFileSchema } from "../../../src/config/lightModelFile.ts";
import { darkLamp, darkLook, type Lamp, type LightLook } from "../../../src/domain/light.ts";
import { readLampWords, readLookWords } from "../../../src/domain/lightWords.ts";
import type { BoundLight } from "../../../src/ports/boundLight.ts";
import type { LightFrame } from "../../../src/ports/lightDriver.ts";
import type { LightModel } from "../../../src/ports/lightModel.ts";

const folder = join(import.meta.dirname, "..", "..", "..", "devices", "lights");

type Settings = Readonly<Record<string, unknown>>;

/** What the file of a model says. */
export const lightModelFile = (id: string): LightModelFile =>
  lightModelFileSchema.parse(parse(readFileSync(join(folder, `${id}.yaml`), "utf8")));

/** A light as its file in `devices/lights` says, with settings of a site laid over it. */
export const shippedLight = (id: string, settings: Settings = {}): BoundLight =>
  bindLight(fitLight({ ...bareLight, settings: { ...settings } }, lightModelFile(id)));

/** A light whose model was written otherwise, in one thing or another. */
export function changedLight(id: string, change: Partial<LightModel>, settings: Settings = {}): BoundLight {
  const fitted = fitLight({ ...bareLight, settings: { ...settings } }, lightModelFile(id));
  return bindLight({ ...fitted, model: { ...fitted.model, ...change } });
}

/** The same model with another number of lamps, as somebody might write it by mistake. */
export const lightWithLamps = (id: string, lamps: number): BoundLight =>
  changedLight(id, {
    lamps: Array.from({ length: lamps }, (_, index) => ({ name: `l${index}`, colour: "any" as const })),
  });

/** A lamp in words: `red`, `#ff8000 slow`. */
export function lamp(words: string, fadeMs = 0): Lamp {
  const read = readLampWords(words);
  if (read === null) throw new Error(`no lamp: ${words}`);
  return { ...read, fadeMs };
}

/** A look in words, one for each lamp of a light or one for all. */
export function look(light: BoundLight, ...words: readonly string[]): LightLook {
  const read = readLookWords(words, light.model.lamps.length);
  if (typeof read === "string") throw new Error(read);
  return read;
}

/** A look in the words of `preview` and `check`: one for each lamp, `buzzer` behind them. */
export function lookOf(...words: readonly string[]): LightLook {
  const lamps = words.filter((word) => word !== "buzzer").map((word) => readLampWords(word) ?? darkLamp);
  return { lamps, buzzer: words.includes("buzzer") };
}

/** All lamps like this one. */
export const allLamps = (light: BoundLight, one: Lamp): LightLook => ({
  ...darkLook(light.model.lamps.length),
  lamps: light.model.lamps.map(() => one),
});

/** The bytes of a frame, in hexadecimal digits. */
export const hexOf = (frame: LightFrame): string =>
  "bytes" in frame ? Buffer.from(frame.bytes).toString("hex") : JSON.stringify(frame);

export const inHex = (frames: readonly LightFrame[]): readonly string[] => frames.map(hexOf);

/** Frames whose bytes are letters. */
export const inText = (frames: readonly LightFrame[]): readonly string[] =>
  frames.map((frame) => ("bytes" in frame ? Buffer.from(frame.bytes).toString("latin1") : frame.kind));

/** What brings a light from nothing known, or from another look, to a look; in hexadecimal digits. */
export const encoded = (
  light: BoundLight,
  wanted: LightLook,
  held: LightLook | null = null,
): readonly string[] =>
  inHex(light.frames(held === null ? null : light.nearest(held), light.nearest(wanted)));

/** What a host sends to bring a light, of which it knows nothing, to a look. */
export const sent = (light: BoundLight, ...words: readonly string[]): readonly LightFrame[] =>
  light.frames(null, light.nearest(lookOf(...words)));

/** What a host sends from one look to another. */
export const between = (
  light: BoundLight,
  before: readonly string[],
  after: readonly string[],
): readonly LightFrame[] => light.frames(light.nearest(lookOf(...before)), light.nearest(lookOf(...after)));

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

/** A report from hexadecimal digits, with or without spaces, its number first. */
export const report = (hex: string): LightFrame => ({ kind: "report", bytes: bytesOf(hex) });

/** A feature report, likewise. */
export const feature = (hex: string): LightFrame => ({ kind: "feature", bytes: bytesOf(hex) });

/** Bytes on a line, from hexadecimal digits or as they are. */
export const line = (bytes: string | Uint8Array): LightFrame => ({
  kind: "bytes",
  bytes: typeof bytes === "string" ? bytesOf(bytes) : bytes,
  answer: null,
});
