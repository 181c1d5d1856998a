import type { Trouble } from "./deviceHealth.ts";

/** What can be wrong with a display whose line is open, in words for people. */
export const troubles = {
  behind: {
    reason: "changes come faster than the line carries them: the newest figures appear late",
    advice: "raise the baud rate at the display and in the configuration, or show fewer figures on it",
  },
  mute: {
    reason: "the display does not answer",
    advice: "check its power, its address and the wire from the display",
  },
  garbled: {
    reason: "what the display answers makes no sense",
    advice: "check baud rate, parity and wiring, and that no two displays of the line have the same address",
  },
  echo: {
    reason: "the line gives back what we send",
    advice: "switch echo off at the RS-485 adapter, or look for a plug that joins TX and RX",
  },
  babble: {
    reason: "the line says something that nobody asked for",
    advice: "check that the display and not another device is on this line, its baud rate and its wiring",
  },
} as const satisfies Readonly<Record<string, Trouble>>;
