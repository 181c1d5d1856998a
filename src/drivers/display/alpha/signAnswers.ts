import type { Instant } from "../../../domain/instant.ts";
import { bytesOf, priorityLabel } from "./codes.ts";
import { tableText } from "./command.ts";
import { encodeFrame } from "./encodeFrame.ts";
import { clockAt, errorBit, type SignPower } from "./signPower.ts";

const hex4 = (value: number): string => value.toString(16).toUpperCase().padStart(4, "0");

/** Type and address of an answer are always "000", behind twenty sync characters, with a checksum. */
const reply = (body: readonly number[]): Uint8Array =>
  encodeFrame({ type: "0", address: "00", syncByte: 0, syncCount: 20, checksum: true }, body);

function special(power: SignPower, label: string, at: Instant): string | null {
  const { memory, sequence, weekday, errors } = power;
  switch (label) {
    case "&":
      return weekday;
    case "*":
      power.errors = errorBit.always;
      return String.fromCharCode(errors);
    case "#":
      return `${hex4(memory.poolBytes)},${hex4(memory.freeBytes)}`;
    case "$":
      return tableText(memory.files);
    case ".":
      return sequence.order + sequence.lock + sequence.labels.join("");
    case " ":
      return clockAt(power, at).replace(":", "");
    default:
      return null;
  }
}

/** Which type of file a read command asks for, and the write command it is answered with. */
const reads: ReadonlyMap<string, readonly [type: string, write: string]> = new Map([
  ["B", ["A", "A"]],
  ["H", ["B", "G"]],
  ["J", ["D", "I"]],
]);

/**
 * The answer to a read command: the write command that would set what was asked for. Null when the sign knows no such
 * thing; a STRING file that was never made reads as an empty one.
 */
export function answerTo(power: SignPower, code: string, label: string, at: Instant): Uint8Array | null {
  const read = reads.get(code);
  if (read === undefined) {
    const text = special(power, label, at);
    return text === null ? null : reply(bytesOf(`E${label}${text}`));
  }
  const [type, write] = read;
  const isPriority = code === "B" && label === priorityLabel;
  const data = isPriority ? (power.priority ?? []) : power.memory.read(type, label);
  return data === null && code !== "H" ? null : reply([...bytesOf(write + label), ...(data ?? [])]);
}
