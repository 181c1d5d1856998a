import type { Figure, QueueStatistics } from "./queueStatistics.ts";

/** How a figure is written for people: a plain number, a time, or a share of a hundred. */
export type FigureKind = "count" | "duration" | "percent";

/** Which service level is shown: ours where counts allow it, or the one on the supervisor's screen. */
export type ServiceLevelChoice = "computed" | "vendor";

export interface FigureOptions {
  readonly serviceLevel: ServiceLevelChoice;
}

interface FigureDefinition {
  readonly kind: FigureKind;
  readonly read: (statistics: QueueStatistics, options: FigureOptions) => Figure;
}

const count = (read: FigureDefinition["read"]): FigureDefinition => ({ kind: "count", read });
const duration = (read: FigureDefinition["read"]): FigureDefinition => ({ kind: "duration", read });
const percent = (read: FigureDefinition["read"]): FigureDefinition => ({ kind: "percent", read });

const catalogue = {
  waiting: count((statistics) => statistics.now.waiting),
  longestWait: duration((statistics) => statistics.now.longestWaitSeconds),
  averageWait: duration((statistics) => statistics.averages.answerSeconds),
  expectedWait: duration((statistics) => statistics.now.expectedWaitSeconds),
  peakWait: duration((statistics) => statistics.peaks.longestWaitSeconds),
  serviceLevel: percent(({ serviceLevel }, options) =>
    options.serviceLevel === "vendor"
      ? (serviceLevel.vendorPercent ?? serviceLevel.percent)
      : (serviceLevel.percent ?? serviceLevel.vendorPercent),
  ),
  answeredPercent: percent((statistics) => statistics.totals.answeredPercent),
  abandonedPercent: percent((statistics) => statistics.totals.abandonedPercent),
  offered: count((statistics) => statistics.totals.offered),
  answered: count((statistics) => statistics.totals.answered),
  abandoned: count((statistics) => statistics.totals.abandoned),
  overflow: count((statistics) => statistics.totals.overflowOut),
  loggedIn: count((statistics) => statistics.agents.loggedIn),
  ready: count((statistics) => statistics.agents.ready),
  reserved: count((statistics) => statistics.agents.reserved),
  talking: count((statistics) => statistics.agents.onCall),
  wrapUp: count((statistics) => statistics.agents.wrapUp),
  notReady: count((statistics) => statistics.agents.notReady),
  inService: count((statistics) => statistics.now.inService),
  ringing: count((statistics) => statistics.now.ringing),
  averageTalk: duration((statistics) => statistics.averages.talkSeconds),
  averageHandle: duration((statistics) => statistics.averages.handleSeconds),
} as const satisfies Record<string, FigureDefinition>;

/** A figure that can stand on a page, in the words that technicians write. */
export type FigureName = keyof typeof catalogue;

/** Every figure that can stand on a page, in the order of the documentation. */
export const figureNames = Object.keys(catalogue) as readonly FigureName[];

/** What kind of number each figure is, so that it can be formatted and given a width beforehand. */
export const figureKinds = Object.fromEntries(
  figureNames.map((name) => [name, catalogue[name].kind]),
) as Readonly<Record<FigureName, FigureKind>>;

/** Whether a word that somebody typed names a figure. */
export const isFigureName = (word: string): word is FigureName => Object.hasOwn(catalogue, word);

/** One figure of a queue or group: a count, seconds or percent, not rounded; null when nobody knows it. */
export function readFigure(statistics: QueueStatistics, name: FigureName, options: FigureOptions): Figure {
  return catalogue[name].read(statistics, options);
}
