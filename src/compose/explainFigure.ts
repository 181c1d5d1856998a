import { type FigureName, figurePaths } from "../domain/figures.ts";
import { formulaPaths, formulaWords } from "../domain/serviceLevel.ts";
import { parseTemplate } from "../domain/template.ts";
import { describeProfile } from "../drivers/acd/describeField.ts";
import { keysOf } from "../drivers/acd/fieldPath.ts";
import type { Profile, ProfileOptions } from "../drivers/acd/profileSchema.ts";
import { agentsTogether } from "./agentsTogether.ts";
import type { SiteFile } from "./siteLoader.ts";
import { sourcePlans } from "./sourcePlans.ts";
import { staleAfterSeconds } from "./staleAfter.ts";

/** One field of the model that a figure is made of. */
interface ExplainedField {
  /** In the words of the model: `now.waiting`. */
  readonly path: string;
  /** Where the ACD's messages have it; null when the profile does not map it, so that it stays unknown. */
  readonly from: string | null;
  /** Why it needs care. */
  readonly quality: readonly string[];
}

/** Where the figure of one queue comes from. */
interface ExplainedQueue {
  readonly queue: string;
  /** The ACD's own id of the queue. */
  readonly id: string;
  readonly source: string;
  readonly profile: string;
  readonly topics: readonly string[];
  readonly fields: readonly ExplainedField[];
  /** Over which calls the counts count; null when nothing says so, or the figure counts nothing. */
  readonly window: string | null;
  readonly formula: { readonly code: string; readonly words: string } | null;
  readonly thresholdSeconds: number | null;
  /** What dates the figure. */
  readonly measuredAt: string;
  readonly staleAfterSeconds: number;
}

export interface ExplainedFigure {
  readonly figure: string;
  /** How the queues are put together; null for a single queue. */
  readonly together: string | null;
  readonly queues: readonly ExplainedQueue[];
  /** Limits that colour it, in the site's own order. */
  readonly thresholds: readonly string[];
  /** Where it stands, as display/page. */
  readonly pages: readonly string[];
}

/** Percentages that we make from counts when the ACD does not send them. */
const derived: Readonly<Record<string, readonly string[]>> = {
  "totals.answeredPercent": ["totals.answered", "totals.offered"],
  "totals.abandonedPercent": ["totals.abandoned", "totals.offered"],
};

type Source = SiteFile["site"]["sources"][string];

function settingsOf(source: Source, profile: Profile | undefined): ProfileOptions {
  return { ...profile?.options, ...source.options };
}

/** The paths a figure really needs: the counts behind a percentage that we compute. */
function neededPaths(figure: FigureName, mapped: (path: string) => boolean, formula: string | null) {
  return figurePaths(figure).flatMap((path) => {
    if (path === "serviceLevel.percent" && formula !== null && formula in formulaPaths)
      return formulaPaths[formula as keyof typeof formulaPaths];
    const counts = derived[path];
    return counts?.every(mapped) ? counts : [path];
  });
}

function measuredAt(profile: Profile | undefined): string {
  if (profile === undefined) return "observedAt of each message, else the time of reception";
  const { observedAt } = profile;
  if (observedAt === undefined) return "the time of reception: this ACD does not say when it measured";
  return typeof observedAt === "string"
    ? observedAt
    : `${keysOf(observedAt.from).join(".")} (${observedAt.unit})`;
}

function explainQueue(file: SiteFile, name: string, figure: FigureName): ExplainedQueue[] {
  const queue = file.site.queues[name];
  const source = queue === undefined ? undefined : file.site.sources[queue.source];
  if (queue === undefined || source === undefined) return [];
  const profile = file.profiles.get(source.profile);
  const settings = settingsOf(source, profile);
  const described = profile === undefined ? null : describeProfile(profile);
  const mapped = (path: string): boolean => described === null || described.has(path);
  const formula = settings.serviceLevelFormula ?? profile?.serviceLevel.formula ?? null;
  const paths = neededPaths(figure, mapped, formula);
  const isServiceLevel = figure === "serviceLevel";
  const plan = sourcePlans(file).find((each) => each.name === queue.source);
  return [
    {
      queue: name,
      id: queue.id,
      source: queue.source,
      profile: source.profile,
      topics: plan?.statistics ?? [],
      fields: paths.map((path) => ({
        path,
        from: described === null ? `${path} of the message` : (described.get(path) ?? null),
        quality: (profile?.quality ?? []).flatMap((one) => (one.path === path ? [one.reason] : [])),
      })),
      window: countsCalls(paths) ? (settings.window ?? profile?.totals.window ?? null) : null,
      formula: isServiceLevel ? formulaOf(formula, described === null) : null,
      thresholdSeconds: isServiceLevel ? (settings.thresholdSeconds ?? null) : null,
      measuredAt: measuredAt(profile),
      staleAfterSeconds: staleAfterSeconds(file, queue.source),
    },
  ];
}

const countsCalls = (paths: readonly string[]): boolean =>
  paths.some((path) => /^(totals|serviceLevel|averages|peaks)\./.test(path));

function formulaOf(code: string | null, isNative: boolean): ExplainedQueue["formula"] {
  if (code !== null && code in formulaWords)
    return { code, words: formulaWords[code as keyof typeof formulaWords] };
  return isNative ? { code: "native", words: "as each message names it" } : null;
}

/** How several queues are put together, by the kind of figure. */
function togetherOf(figure: FigureName, agents: "none" | "add"): string {
  const [path = ""] = figurePaths(figure);
  if (path.startsWith("agents."))
    return agents === "add" ? "added: the queues share no agent" : "unknown: agents may serve several queues";
  if (/longestWait/.test(path)) return "the longest of them";
  if (/[pP]ercent$/.test(path)) return "made again from the counts of all, never a mean of percentages";
  if (path.startsWith("averages.")) return "a mean weighted by calls";
  return path === "now.expectedWaitSeconds" ? "unknown: it cannot be put together" : "added";
}

function thresholdLines(file: SiteFile, subject: string, figure: FigureName): string[] {
  const rules = file.site.thresholds.filter(
    (rule) => rule.figure === figure && (rule.of === undefined || rule.of.includes(subject)),
  );
  return rules.flatMap(({ steps }) =>
    steps.map((step) => {
      const limit = step.above === undefined ? `${step.below} or less` : `${step.above} or more`;
      return `${step.colour}${step.blink ? ", blinking," : ""} at ${limit}`;
    }),
  );
}

function pagesWith(file: SiteFile, subject: string, figure: FigureName): string[] {
  const shows = (text: string): boolean =>
    parseTemplate(text).parts.some(
      (part) => part.kind === "field" && part.path[0] === subject && part.path[1] === figure,
    );
  return file.site.displays.flatMap(({ id, pages, alarms }) =>
    [...pages, ...alarms].flatMap((page) =>
      page.lines.some((line) => shows(typeof line === "string" ? line : line.text))
        ? [`${id}/${page.id}`]
        : [],
    ),
  );
}

/** Where a figure of a queue or group comes from, by the configuration alone. */
export function explainFigure(file: SiteFile, subject: string, figure: FigureName): ExplainedFigure {
  const group = file.site.groups[subject];
  const queues = group === undefined ? [subject] : group.queues;
  return {
    figure: `${subject}.${figure}`,
    together: group === undefined ? null : togetherOf(figure, agentsTogether(file, group)),
    queues: queues.flatMap((name) => explainQueue(file, name, figure)),
    thresholds: thresholdLines(file, subject, figure),
    pages: pagesWith(file, subject, figure),
  };
}
