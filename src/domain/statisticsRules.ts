import type { Figure, Quality, QualityReason, QueueStatistics } from "./queueStatistics.ts";
import { countsOf, percentOf, serviceLevelRatio } from "./serviceLevel.ts";

/** The list with one more remark, unless it says so already. */
export function withQuality(
  quality: readonly Quality[],
  path: string,
  reason: QualityReason,
): readonly Quality[] {
  return quality.some((one) => one.path === path && one.reason === reason)
    ? quality
    : [...quality, { path, reason }];
}

/**
 * Percent with one decimal, rounded half up in whole numbers so that 1 of 16 is 6.3 and never 6.2. Counts that contradict each
 * other, such as more answered than offered where a call came in one interval and was answered in the next, give none.
 */
export function percentOneDecimal(part: Figure, whole: Figure): Figure {
  if (part === null || whole === null || whole <= 0 || part > whole) return null;
  return Math.floor((2000 * part + whole) / (2 * whole)) / 10;
}

/** An age is cut to the second: a caller of 44.5 s has waited 44 whole seconds. */
const cut = (seconds: Figure): Figure => (seconds === null ? null : Math.floor(seconds));

/** With nobody waiting there is no oldest caller, whatever the source still says, and no mean of no callers. */
function settleNow(now: QueueStatistics["now"]): QueueStatistics["now"] {
  const longestWaitSeconds = now.waiting === 0 ? 0 : cut(now.longestWaitSeconds);
  const averageWaitSeconds = now.waiting === 0 ? null : now.averageWaitSeconds;
  return { ...now, longestWaitSeconds, averageWaitSeconds };
}

function settleTotals(totals: QueueStatistics["totals"]): QueueStatistics["totals"] {
  const share = (part: Figure, received: Figure): Figure => {
    if (totals.offered === 0) return null;
    return percentOneDecimal(part, totals.offered) ?? received;
  };
  return {
    ...totals,
    answeredPercent: share(totals.answered, totals.answeredPercent),
    abandonedPercent: share(totals.abandoned, totals.abandonedPercent),
  };
}

/** An average over no calls is unknown, not zero. */
function settleAverages({ averages, totals }: QueueStatistics): QueueStatistics["averages"] {
  const nobodyAnswered = totals.answered === 0;
  const nobodyAbandoned = totals.abandoned === 0;
  if (!nobodyAnswered && !nobodyAbandoned) return averages;
  const overAnswered = (value: Figure): Figure => (nobodyAnswered ? null : value);
  return {
    answerSeconds: overAnswered(averages.answerSeconds),
    talkSeconds: overAnswered(averages.talkSeconds),
    holdSeconds: overAnswered(averages.holdSeconds),
    wrapUpSeconds: overAnswered(averages.wrapUpSeconds),
    handleSeconds: overAnswered(averages.handleSeconds),
    abandonSeconds: nobodyAbandoned ? null : averages.abandonSeconds,
    method: averages.method,
  };
}

/** Ours from the counts where they allow it; where they do not, the percentage that came with its formula. */
function settlePercent(statistics: QueueStatistics): Figure {
  const { formula, percent } = statistics.serviceLevel;
  if (formula === null || formula === "vendor") return null;
  const ratio = serviceLevelRatio(formula, countsOf(statistics));
  return ratio.whole === 0 || (ratio.part !== null && ratio.whole !== null) ? percentOf(ratio) : percent;
}

/** Whether the parts of the agents make up those logged in, or are no more than those where a part is unknown. */
function agentsAddUp({ agents }: QueueStatistics): boolean {
  const parts = [
    agents.ready,
    agents.reserved,
    agents.onCall,
    agents.onOtherCall,
    agents.wrapUp,
    agents.notReady,
  ];
  const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0);
  if (agents.loggedIn === null) return true;
  return parts.includes(null) ? sum <= agents.loggedIn : sum === agents.loggedIn;
}

const exceeds = (part: Figure, whole: Figure): boolean => part !== null && whole !== null && part > whole;

function settleQuality(statistics: QueueStatistics): readonly Quality[] {
  const { now, totals, serviceLevel } = statistics;
  let quality = statistics.quality;
  if (exceeds(totals.answered, totals.offered))
    quality = withQuality(quality, "totals.answeredPercent", "partition_mismatch");
  if (exceeds(totals.abandoned, totals.offered))
    quality = withQuality(quality, "totals.abandonedPercent", "partition_mismatch");
  if (!agentsAddUp(statistics)) quality = withQuality(quality, "agents", "partition_mismatch");
  if (now.waiting === 0 && now.longestWaitSeconds !== null && now.longestWaitSeconds > 0) {
    quality = withQuality(quality, "now.longestWaitSeconds", "derived");
  }
  if (serviceLevel.vendorPercent !== null && [null, "vendor"].includes(serviceLevel.formula)) {
    quality = withQuality(quality, "serviceLevel.vendorPercent", "formula_unknown");
  }
  return quality;
}

/**
 * Statistics as every source must be understood: no oldest caller without callers, no average or percentage over nothing,
 * percentages from counts, and a remark where the parts contradict each other. Doing it twice changes nothing.
 */
export function settle(statistics: QueueStatistics): QueueStatistics {
  return {
    ...statistics,
    now: settleNow(statistics.now),
    totals: settleTotals(statistics.totals),
    serviceLevel: { ...statistics.serviceLevel, percent: settlePercent(statistics) },
    averages: settleAverages(statistics),
    peaks: { longestWaitSeconds: cut(statistics.peaks.longestWaitSeconds) },
    quality: settleQuality(statistics),
  };
}
