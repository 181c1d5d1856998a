import type { LoadedSite, SiteResult } from "../config/loadSite.ts";
import { counted } from "../config/plainWords.ts";
import { problemCount, problemLines } from "../config/problemReport.ts";
import { exitCodes } from "./terminal.ts";

/** Tells everything that is wrong with a site's file. The answer is the exit code. */
export async function checkCommand(
  file: string,
  options: { readonly json: boolean },
  out: (line: string) => void,
  load: (file: string) => Promise<SiteResult<unknown>>,
): Promise<number> {
  const result = await load(file);
  const lines = options.json ? [jsonOf(result)] : linesOf(file, result);
  for (const line of lines) out(line);
  return result.ok ? exitCodes.done : exitCodes.configuration;
}

function jsonOf(result: SiteResult<unknown>): string {
  const { ok, warnings } = result;
  return JSON.stringify({ ok, problems: result.ok ? [] : result.problems, warnings });
}

function linesOf(file: string, result: SiteResult<unknown>): string[] {
  if (result.ok) return [...problemLines(result.warnings), validLine(file, result)];
  const { problems, warnings } = result;
  return [
    ...problemLines([...problems, ...warnings]),
    `${problemCount(problems.length, warnings.length)} Nothing was started. See: bandeau check --help`,
  ];
}

function validLine(file: string, { site }: LoadedSite<unknown>): string {
  const queues = counted(Object.keys(site.queues).length, "queue");
  const sources = counted(Object.keys(site.sources).length, "source");
  const seats = site.seats.length === 0 ? "" : `, ${counted(site.seats.length, "seat")}`;
  const lights = site.lights.length === 0 ? "" : `, ${counted(site.lights.length, "light")}`;
  return `${file} is valid: ${counted(site.displays.length, "display")}${lights}${seats}, ${queues}, ${sources}.`;
}
