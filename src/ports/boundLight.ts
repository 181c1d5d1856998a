import type { LightLook, Rhythm } from "../domain/light.ts";
import type {
  LightCommand,
  LightFrame,
  LightNews,
  LightWord,
  OwnRhythm,
  VirtualLight,
} from "./lightDriver.ts";
import type { LightModel, LightWire } from "./lightModel.ts";

/** A driver tied to one model and its settings, so that nobody else has to know the driver's own types. */
export interface BoundLight {
  readonly model: LightModel;
  readonly wire: LightWire;
  readonly rhythms: Partial<Readonly<Record<Exclude<Rhythm, "steady">, OwnRhythm>>>;
  nearest(wanted: LightLook): LightLook;
  frames(held: LightLook | null, wanted: LightLook): readonly LightFrame[];
  readonly keepAlive: { readonly everyMs: number; readonly frame: LightFrame } | null;
  hear(word: LightWord): LightNews | null;
  readonly listens: readonly string[];
  read(frame: LightFrame): LightCommand;
  twin(): VirtualLight;
}
