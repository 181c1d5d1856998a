import type { LightLook } from "../../domain/light.ts";
import type { LightDriver, LightFrame, LightWord } from "../../ports/lightDriver.ts";
import type { LightModel } from "../../ports/lightModel.ts";
import type { Understood } from "./lampTwin.ts";
import { LineTwin } from "./lineTwin.ts";
import { readLine } from "./readLine.ts";

/** What a light on a line makes of what it hears. */
interface LineLanguage<Options> {
  /** Its own flashing; absent where it has none. */
  rhythms?(model: LightModel, settings: Options): ReturnType<LightDriver<Options>["rhythms"]>;
  /** How many bytes belong to what some bytes begin with, 1 where they begin nothing; null when more have to come to tell. */
  lengthOf(bytes: Uint8Array, settings: Options): number | null;
  /** A longer silence ends a command; absent where the light waits for ever. */
  readonly silenceMs?: number;
  /** A command that comes sooner after another one is lost; absent where none is. */
  readonly deafMs?: number;
  /** What one command means; pure. */
  understand(frame: LightFrame, model: LightModel, settings: Options): Understood;
  /** What it answers to a command, once it is what the command made of it; absent where it never does. */
  reply?(bytes: Uint8Array, look: LightLook, model: LightModel, settings: Options): readonly LightWord[];
}

/** What the drivers of lights on a line have in common: bytes in words, and the twin, both from one understanding. */
export function onALine<Options>(
  language: LineLanguage<Options>,
): Pick<LightDriver<Options>, "wire" | "rhythms" | "keepAlive" | "read" | "twin"> {
  const { silenceMs = null, deafMs = 0 } = language;
  const rhythms = (model: LightModel, settings: Options) => language.rhythms?.(model, settings) ?? {};
  return {
    wire: "serial",
    rhythms,
    keepAlive: () => null,
    read: (frame, model, settings) =>
      readLine(
        frame,
        (bytes) => language.lengthOf(bytes, settings),
        (one) => language.understand(one, model, settings).command,
      ),
    twin: (model, settings) =>
      new LineTwin({
        lamps: model.lamps.length,
        rhythms: rhythms(model, settings),
        staysMs: null,
        lengthOf: (bytes) => language.lengthOf(bytes, settings),
        silenceMs,
        deafMs,
        understand: (frame) => language.understand(frame, model, settings),
        reply: (bytes, look) => language.reply?.(bytes, look, model, settings) ?? [],
      }),
  };
}
