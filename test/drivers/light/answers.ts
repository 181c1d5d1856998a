import type { Verdict } from "../../../src/ports/displayDriver.ts";
import type { LightFrame, LightWord } from "../../../src/ports/lightDriver.ts";

const bytesOf = (words: readonly LightWord[]): Uint8Array =>
  Uint8Array.from(words.flatMap((word) => (word.kind === "bytes" ? [...word.bytes] : [])));

/** What a host makes of an answer in hexadecimal digits, or of a twin's words; null where it waits for none. */
export function verdict(
  frame: LightFrame | undefined,
  answer: string | readonly LightWord[],
): Verdict | null {
  if (frame?.kind !== "bytes" || frame.answer === null) return null;
  const bytes = typeof answer === "string" ? Uint8Array.from(Buffer.from(answer, "hex")) : bytesOf(answer);
  return frame.answer.read(bytes);
}

/** The same in a word: more, taken, or the reason why it was refused. */
export function judged(frame: LightFrame | undefined, answer: string | readonly LightWord[]): string | null {
  const said = verdict(frame, answer);
  return said?.kind === "refused" ? said.reason : (said?.kind ?? null);
}

/** What a light says on its line, in hexadecimal digits. */
export const saidHex = (words: readonly LightWord[]): string => Buffer.from(bytesOf(words)).toString("hex");
