import type { z } from "zod";
import type { Monotonic } from "../domain/instant.ts";
import type { LightLook, Rgb, Rhythm } from "../domain/light.ts";
import type { Answer } from "./displayDriver.ts";
import type { LightModel, LightWire } from "./lightModel.ts";

/** One thing said to a light. HID reports begin with their number, 0 where reports carry none. */
export type LightFrame =
  | { readonly kind: "report"; readonly bytes: Uint8Array }
  | { readonly kind: "feature"; readonly bytes: Uint8Array }
  /** Bytes on a line. Null where the light says nothing to them. */
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly answer: Answer | null }
  | { readonly kind: "message"; readonly topic: string; readonly payload: string }
  /** Outputs, one for each lamp of the model in its order, then the buzzer's where it has one; true is lit. */
  | { readonly kind: "levels"; readonly levels: readonly boolean[] };

/** What a light says by itself. */
export type LightWord =
  | { readonly kind: "report"; readonly bytes: Uint8Array }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | {
      readonly kind: "message";
      readonly topic: string;
      readonly payload: string;
      readonly retained: boolean;
    };

/** What that means: its button, or that it lost (`away`) or may have forgotten (`back`) what it was told. */
export type LightNews = "pressed" | "released" | "away" | "back";

/** A frame in words, for `wire decode` and for tests: JSON values only. */
export interface LightCommand {
  /** Such as `fade`, `static`, `keepAlive`, `relay`; `unknown` where it is no command of this light. */
  readonly name: string;
  readonly facts: Readonly<Record<string, number | string | boolean | readonly (number | string)[]>>;
  /** What is wrong with it: a bad checksum, a strobe nobody may see, a command that can break the light. */
  readonly problems: readonly string[];
}

/** A rhythm that a light keeps by itself; its rate in Hz, null where the maker does not say. */
export interface OwnRhythm {
  readonly hz: number | null;
}

/** A light's language, pure. */
export interface LightDriver<Options> {
  /** What a technician writes in a model's file: `driver: luxafor`. */
  readonly kind: string;
  readonly wire: LightWire;
  /** The driver's own settings in a model file and in a site's YAML. */
  readonly options: z.ZodType<Options>;
  /** What is wrong with a model for this driver, in words: too many lamps, a missing relay. Empty when all is well. */
  problems(model: LightModel, options: Options): readonly string[];
  /** Rhythms that the light keeps by itself once it was told; all others are kept by us, frame by frame. */
  rhythms(
    model: LightModel,
    options: Options,
  ): Partial<Readonly<Record<Exclude<Rhythm, "steady">, OwnRhythm>>>;
  /** The nearest to a look that this light can be: seven colours, two steps of brightness, no fading. */
  nearest(wanted: LightLook, model: LightModel, options: Options): LightLook;
  /**
   * What brings the light from what it holds (null: nobody knows) to a look that it can be: as few and as small as
   * possible, in order. Empty when it is so already. A rhythm other than `steady` comes only where `rhythms` has it.
   */
  frames(
    held: LightLook | null,
    wanted: LightLook,
    model: LightModel,
    options: Options,
  ): readonly LightFrame[];
  /** What it must hear now and then lest it go dark; null where it keeps what it has. */
  keepAlive(
    model: LightModel,
    options: Options,
  ): { readonly everyMs: number; readonly frame: LightFrame } | null;
  /** What it says by itself, if that means something; absent where it never speaks. */
  hear?(word: LightWord, model: LightModel, options: Options): LightNews | null;
  /** Topics on which it speaks; absent where it has none. */
  listens?(options: Options): readonly string[];
  /** A frame in words. */
  read(frame: LightFrame, model: LightModel, options: Options): LightCommand;
  /** A light that understands frames as the real one would. */
  twin(model: LightModel, options: Options): VirtualLight;
}

/** The twin of a light: frames in, what a person sees out. Time is handed in, so that it is pure. */
export interface VirtualLight {
  /** Takes a frame, for lines in pieces as they come; gives back what the light says to it. */
  take(frame: LightFrame, at: Monotonic): readonly LightWord[];
  /** What it is now, with rhythms that it keeps by itself told as rhythms. Dark when its keep-alive was missed. */
  look(at: Monotonic): LightLook;
  /** What burns at this very moment, lamp by lamp: in the dark half of a rhythm all black, in a fade between. */
  burning(at: Monotonic): readonly Rgb[];
  /** How often something happened since power-up: `frames`, `badChecksum`, `dropped`, `timedOut` and so on. */
  readonly events: ReadonlyMap<string, number>;
  /** What broke it for good, in words: a command that must never be sent; null while it lives. */
  readonly bricked: string | null;
  /** A press and a release of its button, as it says them; empty where it has none. */
  press?(isDown: boolean): readonly LightWord[];
  /** Of a light on the bus: the topics that it obeys. */
  readonly hears?: readonly string[];
  /** Of a light on the bus: what is retained there when it comes and, as its will, when it is gone. */
  presence?(isThere: boolean): LightWord;
  /** As if the plug was pulled long enough to lose all memory. */
  powerCycle(): void;
}
