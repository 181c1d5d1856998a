import type { Figure, Quality, QualityReason, QueueState, QueueStatistics } from "./queueStatistics.ts";
import { nothingKnown } from "./queueStatistics.ts";
import type { Ratio } from "./serviceLevel.ts";
import { countsOf, percentOf, serviceLevelRatio } from "./serviceLevel.ts";
import { percentOneDecimal, withQuality } from "./statisticsRules.ts";

export interface CombineOptions {
  readonly id: string;
  readonly name: string | null;
  /** Agents may be added only where no agent serves two of the queues. */
  readonly agents: "none" | "add";
}

/** Collects remarks while figures are combined: each function below adds to one of these, made anew for each group. */
class Remarks {
  quality: readonly Quality[] = [];

  add(path: string, reason: QualityReason): null {
    this.quality = withQuality(this.quality, path, reason);
    return null;
  }
}

type Parts = readonly QueueStatistics[];
type Read = (part: QueueStatistics) => Figure;

/** One group while it is being made: the parts that are known, and how many there should be. */
interface Sum {
  readonly parts: Parts;
  readonly wanted: number;
  readonly remarks: Remarks;
}

/** Puts known figures together; a part that is unknown makes the answer a lower bound, which is said. */
function fold(
  sum: Sum,
  path: string,
  read: Read,
  join: (one: number, other: number) => number,
  parts: Parts,
): Figure {
  let joined: Figure = null;
  let known = 0;
  for (const part of parts) {
    const figure = read(part);
    if (figure === null) continue;
    joined = joined === null ? figure : join(joined, figure);
    known += 1;
  }
  if (joined !== null && known < sum.wanted) sum.remarks.add(path, "partial");
  return joined;
}

const add = (sum: Sum, path: string, read: Read, parts = sum.parts): Figure =>
  fold(sum, path, read, (one, other) => one + other, parts);

const most = (sum: Sum, path: string, read: Read, parts = sum.parts): Figure =>
  fold(sum, path, read, Math.max, parts);

/** A ratio over the parts that know both of its counts, so that numerator and denominator speak of the same calls. */
function ratioOver(sum: Sum, path: string, read: (part: QueueStatistics) => Ratio, parts: Parts): Ratio {
  let part = 0;
  let whole = 0;
  let known = 0;
  for (const one of parts) {
    const ratio = read(one);
    if (ratio.part === null || ratio.whole === null) continue;
    part += ratio.part;
    whole += ratio.whole;
    known += 1;
  }
  if (known === 0) return { part: null, whole: null };
  if (known < sum.wanted && whole > 0) sum.remarks.add(path, "partial");
  return { part, whole };
}

