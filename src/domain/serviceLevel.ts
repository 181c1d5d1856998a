import type { Figure, Formula, QueueStatistics } from "./queueStatistics.ts";

/** The counts that one of the formulas may need; null where the source does not say. */
export interface ServiceLevelCounts {
  readonly offered: Figure;
  readonly answered: Figure;
  readonly abandoned: Figure;
  readonly abandonedShort: Figure;
  readonly answeredInTarget: Figure;
  readonly abandonedInTarget: Figure;
  /** Calls sent elsewhere, busy and disconnected ones included where the source counts them. */
  readonly flowOut: Figure;
  readonly waiting: Figure;
  readonly waitingOverTarget: Figure;
  /** Calls that broke the agreement, for `not-breached`. */
  readonly breached: Figure;
}

/** Numerator and denominator of a percentage, each null when a count is missing. */
export interface Ratio {
  readonly part: Figure;
  readonly whole: Figure;
}

/** Adds what is known and gives null as soon as one part is unknown: a guessed sum would be shown as a fact. */
function addKnown(...parts: readonly Figure[]): Figure {
  let sum = 0;
  for (const part of parts) {
    if (part === null) return null;
    sum += part;
  }
  return sum;
}

/** Difference of two counts, null when one is unknown. */
const lessKnown = (from: Figure, take: Figure): Figure =>
  from === null || take === null ? null : from - take;

const ratios: Readonly<Record<Formula, (counts: ServiceLevelCounts) => Ratio>> = {
  answered: (c) => ({ part: c.answeredInTarget, whole: c.answered }),
  offered: (c) => ({ part: c.answeredInTarget, whole: c.offered }),
  "offered-less-short": (c) => ({
    part: c.answeredInTarget,
    whole: lessKnown(c.offered, c.abandonedShort),
  }),
  completed: (c) => ({ part: c.answeredInTarget, whole: addKnown(c.answered, c.abandoned) }),
  "completed-less-short": (c) => ({
    part: c.answeredInTarget,
    whole: lessKnown(addKnown(c.answered, c.abandoned), c.abandonedShort),
  }),
  "completed-plus-flow-out": (c) => ({
    part: c.answeredInTarget,
    whole: addKnown(c.answered, c.abandoned, c.flowOut),
  }),
  "offered-less-early-abandons": (c) => ({
    part: c.answeredInTarget,
    whole: lessKnown(c.offered, c.abandonedInTarget),
  }),
  "early-abandons-count": (c) => ({
    part: addKnown(c.answeredInTarget, c.abandonedInTarget),
    whole: addKnown(c.answered, c.abandoned),
  }),
  "waiting-now": (c) => ({ part: lessKnown(c.waiting, c.waitingOverTarget), whole: c.waiting }),
  "not-breached": (c) => ({ part: lessKnown(c.offered, c.breached), whole: c.offered }),
  vendor: () => ({ part: null, whole: null }),
};

/** What a formula divides by what; `vendor` is never known. */
export const serviceLevelRatio = (formula: Formula, counts: ServiceLevelCounts): Ratio =>
  ratios[formula](counts);

/** A hundred times part by whole, not rounded; null when a count is missing, contradicts another, or the whole is nothing. */
export const percentOf = ({ part, whole }: Ratio): Figure =>
  part === null || part < 0 || whole === null || whole <= 0 ? null : (100 * part) / whole;

/** The service level in percent by one of the formulas, not rounded. */
export const serviceLevelPercent = (formula: Formula, counts: ServiceLevelCounts): Figure =>
  percentOf(serviceLevelRatio(formula, counts));

/**
 * The counts of a queue in the words of the formulas. A source that counts breaches gives `answeredInTarget` as the calls
 * that did not breach, so the breaches are what is left.
 */
export const countsOf = ({ totals, now }: QueueStatistics): ServiceLevelCounts => ({
  offered: totals.offered,
  answered: totals.answered,
  abandoned: totals.abandoned,
  abandonedShort: totals.abandonedShort,
  answeredInTarget: totals.answeredInTarget,
  abandonedInTarget: totals.abandonedInTarget,
  flowOut: totals.overflowOut,
  waiting: now.waiting,
  waitingOverTarget: now.waitingOverTarget,
  breached: lessKnown(totals.offered, totals.answeredInTarget),
});
