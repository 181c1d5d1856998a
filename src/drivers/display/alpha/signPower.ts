import type { Instant } from "../../../domain/instant.ts";
import { FrameReader } from "./frameReader.ts";
import { type SignClock, unsetClock } from "./signClock.ts";
import { SignMemory } from "./signMemory.ts";
import { errorBits } from "./specialWords.ts";

/** Bits of the serial error register; the sixth is always set. */
export const errorBit = { always: 0x40, ...errorBits } as const;

/** All that a sign knows and that is gone after a power cut. */
export interface SignPower {
  readonly memory: SignMemory;
  readonly reader: FrameReader;
  readonly events: Map<string, number>;
  /** Type code and two digits: the second can be changed over the line. */
  readonly type: string;
  address: string;
  /** Whether the frame on the line is for this sign, and whether it is for all. */
  mine: boolean;
  forAll: boolean;
  sequence: { readonly order: string; readonly lock: string; readonly labels: readonly string[] };
  /** Content of the priority file; null while it does not run. */
  priority: readonly number[] | null;
  errors: number;
  /** Data of the special functions that only set something, by their label. */
  readonly settings: Map<string, string>;
  clock: SignClock;
  lastByteAt: Instant;
  /** Since when the sign needs a rest inside a frame; null when it needs none. */
  restsFrom: Instant | null;
  /** When what is on began. */
  startedAt: Instant;
  /** Until when nothing is heard, nothing is shown, no question is answered. */
  deafUntil: Instant;
  darkUntil: Instant;
  muteUntil: Instant;
  /** True between a bare `E$` and the next table. */
  wiped: boolean;
  /** A table without a wipe before it: the sign takes everything and shows nothing. */
  blind: boolean;
}

interface Make {
  readonly memoryBytes: number;
  readonly type: string;
  readonly address: string;
}

/** A sign that was just plugged in, with nothing left of what it knew: speaker on, time of twelve hours. */
export const powerUp = ({ memoryBytes, type, address }: Make): SignPower => ({
  memory: new SignMemory(memoryBytes),
  reader: new FrameReader(),
  events: new Map(),
  type,
  address: address.replaceAll("?", "1"),
  mine: false,
  forAll: false,
  sequence: { order: "T", lock: "U", labels: ["A"] },
  priority: null,
  errors: errorBit.always,
  settings: new Map([
    ["!", "00"],
    ["'", "S"],
    ["2", ""],
    [")", ""],
    ["5", ""],
  ]),
  clock: unsetClock,
  lastByteAt: 0,
  restsFrom: null,
  startedAt: 0,
  deafUntil: 0,
  darkUntil: 0,
  muteUntil: 0,
  wiped: false,
  blind: false,
});
