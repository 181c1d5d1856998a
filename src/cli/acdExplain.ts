import { systemClock } from "../adapters/clock/systemClock.ts";
import { MemoryMetrics } from "../adapters/metrics/memoryMetrics.ts";
import { MessageDispatch } from "../app/messageDispatch.ts";
import { StatisticsIntake } from "../app/statisticsIntake.ts";
import { planDaemon } from "../compose/daemonPlan.ts";
import { type ExplainedFigure, explainFigure } from "../compose/explainFigure.ts";
import { type SiteFile, siteLoader } from "../compose/siteLoader.ts";
import { sourcePlans } from "../compose/sourcePlans.ts";
import { devicesFolder } from "../compose.ts";
import { type FigureName, figureNames, isFigureName, readFigure } from "../domain/figures.ts";
import { Floor, queueKey } from "../domain/floor.ts";
import { nearestWord } from "../domain/nearestWord.ts";
import type { Figure, QueueStatistics } from "../domain/queueStatistics.ts";
import type { CompileCondition } from "../ports/conditions.ts";
import { Fault, reasonOf } from "../ports/fault.ts";
import { after } from "../shared/time.ts";
import { silentLog } from "./displayStage.ts";
import { exitCodes, type Terminal } from "./terminal.ts";
import { visitBroker } from "./visitBroker.ts";

export interface AcdExplainOptions {
  readonly json: boolean;
  /** Seconds to listen to the bus for the figure as it is now; 0 for not at all. */
  readonly wait: number;
}

/** The figure as it is at this moment, as the bus tells it. */
interface Present {
  readonly value: Figure;
  readonly stale: boolean;
  readonly ageSeconds: number | null;
  readonly observedAt: string | null;
  readonly quality: readonly string[];
  readonly window: string | null;
  readonly formula: string | null;
  readonly thresholdSeconds: Figure;
}

type Live = Present | { readonly unknown: string };

/** Where a figure on a page comes from: fields, formula, threshold, window, limits, pages, and its age right now. */
export async function acdExplainCommand(
  file: string,
  figureText: string,
  options: AcdExplainOptions,
  terminal: Terminal,
): Promise<number> {
  const { load, compile } = await siteLoader(terminal.environment, devicesFolder);
  const result = await load(file);
  if (!result.ok) {
    terminal.writeError(`${file} has problems: bandeau check ${file}\n`);
    return exitCodes.configuration;
  }
  const [subject, figure] = readFigureName(result, figureText);
  const explained = explainFigure(result, subject, figure);
  const live = options.wait === 0 ? null : await listen(result, compile, subject, figure, options, terminal);
  if (options.json) terminal.write(`${JSON.stringify({ ...explained, now: live })}\n`);
  else for (const line of linesOf(explained, live)) terminal.write(`${line}\n`);
  return exitCodes.done;
}

function readFigureName({ site }: SiteFile, text: string): [string, FigureName] {
  const subjects = [...Object.keys(site.queues), ...Object.keys(site.groups)];
  const [subject = "", figure = "", ...rest] = text.split(".");
  const known = subjects.includes(subject);
  if (known && isFigureName(figure) && rest.length === 0) return [subject, figure];
  const near = known
    ? `${subject}.${nearestWord(figure, figureNames) ?? "waiting"}`
    : `${nearestWord(subject, subjects) ?? subjects[0] ?? ""}.${isFigureName(figure) ? figure : "waiting"}`;
  const list = known ? `figures: ${figureNames.join(", ")}` : `queues and groups: ${subjects.join(", ")}`;
  throw new Fault("ACD_EXPLAIN", `'${text}' is no figure of this site`, `write for example ${near}; ${list}`);
}

