import type { Answer } from "../../ports/displayDriver.ts";
import type { LightCommand, LightFrame, LightWord } from "../../ports/lightDriver.ts";

/** A report of a device whose reports carry no number: hidraw wants a zero before them. */
export const unnumbered = (...payload: readonly number[]): LightFrame => ({
  kind: "report",
  bytes: Uint8Array.of(0, ...payload),
});

/** What stands behind the zero of such a report; null where it is something else. */
export const unnumberedPayload = (frame: LightFrame): Uint8Array | null =>
  frame.kind === "report" && frame.bytes[0] === 0 ? frame.bytes.subarray(1) : null;

/** Bytes on a line, and what the light says to them. */
export const onLine = (bytes: Iterable<number>, answer: Answer | null): LightFrame => ({
  kind: "bytes",
  bytes: Uint8Array.from(bytes),
  answer,
});

/** Text on a line. */
export const textBytes = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/** Bytes as a text of Latin letters, one for each. */
export const bytesText = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** What a light says back on its line. */
export const says = (...bytes: readonly number[]): LightWord => ({
  kind: "bytes",
  bytes: Uint8Array.from(bytes),
});

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A frame that is no command of this light. */
export const unknownCommand = (frame: LightFrame, problem: string): LightCommand => ({
  name: "unknown",
  facts: "bytes" in frame ? { hex: hexOf(frame.bytes) } : {},
  problems: [problem],
});
