import type { Instant } from "./instant.ts";

/** A figure of the source; null means that the source does not know it. Null is never zero. */
export type Figure = number | null;

export const queueStates = ["open", "closed", "blocked", "forwarded", "unknown"] as const;

export type QueueState = (typeof queueStates)[number];

/** Over which calls a total counts, as text: `day`, `sinceReset`, `interval:30m`, `moving:10m`, `range:A/B` and so on. */
type Window = string;

/** The formulas behind the one word "service level"; `vendor` is one that its maker does not publish. */
export const formulas = [
  "answered",
  "offered",
  "offered-less-short",
  "completed",
  "completed-less-short",
  "completed-plus-flow-out",
  "offered-less-early-abandons",
  "early-abandons-count",
  "waiting-now",
  "not-breached",
  "vendor",
] as const;

export type Formula = (typeof formulas)[number];

/** Why a figure needs care; `mixed`: the parts of a group count over other windows, thresholds or formulas. */
export const qualityReasons = [
  "received_time",
  "clock_skew",
  "sentinel",
  "partition_mismatch",
  "partial",
  "derived",
  "inferred",
  "formula_unknown",
  "threshold_changed",
  "may_include_wrap_up",
  "available_includes_busy",
  "counts_contacts",
  "source_frozen",
  "reset",
  "mixed",
] as const;

export type QualityReason = (typeof qualityReasons)[number];

/** Why a figure must be read with care: the path of the figure ("" for the whole message) and the reason. */
export interface Quality {
  readonly path: string;
  readonly reason: QualityReason;
}

/** One queue at one moment, in the words of the trade. The same names go over the wire. */
export interface QueueStatistics {
  readonly queue: { readonly id: string; readonly name: string | null; readonly state: QueueState };
  /** When the source measured; null when it does not say. */
  readonly observedAt: Instant | null;
  readonly now: {
    readonly waiting: Figure;
    /** Age of the oldest caller still waiting. */
    readonly longestWaitSeconds: Figure;
    readonly averageWaitSeconds: Figure;
    readonly waitingOverTarget: Figure;
    readonly expectedWaitSeconds: Figure;
    readonly ringing: Figure;
    /** Contacts connected to an agent. */
    readonly inService: Figure;
    /** Contacts, not agents, in after-call work. */
    readonly inWrapUp: Figure;
  };
  readonly agents: {
    readonly loggedIn: Figure;
    readonly ready: Figure;
    readonly reserved: Figure;
    readonly onCall: Figure;
    readonly onOtherCall: Figure;
    readonly wrapUp: Figure;
    readonly notReady: Figure;
    readonly unreachable: Figure;
  };
  readonly totals: {
    readonly window: Window | null;
    readonly since: Instant | null;
    readonly offered: Figure;
    readonly answered: Figure;
    readonly abandoned: Figure;
    readonly abandonedShort: Figure;
    readonly answeredInTarget: Figure;
    readonly abandonedInTarget: Figure;
    readonly overflowOut: Figure;
    readonly overflowIn: Figure;
    /** Percent with one decimal, answered ÷ offered. */
    readonly answeredPercent: Figure;
    readonly abandonedPercent: Figure;
  };
  readonly serviceLevel: {
    /** Computed by us with `formula`; not rounded. */
    readonly percent: Figure;
    /** As the vendor sent it. */
    readonly vendorPercent: Figure;
    readonly thresholdSeconds: Figure;
    readonly formula: Formula | null;
  };
  readonly averages: {
    readonly answerSeconds: Figure;
    readonly talkSeconds: Figure;
    readonly holdSeconds: Figure;
    readonly wrapUpSeconds: Figure;
    readonly handleSeconds: Figure;
    readonly abandonSeconds: Figure;
    readonly method: "mean" | "smoothed" | null;
  };
  readonly peaks: { readonly longestWaitSeconds: Figure };
  readonly quality: readonly Quality[];
}

/** A queue of which nothing is known yet but its name: every figure is null. */
export const nothingKnown = (id: string, name: string | null): QueueStatistics => ({
  queue: { id, name, state: "unknown" },
  observedAt: null,
  now: {
    waiting: null,
    longestWaitSeconds: null,
    averageWaitSeconds: null,
    waitingOverTarget: null,
    expectedWaitSeconds: null,
    ringing: null,
    inService: null,
    inWrapUp: null,
  },
  agents: {
    loggedIn: null,
    ready: null,
    reserved: null,
    onCall: null,
    onOtherCall: null,
    wrapUp: null,
    notReady: null,
    unreachable: null,
  },
  totals: {
    window: null,
    since: null,
    offered: null,
    answered: null,
    abandoned: null,
    abandonedShort: null,
    answeredInTarget: null,
    abandonedInTarget: null,
    overflowOut: null,
    overflowIn: null,
    answeredPercent: null,
    abandonedPercent: null,
  },
  serviceLevel: { percent: null, vendorPercent: null, thresholdSeconds: null, formula: null },
  averages: {
    answerSeconds: null,
    talkSeconds: null,
    holdSeconds: null,
    wrapUpSeconds: null,
    handleSeconds: null,
    abandonSeconds: null,
    method: null,
  },
  peaks: { longestWaitSeconds: null },
  quality: [],
});
