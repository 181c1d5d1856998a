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
  /** Paths of the model that it is read from; of several the first that is known. */
  readonly paths: readonly string[];
  readonly read: (statistics: QueueStatistics, options: FigureOptions) => Figure;
}

type Group = "now" | "agents" | "totals" | "averages" | "peaks";
/** Names of a group that stand for a number. */
type NumberIn<G extends Group> = {
  [K in keyof QueueStatistics[G]]: QueueStatistics[G][K] extends Figure ? K & string : never;
}[keyof QueueStatistics[G]];

const define =
  (kind: FigureKind) =>
  <G extends Group>(group: G, name: NumberIn<G>): FigureDefinition => ({
    kind,
    paths: [`${group}.${name}`],
    read: (statistics) => statistics[group][name] as Figure,
  });

const count = define("count");
const duration = define("duration");
const percent = define("percent");

const catalogue = {
  waiting: count("now", "waiting"),
  longestWait: duration("now", "longestWaitSeconds"),
  averageWait: duration("averages", "answerSeconds"),
  expectedWait: duration("now", "expectedWaitSeconds"),
  peakWait: duration("peaks", "longestWaitSeconds"),
  serviceLevel: {
    kind: "percent",
    paths: ["serviceLevel.percent", "serviceLevel.vendorPercent"],
    read: ({ serviceLevel }, options) =>
      options.serviceLevel === "vendor"
        ? (serviceLevel.vendorPercent ?? serviceLevel.percent)
        : (serviceLevel.percent ?? serviceLevel.vendorPercent),
  },
  answeredPercent: percent("totals", "answeredPercent"),
  abandonedPercent: percent("totals", "abandonedPercent"),
  offered: count("totals", "offered"),
  answered: count("totals", "answered"),
  abandoned: count("totals", "abandoned"),
  overflow: count("totals", "overflowOut"),
  loggedIn: count("agents", "loggedIn"),
  ready: count("agents", "ready"),
  reserved: count("agents", "reserved"),
  talking: count("agents", "onCall"),
  wrapUp: count("agents", "wrapUp"),
  notReady: count("agents", "notReady"),
  inService: count("now", "inService"),
  ringing: count("now", "ringing"),
  averageTalk: duration("averages", "talkSeconds"),
  averageHandle: duration("averages", "handleSeconds"),
} as const satisfies Record<string, FigureDefinition>;

/** A figure that can stand on a page, in the words that technicians write. */
export type FigureName = keyof typeof catalogue;

/** Every figure that can stand on a page, in the order of the documentation. */
export const figureNames = Object.keys(catalogue) as readonly FigureName[];

/** What kind of number each figure is, so that it can be formatted and given a width beforehand. */
export const figureKinds = Object.fromEntries(
  figureNames.map((name) => [name, catalogue[name].kind]),
) as Readonly<Record<FigureName, FigureKind>>;

/** The paths of the model that a figure is read from. */
export const figurePaths = (name: FigureName): readonly string[] => catalogue[name].paths;

/** Whether a word that somebody typed names a figure. */
export const isFigureName = (word: string): word is FigureName => Object.hasOwn(catalogue, word);

/** One figure of a queue or group: a count, seconds or percent, not rounded; null when nobody knows it. */
export function readFigure(statistics: QueueStatistics, name: FigureName, options: FigureOptions): Figure {
  return catalogue[name].read(statistics, options);
}
