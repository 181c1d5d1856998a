import type { Instant } from "../../domain/instant.ts";
import type { QueueStatistics } from "../../domain/queueStatistics.ts";

const isoOf = (instant: Instant | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

/** Statistics as a message of our own topics. What is unknown is left out, which means the same as null. */
export function writeNative(
  statistics: QueueStatistics,
  published: { readonly at: Instant; readonly validForSeconds: number },
): string {
  const message = {
    v: 1,
    at: isoOf(published.at),
    validForSeconds: published.validForSeconds,
    ...statistics,
    observedAt: isoOf(statistics.observedAt),
    totals: { ...statistics.totals, since: isoOf(statistics.totals.since) },
  };
  return JSON.stringify(message, (_, value: unknown) => (value === null ? undefined : value));
}
