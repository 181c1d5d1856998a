import { z } from "zod";
import type { DisplayModel } from "../ports/displayModel.ts";

/** The product whose bytes are read or written: most languages do not care, definitions in YAML are nothing without. */
export interface WireTarget {
  readonly model: DisplayModel;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Bytes in words. Each frame is an object that goes into JSON as it is. */
export interface DecodedWire {
  readonly frames: readonly object[];
  /** What was dropped, and why. */
  readonly errors: readonly string[];
  /** The same bytes again, as far as they were understood: a frame each. */
  readonly encoded: readonly Uint8Array[];
  /** Settings under which a virtual sign is the one that was spoken to. */
  readonly addressee: Readonly<Record<string, unknown>>;
  /** What a sign hears, with the silence it needs behind each frame; answers of another sign are not among it. */
  readonly heard: readonly { readonly bytes: Uint8Array; readonly pauseAfterMs: number }[];
}

/** A device language for people and other programs: bytes to words and back. */
export interface WireCodec {
  /** The driver's kind. */
  readonly kind: string;
  decode(bytes: Uint8Array, target: WireTarget): DecodedWire;
  /** Checks frames in words and turns them into their bytes. */
  frames(target: WireTarget): z.ZodType<Uint8Array>;
}

/** One language with its own types, as it is spoken to one product. */
export interface WireLanguage<Frame extends object> {
  readonly decode: (bytes: Uint8Array) => {
    readonly frames: readonly Frame[];
    readonly errors: readonly string[];
  };
  readonly encode: (frame: Frame) => Uint8Array;
  /** The form of one frame; what may be left out has its usual value. */
  readonly frame: z.ZodType<Frame>;
  readonly addressee: (frame: Frame) => Readonly<Record<string, unknown>>;
  /** Milliseconds for which a sign takes nothing after a frame; null for a frame that no sign hears. */
  readonly pauseAfterMs: (frame: Frame) => number | null;
}

/** More frames than this are not written by anybody, and not captured in a minute. */
const mostFrames = 20_000;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Closes a language over its own types, so that all of them fit into one registry. */
export function defineWireCodec<Frame extends object>(
  kind: string,
  spokenTo: (target: WireTarget) => WireLanguage<Frame>,
): WireCodec {
  return {
    kind,
    decode(bytes, target) {
      const { decode, encode, addressee, pauseAfterMs } = spokenTo(target);
      const { frames, errors } = decode(bytes);
      const encoded = frames.map(encode);
      const heard = frames.flatMap((frame) => {
        const pause = pauseAfterMs(frame);
        return pause === null ? [] : [{ frame, bytes: encode(frame), pauseAfterMs: pause }];
      });
      const [first] = heard;
      return { frames, errors, encoded, heard, addressee: first ? addressee(first.frame) : {} };
    },
    frames(target) {
      const { frame, encode } = spokenTo(target);
      return z
        .array(frame)
        .max(mostFrames)
        .transform((frames) => joined(frames.map(encode)));
    },
  };
}

/** Refuses an object whose `name` is none of these, with the names; `schema` tells the rest. */
export function byName<Frame>(names: Iterable<string>, schema: z.ZodType<Frame>): z.ZodType<Frame> {
  const known = [...names];
  return z.preprocess((value, ctx) => {
    if (typeof value !== "object" || value === null) return value;
    const input: unknown = Reflect.get(value, "name");
    if (!known.some((name) => name === input))
      ctx.issues.push({ code: "invalid_value", values: known, input, path: ["name"] });
    return value;
  }, schema);
}

/** Bytes as pairs of hexadecimal digits, small letters or capitals. */
export const hexText = z.string().regex(/^([0-9a-fA-F]{2})*$/, "pairs of hexadecimal digits");
