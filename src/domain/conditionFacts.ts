import { type FigureName, type FigureOptions, figureNames, readFigure } from "./figures.ts";
import type { QueueStatistics } from "./queueStatistics.ts";

/** What a condition can ask of a queue or group: every figure, whether it is open, and whether all this is old. */
export const conditionFigures: readonly string[] = [...figureNames, "state", "stale"];

/** The type of what a condition asks. Figures are numbers. */
export const conditionType = (figure: string): "number" | "text" | "yesNo" => {
  if (figure === "state") return "text";
  return figure === "stale" ? "yesNo" : "number";
};

type SubjectFacts = Readonly<Record<FigureName | "state", number | string | null>> & {
  readonly stale: boolean;
};

/** The facts of one subject now; null is unknown, and everything but `stale` is unknown when it is stale. */
export function conditionFacts(
  reading: { readonly statistics: QueueStatistics | null; readonly stale: boolean },
  options: FigureOptions,
): SubjectFacts {
  const statistics = reading.stale ? null : reading.statistics;
  const figures = Object.fromEntries(
    figureNames.map((name) => [name, statistics && readFigure(statistics, name, options)]),
  ) as Record<FigureName, number | null>;
  const state = statistics?.queue.state ?? "unknown";
  return { ...figures, state: state === "unknown" ? null : state, stale: statistics === null };
}
