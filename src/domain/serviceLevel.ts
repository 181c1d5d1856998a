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
  part === null || part < 0 || whole === null || whole <= 0 || part > whole ? null : (100 * part) / whole;

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

/** What a formula divides by what, in words for people. */
export const formulaWords: Readonly<Record<Formula, string>> = {
  answered: "answered in time ÷ answered",
  offered: "answered in time ÷ offered",
  "offered-less-short": "answered in time ÷ (offered − short abandons)",
  completed: "answered in time ÷ (answered + abandoned)",
  "completed-less-short": "answered in time ÷ (answered + abandoned − short abandons)",
  "completed-plus-flow-out": "answered in time ÷ (answered + abandoned + sent elsewhere)",
  "offered-less-early-abandons": "answered in time ÷ (offered − abandoned in time)",
  "early-abandons-count": "(answered in time + abandoned in time) ÷ (answered + abandoned)",
  "waiting-now": "those waiting less than the threshold ÷ all waiting",
  "not-breached": "(offered − breaches) ÷ offered",
  vendor: "not published by its maker",
};

/** The counts of the model that a formula needs. */
export const formulaPaths: Readonly<Record<Formula, readonly string[]>> = {
  answered: ["totals.answeredInTarget", "totals.answered"],
  offered: ["totals.answeredInTarget", "totals.offered"],
  "offered-less-short": ["totals.answeredInTarget", "totals.offered", "totals.abandonedShort"],
  completed: ["totals.answeredInTarget", "totals.answered", "totals.abandoned"],
  "completed-less-short": [
    "totals.answeredInTarget",
    "totals.answered",
    "totals.abandoned",
    "totals.abandonedShort",
  ],
  "completed-plus-flow-out": [
    "totals.answeredInTarget",
    "totals.answered",
    "totals.abandoned",
    "totals.overflowOut",
  ],
  "offered-less-early-abandons": ["totals.answeredInTarget", "totals.offered", "totals.abandonedInTarget"],
  "early-abandons-count": [
    "totals.answeredInTarget",
    "totals.abandonedInTarget",
    "totals.answered",
    "totals.abandoned",
  ],
  "waiting-now": ["now.waiting", "now.waitingOverTarget"],
  "not-breached": ["totals.offered", "totals.answeredInTarget"],
  vendor: [],
};
