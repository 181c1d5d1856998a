import { createHash } from "node:crypto";
import type { SubjectPlan, WallboardPlan } from "../app/wallboardPlan.ts";
import type { CompleteSite } from "../config/completeSite.ts";
import { siteModel } from "../config/siteModel.ts";
import type { SiteDisplay } from "../config/siteSchema.ts";
import { type FigureName, isFigureName } from "../domain/figures.ts";
import { queueKey } from "../domain/floor.ts";
import { localDayReader } from "../domain/localDay.ts";
import type { ThresholdRule } from "../domain/thresholds.ts";
import type { BoundDisplay } from "../ports/boundDisplay.ts";
import type { CompileCondition } from "../ports/conditions.ts";
import { Fault } from "../ports/fault.ts";
import { agentsTogether } from "./agentsTogether.ts";
import { lightPlans } from "./lightPlans.ts";
import { planDisplay } from "./planDisplay.ts";
import { bindDisplay, type SiteFile } from "./siteLoader.ts";
import { staleAfterSeconds } from "./staleAfter.ts";

/** A display of the site, ready to be kept. */
export interface DisplayUnit {
  readonly id: string;
  readonly display: SiteDisplay;
  readonly bound: BoundDisplay;
  /** The same text means the same device on the same line: a reload leaves it alone. */
  readonly key: string;
}

export interface DaemonPlan {
  readonly site: CompleteSite;
  readonly displays: readonly DisplayUnit[];
  readonly wallboard: WallboardPlan;
  /** A few characters that change with the configuration, for the status topic. */
  readonly configHash: string;
}

function displayUnit(file: SiteFile, display: SiteDisplay): DisplayUnit {
  const model = file.models.get(display.model);
  if (!model)
    throw new Fault("DISPLAY_MODEL", `there is no model '${display.model}'`, "run bandeau check on the file");
  const fitted = siteModel(display, model);
  const key = JSON.stringify([display.port, display.serial, fitted]);
  return { id: display.id, display, bound: bindDisplay(fitted), key };
}

type Thresholds = CompleteSite["thresholds"];
type Rules = ReadonlyMap<FigureName, ThresholdRule>;

/** The rules for one queue or group; of two for the same figure the later one, which is the more particular, wins. */
function rulesOf(thresholds: Thresholds, subject: string): Rules {
  const rules = new Map<FigureName, ThresholdRule>();
  for (const { figure, of, steps, minimumSeconds } of thresholds)
    if (isFigureName(figure) && (of === undefined || of.includes(subject)))
      rules.set(figure, { steps, minimumMs: minimumSeconds * 1_000 });
  return rules;
}

/** The usual limits, and on peak days those that the site has for them. */
function thresholdsOf(site: CompleteSite, subject: string): (date: string | null) => Rules {
  const usual = rulesOf(site.thresholds, subject);
  const peaks = site.peaks.map(({ from, to, thresholds }) => ({
    from,
    to,
    rules: new Map([...usual, ...rulesOf(thresholds, subject)]),
  }));
  return (date) =>
    date === null ? usual : (peaks.find(({ from, to }) => from <= date && date <= to)?.rules ?? usual);
}

function subjectsOf(file: SiteFile): ReadonlyMap<string, SubjectPlan> {
  const { site } = file;
  const keyOf = (name: string): readonly string[] => {
    const queue = site.queues[name];
    return queue === undefined ? [] : [queueKey(queue.source, queue.id)];
  };
  const queues = Object.entries(site.queues).map(([name, queue]): SubjectPlan => {
    const members = keyOf(name);
    return {
      name,
      displayName: queue.name ?? name,
      members,
      agents: "none",
      thresholdsOn: thresholdsOf(site, name),
    };
  });
  const groups = Object.entries(site.groups).map(([name, group]): SubjectPlan => {
    const members = group.queues.flatMap(keyOf);
    return {
      name,
      displayName: group.name ?? name,
      members,
      agents: agentsTogether(file, group),
      thresholdsOn: thresholdsOf(site, name),
    };
  });
  return new Map([...queues, ...groups].map((plan) => [plan.name, plan]));
}

/** Everything a daemon has to know, made from a checked site. */
export function planDaemon(file: SiteFile, compile: CompileCondition): DaemonPlan {
  const { site } = file;
  const displays = site.displays.map((display) => displayUnit(file, display));
  const plans = displays.map(({ display, bound }) => planDisplay(site, display, bound, compile).plan);
  const wallboard: WallboardPlan = {
    subjects: subjectsOf(file),
    displays: plans,
    lights: lightPlans(file, compile),
    wholeWall: site.lighting.wholeWall,
    hours: site.hours,
    localDay: localDayReader(site.timeZone ?? null),
    serviceLevel: site.serviceLevel.show,
    staleAfterMs: (source) => staleAfterSeconds(file, source) * 1_000,
  };
  const configHash = createHash("sha256").update(JSON.stringify(site)).digest("hex").slice(0, 8);
  return { site, displays, wallboard, configHash };
}
