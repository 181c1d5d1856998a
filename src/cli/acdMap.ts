import { readText } from "../config/readText.ts";
import type { Instant } from "../domain/instant.ts";
import { describeProfile } from "../drivers/acd/describeField.ts";
import { native } from "../drivers/acd/native.ts";
import { compileProfile } from "../drivers/acd/profile.ts";
import { parseInstant } from "../drivers/acd/timestamp.ts";
import { Fault } from "../ports/fault.ts";
import { wallMs } from "../shared/time.ts";
import { AcdCapture } from "./acdCapture.ts";
import { mapJson, mapLines } from "./acdMapReport.ts";
import { findProfile, readOptions } from "./acdProfiles.ts";
import { readStdin } from "./readStdin.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface AcdMapOptions {
  readonly receivedAt?: string;
  readonly zone?: string;
  /** `key=value`, as under a source's `options:`. */
  readonly option: readonly string[];
  /** Print after every message of a capture, not only after the last. */
  readonly each: boolean;
  readonly json: boolean;
}

function receivedAt(text: string | undefined): Instant {
  if (text === undefined) return wallMs();
  const at = parseInstant(text);
  if (at !== null) return at;
  throw new Fault("ACD_MAP", `--received-at ${text} is no time`, "write for example 2026-01-12T09:00:10Z");
}

/** A capture of hours, not of days. */
const LONGEST_CAPTURE_BYTES = 64 * 1_048_576;

async function captured(file: string, stdin: AsyncIterable<Uint8Array>): Promise<string> {
  const read = await (file === "-"
    ? readStdin(stdin, LONGEST_CAPTURE_BYTES)
    : readText(file, LONGEST_CAPTURE_BYTES));
  if (read.ok) return read.text;
  throw new Fault("ACD_MAP", `${file}: ${read.problem.message}`, read.problem.advice ?? "check the name");
}

/** What one raw payload of an ACD, or a capture of many, means: queues, agents, and every field that did not fit. */
export async function acdMapCommand(
  profileName: string,
  file: string,
  options: AcdMapOptions,
  terminal: Pick<Terminal, "write" | "writeError">,
  stdin: AsyncIterable<Uint8Array>,
): Promise<number> {
  const profile = await findProfile(profileName);
  const reader =
    profile === null ? native : compileProfile(profile, readOptions(options.option, options.zone));
  const fieldOf = profile === null ? new Map<string, string>() : describeProfile(profile);
  const capture = new AcdCapture(reader, receivedAt(options.receivedAt));
  const print = (): void => {
    const state = capture.state();
    const lines = options.json ? [mapJson(state)] : mapLines(state, fieldOf);
    for (const line of lines) terminal.write(`${line}\n`);
  };
  const messages = reader.messagesOf(await captured(file, stdin));
  for (const [index, message] of messages.entries()) {
    capture.take(message);
    if (!options.each) continue;
    if (!options.json) terminal.write(`after message ${index + 1} of ${messages.length}\n`);
    print();
  }
  if (!options.each) print();
  return capture.state().fits ? exitCodes.done : exitCodes.failed;
}
