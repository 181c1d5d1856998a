import type { z } from "zod";
import type { Glass, Show } from "../domain/glass.ts";
import type { Instant } from "../domain/instant.ts";
import type { Charset } from "../domain/printable.ts";
import type { DisplayModel } from "./displayModel.ts";

/** What a display's answer says, judged from all bytes that came since the frame. */
export type Verdict =
  /** Not decided: more bytes have to come. */
  | { readonly kind: "more" }
  | { readonly kind: "taken" }
  | {
      readonly kind: "refused";
      readonly reason: string;
      readonly advice: string;
      /** What the display no longer holds, by what it said; absent when only this frame was not taken. */
      readonly doubt?: Doubt;
    };

/** What a display says to a frame. */
export interface Answer {
  /** How long it may think after the last byte went out. */
  readonly withinMs: number;
  /** How often the frame is sent again when it was refused, or nothing came. */
  readonly retries: number;
  readonly read: (bytes: Uint8Array) => Verdict;
}

/** Bytes that belong together on the wire, and the silence a display needs after them (beyond its usual pacing). */
export interface Frame {
  readonly bytes: Uint8Array;
  readonly pauseAfterMs: number;
  /** Null where the display says nothing to this frame; then it counts as taken when it is on the wire. */
  readonly answer: Answer | null;
  /** What the frame is for, in a word: a log line, a counter's label, a test's question. */
  readonly purpose: "initialise" | "layout" | "page" | "value" | "alarm" | "clock";
}

/** The smallest next thing to send, and what the display holds once it got that. */
export interface Step<Held> {
  readonly frame: Frame;
  readonly held: Held;
}

/** How much of what a display holds we no longer trust. */
export type Doubt = "values" | "layouts" | "everything";

export interface PlanProblem {
  /** Id of the layout that does not fit; null when it is all of them together. */
  readonly layout: string | null;
  readonly message: string;
  readonly advice: string;
}

/**
 * A device language, pure. `Held` is what we believe the display holds: the reconciler keeps it and knows nothing
 * of it but that `next` turns it, step by step, into what should be shown.
 */
export interface DisplayDriver<Options, Held> {
  /** What a technician writes: `driver: alpha`. */
  readonly kind: string;
  /** The driver's own settings in a model file and in a site's YAML. */
  readonly options: z.ZodType<Options>;
  /** Letters beyond printable ASCII that the display has, in one text. */
  readonly letters: string;
  /** Printable ASCII characters that the display does not have or draws as something else, in one text. */
  readonly missing: string;
  /** The same two for drivers where the model's settings decide; they win where this is. */
  charset?(model: DisplayModel, options: Options): Charset;
  /** What does not fit the model's memory, labels or lengths. Empty when all is well. */
  plan(show: Pick<Show, "layouts" | "alarms">, model: DisplayModel, options: Options): readonly PlanProblem[];
  /** What a display holds of which we know nothing. */
  unknown(): Held;
  /** The next step from what is held to what should be shown; null when they are the same. */
  next(held: Held, show: Show, model: DisplayModel, options: Options): Step<Held> | null;
  /** What is still known when a part is in doubt: a refresh is forgetting. */
  forget(held: Held, doubt: Doubt): Held;
  /** A virtual sign that understands the bytes as the real one would. */
  sign(model: DisplayModel, options: Options): VirtualSign;
}

/** The twin of a display: bytes in, glass out. Time is handed in, so that it is pure. */
export interface VirtualSign {
  /** Takes bytes as they come off the line; gives back what the sign answers. */
  feed(bytes: Uint8Array, at: Instant): readonly Uint8Array[];
  /** What a person sees now. */
  glass(at: Instant): Glass;
  /** How often something happened since power-up: `blanked`, `frames`, `badChecksum`, `texts`, `strings` and so on. */
  readonly events: ReadonlyMap<string, number>;
  /** Why bytes had no effect, in words for somebody who writes a model's file; absent where a sign cannot say. */
  lastDropped?(): string | null;
  /** As if the plug was pulled long enough to lose all memory. */
  powerCycle(): void;
}
