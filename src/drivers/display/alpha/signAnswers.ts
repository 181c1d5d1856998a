import type { Instant } from "../../../domain/instant.ts";
import { bytesOf, frameCode, latin1, priorityLabel } from "./codes.ts";
import { tableText } from "./command.ts";
import { checksumOf } from "./encodeFrame.ts";
import { dateCode, timeCode, weekdayCode } from "./signClock.ts";
import type { StoredFile } from "./signMemory.ts";
import { errorBit, type SignPower } from "./signPower.ts";

const hex4 = (value: number): string => value.toString(16).toUpperCase().padStart(4, "0");

/**
 * Commands as a sign says them, one character a byte: type and address are always "000", behind twenty sync
 * characters, and each command has its checksum.
 */
function reply(bodies: readonly string[]): Uint8Array {
  const commands = bodies.flatMap((body) => {
    const bytes = bytesOf(body);
    return [frameCode.STX, ...bytes, frameCode.ETX, ...bytesOf(checksumOf(bytes))];
  });
  return Uint8Array.from([
    ...new Array<number>(20).fill(0),
    frameCode.SOH,
    ...bytesOf("000"),
    ...commands,
    frameCode.EOT,
  ]);
}

/** Reading the error register clears it. */
function takeErrors(power: SignPower): string {
  const { errors } = power;
  power.errors = errorBit.always;
  return String.fromCharCode(errors);
}

const pool = ({ memory }: SignPower): string => `${hex4(memory.poolBytes)},${hex4(memory.freeBytes)}`;

/** Eight characters, a letter and a month where a sign has its firmware's; they are those of no real sign. */
const firmware = "\0BANDEAU A0100";

function special(power: SignPower, label: string, at: Instant): string | null {
  const { memory, sequence, clock, settings } = power;
  switch (label) {
    case " ":
      return timeCode(clock, at);
    case '"':
      return `${firmware}${timeCode(clock, at)}${settings.get("'")}${settings.get("!")}${pool(power)}`;
    case "#":
      return pool(power);
    case "$":
      return tableText(memory.files);
    case "&":
      return weekdayCode(clock, at);
    case ")":
      // What the last character of each entry means is not documented; entries are told as they were written.
      return `${priorityLabel}${power.priority === null ? "FE00" : "FF00"}${settings.get(")")}`;
    case "*":
      return takeErrors(power);
    case "-":
      return `${power.type}${power.address}${takeErrors(power)}`;
    case ".":
      return sequence.order + sequence.lock + sequence.labels.join("");
    case ";":
      return dateCode(clock, at);
    default:
      return "!'25".includes(label) ? `${settings.get(label)}` : null;
  }
}

/** The command that would write each type of file. */
const writes: Readonly<Record<string, string>> = { A: "A", B: "G", D: "I" };

const fileText = ({ type, label, data }: StoredFile): string => `${writes[type]}${label}${latin1(data)}`;

/** Everything a sign holds, as the commands that would bring it there. */
function dump(power: SignPower, at: Instant): string[] {
  const told = (label: string): string => `E${label}${special(power, label, at)}`;
  const files = power.memory.files.map(fileText);
  return [told(" "), told("$"), ...files, told("."), told("2"), told("&"), told("5")];
}

/** Which type of file a read command asks for. */
const reads: Readonly<Record<string, string>> = { B: "A", H: "B", J: "D" };

/**
 * The answer to a read command: the write command that would set what was asked for. Null when the sign knows no such
 * thing; a STRING file that was never made reads as an empty one.
 */
export function answerTo(power: SignPower, code: string, label: string, at: Instant): Uint8Array | null {
  if (code === "F" && label === "%") return reply(dump(power, at));
  const type = reads[code];
  if (type === undefined) {
    const text = special(power, label, at);
    return text === null ? null : reply([`E${label}${text}`]);
  }
  const isPriority = code === "B" && label === priorityLabel;
  const data = isPriority ? (power.priority ?? []) : power.memory.read(type, label);
  return data === null && code !== "H" ? null : reply([`${writes[type]}${label}${latin1(data ?? [])}`]);
}
