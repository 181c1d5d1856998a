import type { Answer, Verdict } from "../../ports/displayDriver.ts";
import { textBytes } from "./frameBytes.ts";

/** PATLITE's newer network protocol: product code, a letter, zero, how much data follows, the data. */
const HEAD_LENGTH = 6;
/** No command carries more: those that do would be a reboot with its password. */
const MOST_DATA = 64;

const ACK = 0x06;
const NAK = 0x15;

const withinMs = 500;
const retries = 1;

/** Commands that we send. */
export type PnsLetter = "S" | "C" | "D";

/** All that units know, so that a recorded line can be told in words. */
const commandNames: Readonly<Record<string, string>> = {
  S: "run",
  C: "clear",
  D: "detail",
  G: "status",
  E: "detailedStatus",
  T: "smartMode",
  M: "mute",
  P: "pulse",
  B: "reboot",
};

export const pnsFrame = (product: string, letter: PnsLetter, data: readonly number[]): readonly number[] => [
  ...textBytes(product + letter),
  0,
  data.length >> 8,
  data.length & 0xff,
  ...data,
];

export const commandName = (letter: string): string | null => commandNames[letter] ?? null;

/** How long a command is that begins so; null when more bytes have to come to tell. */
export function pnsLength(bytes: Uint8Array, product: string): number | null {
  const code = textBytes(product);
  if (code.some((byte, at) => at < bytes.length && bytes[at] !== byte)) return 1;
  if (bytes.length < HEAD_LENGTH) return null;
  const [, , , , high = 0, low = 0] = bytes;
  const length = (high << 8) + low;
  return length > MOST_DATA ? 1 : HEAD_LENGTH + length;
}

/** A command taken apart; null where it is none. */
export function readPns(
  bytes: Uint8Array,
  product: string,
): { letter: string; data: readonly number[] } | null {
  if (bytes.length < HEAD_LENGTH || pnsLength(bytes, product) !== bytes.length) return null;
  const [, , letter = 0, zero, , , ...data] = bytes;
  return zero === 0 ? { letter: String.fromCharCode(letter), data } : null;
}

function judge([first]: Uint8Array): Verdict {
  if (first === undefined) return { kind: "more" };
  if (first === ACK) return { kind: "taken" };
  return first === NAK
    ? {
        kind: "refused",
        reason: "the light refused a command (NAK)",
        advice: "check that its model is right, and in its web page that PNS commands are allowed",
      }
    : {
        kind: "refused",
        reason: "the light answered something that is neither ACK nor NAK",
        advice: "check address and port: it may be another device, or a light that speaks PHN",
      };
}

export const pnsAnswer: Answer = { withinMs, retries, read: judge };

export const acknowledgement = (isTaken: boolean): number => (isTaken ? ACK : NAK);
