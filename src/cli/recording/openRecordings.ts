import { readGzipLines } from "../../adapters/recordings/readGzipLines.ts";
import {
  type RecordedLine,
  type RecordingHeader,
  readHeader,
  readLine,
} from "../../drivers/bus/recording.ts";
import { Fault } from "../../ports/fault.ts";
import { isFolder, recordingsIn } from "./recordingFiles.ts";

/** A line of a recording with its place in time. */
export interface PlayedLine {
  /** Since the begin of the first recording; it never goes back. */
  readonly ms: number;
  readonly line: RecordedLine;
}

export interface Recordings {
  /** Of the oldest file. */
  readonly header: RecordingHeader;
  /** All lines of all files, in the order in which they were recorded; may be asked for again. */
  play(): AsyncGenerator<PlayedLine>;
}

interface RecordingFile {
  readonly path: string;
  readonly header: RecordingHeader;
}

/** Opens the files of one or more recordings, or whole folders of them. What is damaged is told, and the rest plays. */
export async function openRecordings(
  paths: readonly string[],
  tell: (line: string) => void,
): Promise<Recordings> {
  const files: RecordingFile[] = [];
  for (const path of await filesOf(paths)) {
    const header = await headerOf(path);
    if (header === null) tell(`${path}: it is empty, nothing of it is played`);
    else files.push({ path, header });
  }
  const inOrder = files.toSorted(
    (one, other) => one.header.begin - other.header.begin || one.header.part - other.header.part,
  );
  const [first] = inOrder;
  if (first === undefined)
    throw new Fault(
      "RECORDING_EMPTY",
      `there is no recording in ${paths.join(" ")}`,
      "name files that bandeau record has written, or their folder",
    );
  return { header: first.header, play: () => playAll(inOrder, first.header.begin, tell) };
}

async function filesOf(paths: readonly string[]): Promise<readonly string[]> {
  const all: string[] = [];
  for (const path of paths) all.push(...((await isFolder(path)) ? await recordingsIn(path) : [path]));
  return [...new Set(all)];
}

/** Null for a file that a recorder had no time to begin. */
async function headerOf(path: string): Promise<RecordingHeader | null> {
  const lines = readGzipLines(path);
  const first = await lines.next();
  await lines.return({ damage: null });
  if (first.done && first.value.damage === null) return null;
  const header = first.done ? null : readHeader(first.value);
  if (header !== null) return header;
  const what = first.done ? `: ${first.value.damage}` : "";
  throw new Fault(
    "RECORDING_FORMAT",
    `${path} is no recording that we can read${what}`,
    "name a file that bandeau record of this version has written",
  );
}

async function* playAll(
  files: readonly RecordingFile[],
  firstBegin: number,
  tell: (line: string) => void,
): AsyncGenerator<PlayedLine> {
  let [last, begin, offset] = [0, firstBegin, 0];
  for (const file of files) {
    if (file.header.begin !== begin) {
      begin = file.header.begin;
      // Between two recordings only the wall clock tells how much time went by.
      offset = Math.max(last, begin - firstBegin);
    }
    for await (const line of linesOf(file, tell)) {
      last = Math.max(last, offset + line.ms);
      yield { ms: last, line };
    }
  }
}

/** The lines of one file; at its end is told what was wrong with it. */
async function* linesOf({ path }: RecordingFile, tell: (line: string) => void): AsyncGenerator<RecordedLine> {
  const texts = readGzipLines(path);
  await texts.next();
  let [messages, wrong, isComplete] = [0, 0, false];
  try {
    for (;;) {
      const next = await texts.next();
      if (next.done) {
        const missing = isComplete
          ? null
          : "its end is missing, as when the recorder was killed or still runs";
        const damage = next.value.damage ?? missing;
        if (damage !== null) tell(`${path}: ${damage}; messages in it: ${messages}`);
        break;
      }
      const line = readLine(next.value);
      if (line === null) wrong += 1;
      else yield line;
      if (line?.kind === "message") messages += 1;
      isComplete ||= line?.kind === "end";
    }
    if (wrong > 0) tell(`${path}: lines that make no sense and are left out: ${wrong}`);
  } finally {
    await texts.return({ damage: null });
  }
}
