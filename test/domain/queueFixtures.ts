import fc from "fast-check";
import {
  formulas,
  nothingKnown,
  type QueueStatistics,
  qualityReasons,
  queueStates,
} from "../../src/domain/queueStatistics.ts";

type Changes = { readonly [Group in keyof QueueStatistics]?: Partial<QueueStatistics[Group]> };

/** Statistics of which only the given figures are known. */
export function queueOf(
  changes: Omit<Changes, "observedAt" | "quality"> = {},
  id = "60100",
): QueueStatistics {
  const blank = nothingKnown(id, null);
  return {
    ...blank,
    queue: { ...blank.queue, ...changes.queue },
    now: { ...blank.now, ...changes.now },
    agents: { ...blank.agents, ...changes.agents },
    totals: { ...blank.totals, ...changes.totals },
    serviceLevel: { ...blank.serviceLevel, ...changes.serviceLevel },
    averages: { ...blank.averages, ...changes.averages },
    peaks: { ...blank.peaks, ...changes.peaks },
  };
}

const orNull = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(values, { nil: null });
const count = orNull(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000 })));
const seconds = orNull(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 86_400, noNaN: true })));
const percent = orNull(fc.double({ min: 0, max: 100, noNaN: true }));
/** From 1970 to about 2096. */
const instant = orNull(fc.integer({ min: 0, max: 4_000_000_000_000 }));

const filled = <K extends string, T>(keys: readonly K[], value: fc.Arbitrary<T>) =>
  fc.record(Object.fromEntries(keys.map((key) => [key, value]))) as fc.Arbitrary<Record<K, T>>;

const keys = <Group extends object>(group: Group) => Object.keys(group) as (keyof Group & string)[];
const blank = nothingKnown("", null);
const { window: _window, since: _since, answeredPercent, abandonedPercent, ...counts } = blank.totals;
const { method: _method, ...averages } = blank.averages;

/** Any statistics that a source might send, contradictions included; ids and names are words. */
export const anyStatistics: fc.Arbitrary<QueueStatistics> = fc.record({
  queue: fc.record({
    id: fc.string({ minLength: 1, maxLength: 20 }),
    name: orNull(fc.string({ maxLength: 20 })),
    state: fc.constantFrom(...queueStates),
  }),
  observedAt: instant,
  now: fc
    .tuple(filled(keys(blank.now), count), filled(["averageWaitSeconds", "expectedWaitSeconds"], seconds))
    .map(([all, some]) => ({ ...all, ...some })),
  agents: filled(keys(blank.agents), count),
  totals: fc
    .tuple(
      filled(keys(counts), count),
      filled(keys({ answeredPercent, abandonedPercent }), percent),
      orNull(fc.constantFrom("day", "sinceReset", "moving:10m")),
      instant,
    )
    .map(([some, shares, window, since]) => ({ window, since, ...some, ...shares })),
  serviceLevel: fc.record({
    percent,
    vendorPercent: percent,
    thresholdSeconds: orNull(fc.constantFrom(20, 30, 180)),
    formula: orNull(fc.constantFrom(...formulas)),
  }),
  averages: fc
    .tuple(filled(keys(averages), seconds), orNull(fc.constantFrom("mean" as const, "smoothed" as const)))
    .map(([all, method]) => ({ ...all, method })),
  peaks: fc.record({ longestWaitSeconds: seconds }),
  quality: fc.uniqueArray(
    fc.record({
      path: fc.constantFrom("", "now.waiting", "agents"),
      reason: fc.constantFrom(...qualityReasons),
    }),
    { maxLength: 5, selector: ({ path, reason }) => `${path} ${reason}` },
  ),
});
