import type { LightFrame, LightWord } from "../../../src/ports/lightDriver.ts";

/** A message to a light, as a frame. */
export const message = (topic: string, payload: string): LightFrame => ({ kind: "message", topic, payload });

/** Frames as `topic payload`, a line each. */
export const messages = (frames: readonly LightFrame[]): readonly string[] =>
  frames.map((frame) => (frame.kind === "message" ? `${frame.topic} ${frame.payload}` : frame.kind));

/** What a light says, as `topic payload`; retained ones are marked. */
export const told = (words: readonly LightWord[]): readonly string[] =>
  words.map((word) =>
    word.kind === "message"
      ? `${word.topic} ${word.payload}${word.retained ? " (retained)" : ""}`
      : word.kind,
  );

/** A message of a light or of its broker. */
export const word = (topic: string, payload: string, retained = false): LightWord => ({
  kind: "message",
  topic,
  payload,
  retained,
});
