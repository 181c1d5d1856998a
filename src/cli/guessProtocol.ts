import { withoutParity, withParity } from "../shared/softwareParity.ts";
import type { Spoken } from "./wireTarget.ts";

/** Which language bytes are in. */
export interface Guess {
  readonly spoken: Spoken;
  /** How many of the bytes belong to frames of it, from 0 to 1. */
  readonly share: number;
  readonly frames: number;
  /** Whether the bytes are those of a seven-bit line, with the parity in bit 7. */
  readonly parity: "even" | "odd" | null;
}

/** Less than this is chance: a template that ends its lines with CR fits half of all text. */
const leastShare = 0.5;
/** A line that is told in pieces gives no whole picture; more would cost time and tell nothing new. */
const mostBytes = 16_384;

const same = (one: Uint8Array, other: Uint8Array): boolean => one.every((byte, at) => byte === other[at]);

/** Whether bytes that use bit 7 carry a parity in it. */
export function parityOf(bytes: Uint8Array): "even" | "odd" | null {
  if (!bytes.some((byte) => byte >= 0x80)) return null;
  if (same(bytes, withParity(bytes, "even"))) return "even";
  return same(bytes, withParity(bytes, "odd")) ? "odd" : null;
}

/** The language in which most of the bytes make frames; null when there is none. The languages come in order of renown. */
export function guessProtocol(heard: Uint8Array, languages: readonly Spoken[]): Guess | null {
  const bytes = heard.subarray(0, mostBytes);
  const parity = parityOf(bytes);
  const forms =
    parity === null
      ? [{ bytes, parity }]
      : [
          { bytes, parity: null },
          { bytes: withoutParity(bytes), parity },
        ];
  let best: Guess | null = null;
  for (const form of forms)
    for (const spoken of languages) {
      const { encoded } = spoken.codec.decode(form.bytes, spoken.target);
      const share = encoded.reduce((sum, frame) => sum + frame.length, 0) / Math.max(1, bytes.length);
      if (share < leastShare || (best !== null && share <= best.share)) continue;
      best = { spoken, share, frames: encoded.length, parity: form.parity };
    }
  return best;
}

/** How sure a guess is, in words. */
export function confidenceOf({ share, frames }: Guess): string {
  if (share > 0.95 && frames >= 3) return "nearly sure";
  return share > 0.95 || frames >= 3 ? "likely" : "perhaps";
}
