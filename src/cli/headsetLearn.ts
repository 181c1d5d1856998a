import { writeFile } from "node:fs/promises";
import { type HeadsetFile, quirksFor } from "../drivers/headset/quirks.ts";
import { readHeadset } from "../drivers/headset/telephony.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import { wallMs } from "../shared/time.ts";
import type { HeadsetPort, NamedHeadset } from "./headsetPort.ts";
import { draftHeadset } from "./learn/draftHeadset.ts";
import { HeadsetRecorder } from "./learn/headsetRecorder.ts";
import { giveLessons } from "./learn/lessons.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface HeadsetLearnOptions extends HeadsetPort {
  /** The file that is written; it must not be there yet. */
  readonly out: string;
  /** Seconds that a person may take for one thing. */
  readonly patience: number;
}

export interface HeadsetLearnInput {
  readonly open: (port: HeadsetPort, signal: AbortSignal) => Promise<NamedHeadset>;
  readonly families: () => Promise<readonly HeadsetFile[]>;
  readonly signal: AbortSignal;
}

/** `bandeau headset learn`: asks for one key after the other, and drafts a file for `devices/headsets` from what it saw. */
export async function headsetLearnCommand(
  { out, patience, ...port }: HeadsetLearnOptions,
  terminal: Pick<Terminal, "write">,
  { open, families, signal }: HeadsetLearnInput,
): Promise<number> {
  const { info, link } = await open(port, signal);
  const controls = readHeadset(info.descriptor);
  if (controls.callControl !== "full") {
    await link.close();
    throw new Fault(
      "HEADSET_NO_TALK",
      "this device cannot be answered, so there is nothing to learn",
      "its descriptor says all that there is: bandeau headset describe",
    );
  }
  const say = (text: string): void => terminal.write(`${text}\n`);
  const recorder = new HeadsetRecorder(link, controls);
  const ending = new AbortController();
  const stop = (): void => ending.abort();
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  void link.lost.then(stop);
  const room = { recorder, controls, ask: say, patienceMs: patience * 1_000, signal: ending.signal };
  const learnt = await giveLessons(room).finally(() => signal.removeEventListener("abort", stop));
  const isWhole = !ending.signal.aborted;
  await link.close();
  if (signal.aborted) return exitCodes.failed;
  if (!isWhole) throw await link.lost;
  const family = quirksFor(info, await families()).quirks;
  const day = new Date(wallMs()).toISOString().slice(0, 10);
  const draft = draftHeadset({ info, controls, entries: recorder.entries, learnt, family, day });
  await save(out, draft.yaml);
  for (const line of ["", ...draft.lines, `written: ${out}`]) say(line);
  return exitCodes.done;
}

/** Nothing that somebody wrote is written over. */
async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    throw new Fault(
      "HEADSET_OUT",
      `cannot write ${path}: ${reasonOf(cause)}`,
      "name a file that is not there yet, in a folder that is",
      cause,
    );
  }
}