/** A mean of means, each weighted by the calls it was made of; a queue without calls has no say. */
function mean(sum: Sum, path: string, read: Read, weight: Read, parts: Parts): Figure {
  const { part, whole } = ratioOver(
    sum,
    path,
    (one) => {
      const calls = weight(one);
      if (calls === 0) return { part: 0, whole: 0 };
      const value = read(one);
      return calls === null || value === null
        ? { part: null, whole: null }
        : { part: value * calls, whole: calls };
    },
    parts,
  );
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

/** The one value that all parts share; `mixed` when they differ. */
function shared<T>(parts: Parts, read: (part: QueueStatistics) => T): { value: T | null; mixed: boolean } {
  const [first, ...others] = parts;
  if (first === undefined) return { value: null, mixed: false };
  const value = read(first);
  const mixed = others.some((part) => read(part) !== value);
  return { value: mixed ? null : value, mixed };
}

function combineNow(sum: Sum): QueueStatistics["now"] {
  const threshold = shared(sum.parts, (part) => part.serviceLevel.thresholdSeconds);
  const count = (key: "waiting" | "ringing" | "inService" | "inWrapUp"): Figure =>
    add(sum, `now.${key}`, (part) => part.now[key]);
  return {
    ...nothingKnown("", null).now,
    waiting: count("waiting"),
    longestWaitSeconds: most(sum, "now.longestWaitSeconds", (part) => part.now.longestWaitSeconds),
    averageWaitSeconds: mean(
      sum,
      "now.averageWaitSeconds",
      (part) => part.now.averageWaitSeconds,
      (part) => part.now.waiting,
      sum.parts,
    ),
    waitingOverTarget: threshold.mixed
      ? sum.remarks.add("now.waitingOverTarget", "mixed")
      : add(sum, "now.waitingOverTarget", (part) => part.now.waitingOverTarget),
    ringing: count("ringing"),
    inService: count("inService"),
    inWrapUp: count("inWrapUp"),
  };
}

function combineAgents(sum: Sum, options: CombineOptions): QueueStatistics["agents"] {
  const count = (key: keyof QueueStatistics["agents"]): Figure =>
    options.agents === "none" ? null : add(sum, `agents.${key}`, (part) => part.agents[key]);
  return {
    loggedIn: count("loggedIn"),
    ready: count("ready"),
    reserved: count("reserved"),
    onCall: count("onCall"),
    onOtherCall: count("onOtherCall"),
    wrapUp: count("wrapUp"),
    notReady: count("notReady"),
    unreachable: count("unreachable"),
  };
}

type TotalCount = Exclude<
  keyof QueueStatistics["totals"],
  "window" | "since" | "answeredPercent" | "abandonedPercent"
>;

/** Oldest of the dates that are known. */
function oldest(dates: readonly (number | null)[]): number | null {
  const known = dates.filter((date) => date !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** `parts` is empty when the windows differ: nothing that is counted over a window can then be put together. */
function combineTotals(sum: Sum, parts: Parts, window: string | null): QueueStatistics["totals"] {
  const sameThreshold = shared(parts, (part) => part.serviceLevel.thresholdSeconds).mixed ? [] : parts;
  const count = (key: TotalCount, over = parts): Figure =>
    add(sum, `totals.${key}`, (part) => part.totals[key], over);
  const share = (key: "answered" | "abandoned"): Figure => {
    const read = ({ totals }: QueueStatistics): Ratio => ({ part: totals[key], whole: totals.offered });
    const ratio = ratioOver(sum, `totals.${key}Percent`, read, parts);
    return percentOneDecimal(ratio.part, ratio.whole);
  };
  return {
    window,
    since: oldest(parts.map((part) => part.totals.since)),
    offered: count("offered"),
    answered: count("answered"),
    abandoned: count("abandoned"),
    abandonedShort: count("abandonedShort"),
    answeredInTarget: count("answeredInTarget", sameThreshold),
    abandonedInTarget: count("abandonedInTarget", sameThreshold),
    overflowOut: count("overflowOut"),
    overflowIn: count("overflowIn"),
    answeredPercent: share("answered"),
    abandonedPercent: share("abandoned"),
  };
}

/** Never an average of percentages: recomputed from the counts, or unknown. The vendor's own cannot be recomputed. */
function combineServiceLevel(sum: Sum, parts: Parts): QueueStatistics["serviceLevel"] {
  const formula = shared(parts, (part) => part.serviceLevel.formula);
  const threshold = shared(parts, (part) => part.serviceLevel.thresholdSeconds);
  if (formula.mixed || threshold.mixed) sum.remarks.add("serviceLevel.percent", "mixed");
  const code = formula.value;
  const ratio =
    code === null || threshold.mixed
      ? { part: null, whole: null }
      : ratioOver(sum, "serviceLevel.percent", (part) => serviceLevelRatio(code, countsOf(part)), parts);
  return {
    percent: percentOf(ratio),
    vendorPercent: null,
    thresholdSeconds: threshold.value,
    formula: formula.value,
  };
}

type AverageKey = Exclude<keyof QueueStatistics["averages"], "method">;

/** Smoothed averages have forgotten over how many calls they were made, so only true means can be put together. */
function combineAverages(sum: Sum, parts: Parts): QueueStatistics["averages"] {
  const method = shared(parts, (part) => part.averages.method);
  if (method.mixed) sum.remarks.add("averages", "mixed");
  const over = method.mixed || method.value === "smoothed" ? [] : parts;
  const average = (key: AverageKey): Figure =>
    mean(
      sum,
      `averages.${key}`,
      (part) => part.averages[key],
      (part) => (key === "abandonSeconds" ? part.totals.abandoned : part.totals.answered),
      over,
    );
  return {
    answerSeconds: average("answerSeconds"),
    talkSeconds: average("talkSeconds"),
    holdSeconds: average("holdSeconds"),
    wrapUpSeconds: average("wrapUpSeconds"),
    handleSeconds: average("handleSeconds"),
    abandonSeconds: average("abandonSeconds"),
    method: method.value,
  };
}

/** Parts whose totals count over the same window; a part that names none has no say where others do. */
function sameWindow(parts: Parts): { counted: Parts; window: string | null; mixed: boolean } {
  const named = parts.filter((part) => part.totals.window !== null);
  if (named.length === 0) return { counted: parts, window: null, mixed: false };
  const { value, mixed } = shared(named, (part) => part.totals.window);
  return { counted: mixed ? [] : named, window: value, mixed };
}

function combineState(parts: Parts): QueueState {
  if (parts.some((part) => part.queue.state === "open")) return "open";
  return shared(parts, (part) => part.queue.state).value ?? "unknown";
}

/**
 * Several queues as one: callers are added, the longest wait is the largest, percentages and means are made again from
 * counts, the oldest date counts. `null` is a queue nothing (fresh) is known of: what can be said is then a lower bound.
 */
export function combineQueues(
  members: readonly (QueueStatistics | null)[],
  options: CombineOptions,
): QueueStatistics {
  const parts = members.filter((member) => member !== null);
  const remarks = new Remarks();
  for (const part of parts) {
    for (const { path, reason } of part.quality) remarks.add(path, reason);
  }
  const sum: Sum = { parts, wanted: members.length, remarks };
  const { counted, window, mixed } = sameWindow(parts);
  if (mixed) remarks.add("totals", "mixed");
  const statistics = {
    queue: { id: options.id, name: options.name, state: combineState(parts) },
    observedAt: oldest(parts.map((part) => part.observedAt)),
    now: combineNow(sum),
    agents: combineAgents(sum, options),
    totals: combineTotals(sum, counted, window),
    serviceLevel: combineServiceLevel(sum, counted),
    averages: combineAverages(sum, counted),
    peaks: {
      longestWaitSeconds: most(sum, "peaks.longestWaitSeconds", (p) => p.peaks.longestWaitSeconds, counted),
    },
  };
  return { ...statistics, quality: remarks.quality };
}
