import type { Figure, QueueStatistics } from "../../domain/queueStatistics.ts";

/**
 * What a received number means: people or calls now, calls of a window, seconds, the age of somebody who waits,
 * or a share of a hundred.
 */
export type NumberKind = "count" | "total" | "seconds" | "age" | "percent";

/** Values beyond these are absurd for any call centre: a broken source, or somebody's joke. */
export const most: Readonly<Record<NumberKind, number>> = {
  count: 100_000,
  total: 100_000_000,
  seconds: 7 * 86_400,
  age: 7 * 86_400,
  percent: 100,
};

type Numbers<Group, Other extends keyof Group> = Readonly<Record<Exclude<keyof Group, Other>, NumberKind>>;

/** Every number of the canonical model by group and name, with what it means. */
export const numberKinds: {
  readonly now: Numbers<QueueStatistics["now"], never>;
  readonly agents: Numbers<QueueStatistics["agents"], never>;
  readonly totals: Numbers<QueueStatistics["totals"], "window" | "since">;
  readonly serviceLevel: Numbers<QueueStatistics["serviceLevel"], "formula">;
  readonly averages: Numbers<QueueStatistics["averages"], "method">;
  readonly peaks: Numbers<QueueStatistics["peaks"], never>;
} = {
  now: {
    waiting: "count",
    longestWaitSeconds: "age",
    averageWaitSeconds: "seconds",
    waitingOverTarget: "count",
    expectedWaitSeconds: "seconds",
    ringing: "count",
    inService: "count",
    inWrapUp: "count",
  },
  agents: {
    loggedIn: "count",
    ready: "count",
    reserved: "count",
    onCall: "count",
    onOtherCall: "count",
    wrapUp: "count",
    notReady: "count",
    unreachable: "count",
  },
  totals: {
    offered: "total",
    answered: "total",
    abandoned: "total",
    abandonedShort: "total",
    answeredInTarget: "total",
    abandonedInTarget: "total",
    overflowOut: "total",
    overflowIn: "total",
    answeredPercent: "percent",
    abandonedPercent: "percent",
  },
  serviceLevel: { percent: "percent", vendorPercent: "percent", thresholdSeconds: "seconds" },
  averages: {
    answerSeconds: "seconds",
    talkSeconds: "seconds",
    holdSeconds: "seconds",
    wrapUpSeconds: "seconds",
    handleSeconds: "seconds",
    abandonSeconds: "seconds",
  },
  peaks: { longestWaitSeconds: "age" },
};

/** Why a number cannot be that figure; null when it can. */
export function numberProblem(value: number, kind: NumberKind): string | null {
  if (!Number.isFinite(value)) return "is not a finite number";
  if (value < 0) return "is negative";
  if (value > most[kind]) return `is beyond ${most[kind]}`;
  const whole = kind === "count" || kind === "total";
  return whole && !Number.isInteger(value) ? "is not a whole number" : null;
}

/** Reads every number of a group; only the names of the model are ever set, whatever the message calls its keys. */
export function numbersOf<K extends string>(
  kinds: Readonly<Record<K, NumberKind>>,
  read: (key: K, kind: NumberKind) => Figure,
): Record<K, Figure> {
  const figures = {} as Record<K, Figure>;
  for (const key in kinds) figures[key] = read(key, kinds[key]);
  return figures;
}