/** Listens to the sources as the daemon does, until every queue of the subject was heard or the time is over. */
async function listen(
  file: SiteFile,
  compile: CompileCondition,
  subject: string,
  figure: FigureName,
  { wait }: AcdExplainOptions,
  terminal: Terminal,
): Promise<Live> {
  const plan = planDaemon(file, compile).wallboard;
  const subjectPlan = plan.subjects.get(subject);
  const members = subjectPlan?.members ?? [];
  const clock = systemClock();
  const deps = { clock, log: silentLog, metrics: new MemoryMetrics() };
  const floor = new Floor();
  const read = () =>
    floor.subject(
      members,
      { agents: subjectPlan?.agents ?? "none", staleAfterMs: plan.staleAfterMs, name: null },
      { monotonic: clock.monotonic(), wall: clock.wall(), clockSynced: clock.isSynced() },
    );
  let enough: () => void = () => undefined;
  const heard = new Promise<void>((resolve) => {
    enough = resolve;
  });
  const seen = new Set<string>();
  const changed = (keys: Iterable<string>): void => {
    for (const key of keys) seen.add(key);
    if (members.every((member) => seen.has(member))) enough();
  };
  const sources = sourcePlans(file).filter(({ name }) =>
    members.some((member) => member.startsWith(queueKey(name, ""))),
  );
  const dispatch = new MessageDispatch(deps);
  const intake = new StatisticsIntake(
    { ...deps, floor, changed, sourceChanged: () => undefined, after },
    sources,
  );
  intake.attach({ onMessage: (filter, handler) => dispatch.add(filter, handler) });
  try {
    await visitBroker(file.site, {
      filters: dispatch.filters,
      onMessage: dispatch.deliver,
      heard,
      waitMs: wait * 1_000,
      credentialsFolder: terminal.environment["CREDENTIALS_DIRECTORY"],
    });
  } catch (error) {
    return { unknown: reasonOf(error) };
  }
  const { statistics, stale, ageMs } = read();
  if (statistics === null) return { unknown: `no message came within ${wait} s` };
  const value = readFigure(statistics, figure, { serviceLevel: plan.serviceLevel });
  return {
    value,
    stale,
    ageSeconds: ageMs === null ? null : Math.floor(ageMs / 1_000),
    ...detailsOf(statistics),
  };
}

const detailsOf = ({ observedAt, quality, totals, serviceLevel }: QueueStatistics) => ({
  observedAt: observedAt === null ? null : new Date(observedAt).toISOString(),
  quality: quality.map(({ path, reason }) => `${path} ${reason}`.trim()),
  window: totals.window,
  formula: serviceLevel.formula,
  thresholdSeconds: serviceLevel.thresholdSeconds,
});

const row = (word: string, text: string): string => `  ${word.padEnd(14)} ${text}`;

function linesOf(explained: ExplainedFigure, live: Live | null): string[] {
  const { figure, together, queues, thresholds, pages } = explained;
  return [
    figure,
    ...(together === null
      ? []
      : [row("together", `${queues.map(({ queue }) => queue).join(", ")}: ${together}`)]),
    ...alike(queues).flatMap(queueLines),
    ...(thresholds.length === 0 ? [] : [row("colours", thresholds.join("; "))]),
    row("stands on", pages.length === 0 ? "no page" : pages.join(", ")),
    ...(live === null ? [] : liveLines(live)),
  ];
}

type Queue = ExplainedFigure["queues"][number];

/** Queues that come from the same place in the same way, so that it is said once. */
function alike(queues: readonly Queue[]): (readonly Queue[])[] {
  const together = new Map<string, Queue[]>();
  for (const one of queues) {
    const { queue: _, id: __, ...way } = one;
    const key = JSON.stringify(way);
    together.set(key, [...(together.get(key) ?? []), one]);
  }
  return [...together.values()];
}

function queueLines(same: readonly Queue[]): string[] {
  const [queue] = same;
  if (queue === undefined) return [];
  const { source, profile, topics, fields, window, formula, thresholdSeconds } = queue;
  const names = same.map((each) => `${each.queue} "${each.id}"`).join(", ");
  return [
    row(same.length === 1 ? "queue" : "queues", `${names} of ${source}, read by profile ${profile}`),
    row("topics", topics.join(", ")),
    ...fields.map(({ path, from, quality }) => {
      const care = quality.length === 0 ? "" : `  (${quality.join(", ")})`;
      return row(
        "field",
        `${path} from ${from ?? "nothing: this profile does not map it, it stays --"}${care}`,
      );
    }),
    ...(formula === null ? [] : [row("formula", `${formula.code}: ${formula.words}`)]),
    ...(thresholdSeconds === null ? [] : [row("threshold", `${thresholdSeconds} s`)]),
    ...(window === null ? [] : [row("window", window)]),
    row("measured at", queue.measuredAt),
    row("stale after", `${queue.staleAfterSeconds} s`),
  ];
}

function liveLines(live: Live): string[] {
  if ("unknown" in live) return [row("now", `not known: ${live.unknown}`)];
  const age = live.ageSeconds === null ? "of unknown age" : `${live.ageSeconds} s old`;
  const stale = live.stale ? ", stale: it shows as dashes" : "";
  const details = [
    ...(live.formula === null ? [] : [`formula ${live.formula}`]),
    ...(live.thresholdSeconds === null ? [] : [`threshold ${live.thresholdSeconds} s`]),
    ...(live.window === null ? [] : [`window ${live.window}`]),
  ];
  return [
    row(
      "now",
      `${live.value === null ? "-- (the source does not say)" : Math.round(live.value * 10) / 10}, ${age}${stale}`,
    ),
    ...(details.length === 0 ? [] : [row("", details.join(", "))]),
    ...live.quality.map((one) => row("care", one)),
  ];
}
