import type { Instant } from "../../../domain/instant.ts";
import { FrameReader } from "./frameReader.ts";
import { SignMemory } from "./signMemory.ts";

/** Bits of the serial error register; the sixth is always set. */
export const errorBit = {
  always: 0x40,
  illegal: 0x20,
  checksum: 0x10,
  overflow: 0x08,
  timeout: 0x04,
} as const;

/** All that a sign knows and that is gone after a power cut. */
export interface SignPower {
  readonly memory: SignMemory;
  readonly reader: FrameReader;
  readonly events: Map<string, number>;
  /** Whether the frame on the line is for this sign. */
  mine: boolean;
  sequence: { readonly order: string; readonly lock: string; readonly labels: readonly string[] };
  /** Content of the priority file; null while it does not run. */
  priority: readonly number[] | null;
  errors: number;
  weekday: string;
  clock: { readonly minutes: number; readonly at: Instant };
  lastByteAt: Instant;
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

/** A sign that was just plugged in, with nothing left of what it knew. */
export const powerUp = (memoryBytes: number): SignPower => ({
  memory: new SignMemory(memoryBytes),
  reader: new FrameReader(),
  events: new Map(),
  mine: false,
  sequence: { order: "T", lock: "U", labels: ["A"] },
  priority: null,
  errors: errorBit.always,
  weekday: "1",
  clock: { minutes: 0, at: 0 },
  lastByteAt: 0,
  startedAt: 0,
  deafUntil: 0,
  darkUntil: 0,
  muteUntil: 0,
  wiped: false,
  blind: false,
});

/** The sign's own clock as `HH:MM`; it runs from what it was last set to. */
export function clockAt({ clock }: SignPower, at: Instant): string {
  const now = Math.floor(clock.minutes + Math.max(0, at - clock.at) / 60_000) % 1_440;
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${two(Math.floor(now / 60))}:${two(now % 60)}`;
}
