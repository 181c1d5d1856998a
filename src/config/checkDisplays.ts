import { checkColours } from "./checkColours.ts";
import { checkSharedPort, type PortUser } from "./checkSharedPort.ts";
import { conditionSubjects } from "./conditionSubjects.ts";
import type { DisplayModelFile } from "./displayModelFile.ts";
import { isVolatile, readDisplayPort } from "./displayPort.ts";
import { explainIssues } from "./explainIssue.ts";
import { didYouMean, listOf } from "./nearest.ts";
import { quoted } from "./plainWords.ts";
import type { Path } from "./problem.ts";
import type { Round } from "./siteChecks.ts";
import { siteModel } from "./siteModel.ts";
import type { SiteDisplay } from "./siteSchema.ts";
import { isTimeZone } from "./timeZone.ts";

/** Checks each display: its id, port, model, settings, conditions and pages. */
export function checkDisplays(round: Round): void {
  const ids = new Map<string, string>();
  const ports = new Map<string, PortUser[]>();
  for (const { entry: display, index } of round.draft.displays) {
    const path = ["displays", index];
    unique(ids, display.id, [...path, "id"], "id", round);
    checkPort(display, path, round);
    checkPageIds(display, path, round);
    checkConditions(display, path, round);
    const model = findModel(display, path, round);
    if (!model) continue;
    checkSharedPort(display, model, ports, path, round);
    checkColours(display, model, path, round);
    if (checkSettings(display, model, path, round)) checkPages(display, model, path, round);
  }
}

function unique(seen: Map<string, string>, id: string, path: Path, what: string, { findings }: Round): void {
  const earlier = seen.get(id);
  if (earlier === undefined) seen.set(id, path.slice(0, -1).join("."));
  else
    findings.error(path, `the ${what} ${quoted(id)} is already that of ${earlier}`, {
      advice: "give each its own",
    });
}

function checkPort(display: SiteDisplay, place: Path, round: Round): void {
  const path = [...place, "port"];
  const result = readDisplayPort(display.port);
  if (!result.ok) {
    const { instead, advice } = result;
    round.findings.error(path, `${quoted(display.port)} ${result.message}`, { instead, advice });
    return;
  }
  if (result.port.kind === "serial" && isVolatile(result.port.path))
    warnOfName(result.port.path, path, round);
}

function warnOfName(port: string, path: Path, { known, findings }: Round): void {
  const stable = known.stableNameOf(port);
  findings.warning(path, `${quoted(port)} can change at each boot`, {
    instead: stable ?? "/dev/serial/by-id/…",
    advice:
      stable === null ? "'ls -l /dev/serial/by-id /dev/serial/by-path' lists the names that stay" : null,
  });
}

function checkPageIds(display: SiteDisplay, path: Path, round: Round): void {
  const seen = new Map<string, string>();
  for (const [index, page] of display.pages.entries())
    unique(seen, page.id, [...path, "pages", index, "id"], "page id", round);
  for (const [index, alarm] of display.alarms.entries())
    unique(seen, alarm.id, [...path, "alarms", index, "id"], "page id", round);
}

function checkConditions(display: SiteDisplay, path: Path, { draft, known, findings }: Round): void {
  const subjects = conditionSubjects(draft.site);
  const conditions: (readonly [Path, string | undefined])[] = [
    ...display.pages.map(({ when }, index) => [[...path, "pages", index, "when"], when] as const),
    ...display.alarms.map(({ when }, index) => [[...path, "alarms", index, "when"], when] as const),
  ];
  for (const [place, when] of conditions) {
    if (when === undefined) continue;
    const compiled = known.checks.condition(when, subjects);
    if (compiled.ok) continue;
    const { message, advice, column } = compiled;
    findings.error(place, message, { advice, at: column });
  }
}

function findModel(display: SiteDisplay, path: Path, { known, findings }: Round): DisplayModelFile | null {
  const model = known.models.get(display.model);
  if (model) return model;
  const names = [...known.models.keys()];
  const isBroken = known.brokenModels.has(display.model);
  findings.error(
    [...path, "model"],
    isBroken
      ? `the file of model ${quoted(display.model)} has problems, and was left out`
      : `there is no model ${quoted(display.model)}${didYouMean(display.model, names)}`,
    { advice: isBroken ? "the warnings below say which" : listOf(names) },
  );
  return null;
}

/** Whether the driver takes the settings. */
function checkSettings(display: SiteDisplay, file: DisplayModelFile, path: Path, round: Round): boolean {
  const options = round.known.checks.drivers.get(file.driver)?.options;
  if (!options) return false;
  const result = options.safeParse(siteModel(display, file).settings, { reportInput: true });
  if (result.success) return true;
  explainIssues(result.error.issues, [...path, "settings"], round.findings, options);
  return false;
}

function checkPages(display: SiteDisplay, file: DisplayModelFile, path: Path, round: Round): void {
  const { draft, known, findings } = round;
  // Without every queue and word as it will be, widths and names would be judged wrongly.
  if (["language", "labels", "timeZone"].some((key) => draft.standIns.has(key))) return;
  const { timeZone } = draft.site;
  // A zone that is told already must not stop the pages from being laid out.
  const site =
    timeZone === undefined || isTimeZone(timeZone) ? draft.site : { ...draft.site, timeZone: "UTC" };
  for (const problem of known.checks.displayProblems(site, display, siteModel(display, file)))
    findings.add(problem.severity, [...path, ...problem.path], problem.message, {
      advice: problem.advice,
      at: problem.column,
    });
}
