import { planDaemon } from "../compose/daemonPlan.ts";
import { type Change, rehearseRecording } from "../compose/rehearseRecording.ts";
import { type SiteFile, siteLoader } from "../compose/siteLoader.ts";
import { devicesFolder } from "../compose.ts";
import { isTimeZone } from "../config/timeZone.ts";
import { linesOf } from "../domain/glass.ts";
import { wordAdvice } from "../domain/nearestWord.ts";
import type { Logger } from "../ports/logger.ts";
import { monotonicMs, sleep } from "../shared/time.ts";
import { drawGlass } from "./drawGlass.ts";
import { openAlbum } from "./pictureAlbum.ts";
import { tellProblems } from "./preview.ts";
import { headOf } from "./previewReport.ts";
import { openRecordings } from "./recording/openRecordings.ts";
import { stdinLines } from "./recording/stdinLines.ts";
import { exitCodes, type Terminal } from "./terminal.ts";

export interface PreviewReplayOptions {
  /** Files of recordings, or folders of them. */
  readonly replay: readonly string[];
  /** Recorded seconds a second; absent for all at once. */
  readonly speed?: number | undefined;
  /** One glass for each line on stdin. */
  readonly step: boolean;
  /** Seconds between two looks; absent for every change. */
  readonly every?: number | undefined;
  /** Folder for pictures. */
  readonly png?: string;
  /** Id of one display; absent for all. */
  readonly display?: string;
  readonly json: boolean;
}

type Told = Pick<Terminal, "write" | "writeError" | "isTerminal" | "environment">;

/** What each display of a site would have shown while a recording was made, glass by glass, in the recording's time. */
export async function previewReplayCommand(
  file: string,
  options: PreviewReplayOptions,
  terminal: Told,
  { stdin, signal }: { readonly stdin: AsyncIterable<Uint8Array>; readonly signal: AbortSignal },
): Promise<number> {
  const { load, compile } = await siteLoader(terminal.environment, devicesFolder);
  const site = await load(file);
  if (!site.ok) {
    tellProblems([...site.problems, ...site.warnings], options, terminal);
    return exitCodes.configuration;
  }
  const { display } = options;
  const ids = site.site.displays.map(({ id }) => id);
  if (display !== undefined && !ids.includes(display)) {
    terminal.writeError(`there is no display '${display}': ${wordAdvice(display, ids)}\n`);
    return exitCodes.usage;
  }
  const tell = (line: string): void => terminal.writeError(`${line}\n`);
  const recordings = await openRecordings(options.replay, tell);
  const there = inZoneOf(site, recordings.header.timeZone);
  const changes = rehearseRecording({
    file: there,
    plan: planDaemon(there, compile),
    lines: recordings.play(),
    everyMs: options.every === undefined ? null : options.every * 1_000,
    log: warningsTo(tell),
  });
  const show = await teller(options, terminal);
  const next = options.step ? stdinLines(stdin, signal) : null;
  const pace = options.speed === undefined ? null : pacer(options.speed, signal);
  for await (const change of changes) {
    if (display !== undefined && change.unit.id !== display) continue;
    if (next !== null && !(await next())) break;
    await pace?.(change.ms);
    if (signal.aborted) break;
    await show(change);
  }
  return exitCodes.done;
}

/** A site that does not name its time zone has that of the recorder, so that its clocks tell the same everywhere. */
function inZoneOf<File extends SiteFile>(file: File, timeZone: string): File {
  if (file.site.timeZone !== undefined || !isTimeZone(timeZone)) return file;
  return { ...file, site: { ...file.site, timeZone } };
}

/** Waits until a moment of the recording has come. */
function pacer(speed: number, signal: AbortSignal): (ms: number) => Promise<void> {
  let start: { readonly ms: number; readonly at: number } | null = null;
  return async (ms) => {
    start ??= { ms, at: monotonicMs() };
    const leftMs = start.at + (ms - start.ms) / speed - monotonicMs();
    if (leftMs > 0) await sleep(leftMs, signal);
  };
}

/** `20260214T101800.123Z`: file names hold no colons everywhere. */
const stampOf = (iso: string): string => iso.replaceAll(/[-:]/g, "");

async function teller({ png, json }: PreviewReplayOptions, terminal: Told) {
  const album = png === undefined ? null : await openAlbum(png);
  const colour = terminal.isTerminal && terminal.environment["NO_COLOR"] === undefined;
  return async ({ at, unit, view }: Change): Promise<void> => {
    const iso = new Date(at).toISOString();
    const picture = album === null ? null : await album(unit, stampOf(iso), view.glass);
    if (json) {
      const { id, kind, stale, glass } = view;
      const told = {
        at: iso,
        display: unit.id,
        id,
        kind,
        stale,
        lines: linesOf(glass),
        runs: glass,
        png: picture,
      };
      terminal.write(`${JSON.stringify(told)}\n`);
      return;
    }
    const { rows, columns } = unit.bound.model;
    const box = drawGlass(view.glass, { title: unit.id, rows, columns, colour });
    const lines = [`${iso}  ${headOf(unit.id, view)}`, ...box, ...(picture === null ? [] : [picture])];
    terminal.write(`${lines.join("\n")}\n`);
  };
}

/** What the daemon would have logged of messages that made no sense. */
function warningsTo(tell: (line: string) => void): Logger {
  const quiet = (): void => undefined;
  const say: Logger["warn"] = (text, facts = {}) =>
    tell(`${text}: ${Object.values(facts).map(String).join(", ")}`);
  return { error: say, warn: say, info: quiet, debug: quiet };
}
