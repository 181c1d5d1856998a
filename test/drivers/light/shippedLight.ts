import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { bindLight } from "../../../src/compose/bindLight.ts";
import { bareLight, fitLight } from "../../../src/config/fittedLight.ts";
import { lightModelFileSchema } from "../../../src/config/lightModelFile.ts";
import { darkLamp, type LightLook } from "../../../src/domain/light.ts";
import { readLampWords } from "../../../src/domain/lightWords.ts";
import type { BoundLight } from "../../../src/ports/boundLight.ts";
import type { LightFrame } from "../../../src/ports/lightDriver.ts";

/** A light as its file in `devices/lights` says, with settings of a site laid over it. */
export function shippedLight(id: string, settings: Readonly<Record<string, unknown>> = {}): BoundLight {
  const text = readFileSync(new URL(`../../../devices/lights/${id}.yaml`, import.meta.url), "utf8");
  return bindLight(fitLight({ ...bareLight, settings }, lightModelFileSchema.parse(parse(text))));
}

/** A look in the words of `preview` and `check`: one for each lamp, `buzzer` behind them. */
export function lookOf(...words: readonly string[]): LightLook {
  const lamps = words.filter((word) => word !== "buzzer").map((word) => readLampWords(word) ?? darkLamp);
  return { lamps, buzzer: words.includes("buzzer") };
}

/** Frames in hexadecimal; what is text on a line stays text. */
export const inHex = (frames: readonly LightFrame[]): readonly string[] =>
  frames.map((frame) => ("bytes" in frame ? Buffer.from(frame.bytes).toString("hex") : frame.kind));

export const inText = (frames: readonly LightFrame[]): readonly string[] =>
  frames.map((frame) => ("bytes" in frame ? Buffer.from(frame.bytes).toString("latin1") : frame.kind));

/** What a host sends to bring a light, of which it knows nothing, to a look. */
export const sent = (light: BoundLight, ...words: readonly string[]): readonly LightFrame[] =>
  light.frames(null, light.nearest(lookOf(...words)));

/** What a host sends from one look to another. */
export const between = (
  light: BoundLight,
  before: readonly string[],
  after: readonly string[],
): readonly LightFrame[] => light.frames(light.nearest(lookOf(...before)), light.nearest(lookOf(...after)));

export const report = (hex: string, kind: "report" | "feature" = "report"): LightFrame => ({
  kind,
  bytes: Uint8Array.from(Buffer.from(hex, "hex")),
});

export const line = (bytes: string | Uint8Array): LightFrame => ({
  kind: "bytes",
  bytes: typeof bytes === "string" ? Uint8Array.from(Buffer.from(bytes, "hex")) : bytes,
  answer: null,
});
