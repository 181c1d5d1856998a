import { figureAt } from "../../domain/figureAges.ts";
import type { Instant } from "../../domain/instant.ts";
import type {
  Figure,
  Quality,
  QualityReason,
  QueueState,
  QueueStatistics,
} from "../../domain/queueStatistics.ts";
import { queueStates } from "../../domain/queueStatistics.ts";
import { settle, withQuality } from "../../domain/statisticsRules.ts";
import {
  compileField,
  type FieldRules,
  matcher,
  type ReadFigure,
  type RowRemarks,
  sentinelTest,
} from "./compileField.ts";
import { compileObservedAt } from "./compileObservedAt.ts";
import { compileText } from "./compileText.ts";
import { type NumberKind, numberKinds, numbersOf } from "./figureKinds.ts";
import type { FieldSpec, Profile, ProfileOptions } from "./profileSchema.ts";
import { note, type ReadContext, type ReadProblem } from "./readStatistics.ts";
import { isRingingApart } from "./ringing.ts";

/** Remarks about one row, gathered while it is read. */
class Row implements RowRemarks {
  readonly #problems: ReadProblem[];
  remarks: readonly Quality[];

  constructor(problems: ReadProblem[], remarks: readonly Quality[]) {
    this.#problems = problems;
    this.remarks = remarks;
  }

  problem(path: string, message: string): null {
    return note(this.#problems, path, message);
  }

  quality(path: string, reason: QualityReason): null {
    this.remarks = withQuality(this.remarks, path, reason);
    return null;
  }
}

type ReadNumbers<K extends string> = (
  row: unknown,
  reference: Instant | null,
  remarks: RowRemarks,
) => Record<K, Figure>;

function compileNumbers<K extends string>(
  group: string,
  kinds: Readonly<Record<K, NumberKind>>,
  specs: { readonly [Key in K]?: FieldSpec | undefined },
  rules: FieldRules,
): ReadNumbers<K> {
  const fields = new Map<K, ReadFigure>();
  for (const key in kinds) fields.set(key, compileField(specs[key], kinds[key], `${group}.${key}`, rules));
  return (row, reference, remarks) =>
    numbersOf(kinds, (key) => fields.get(key)?.(row, reference, remarks) ?? null);
}

function compileState(read: (row: unknown) => string | null): (row: unknown) => QueueState {
  const known = new Map(queueStates.map((state) => [state as string, state]));
  return (row) => known.get(read(row)?.toLowerCase() ?? "") ?? "unknown";
}

/** Where ringing callers are counted apart, those who wait are both together. */
function withRinging(now: QueueStatistics["now"], remarks: RowRemarks): QueueStatistics["now"] {
  if (now.waiting === null) return now;
  if (now.ringing === null) {
    remarks.quality("now.waiting", "partial");
    return now;
  }
  return { ...now, waiting: now.waiting + now.ringing };
}

/** The threshold where the profile itself knows it; one that comes with each message is not known beforehand. */
function fixedThreshold({ serviceLevel: { thresholdSeconds: spec } }: Profile): number | null {
  return typeof spec === "object" && "value" in spec ? spec.value : null;
}

/** What a profile remarks of every row, and of those with certain values. */
function compileRemarks(quality: Profile["quality"]): (row: unknown) => readonly Quality[] {
  const remarks = quality.map(({ path, reason, when }) => ({
    remark: { path, reason },
    holds: matcher(when ?? {}),
  }));
  return (row) => remarks.filter(({ holds }) => holds(row)).map(({ remark }) => remark);
}

/** Leaves out what a profile says of figures that this message does not have. */
function withoutIdle(statistics: QueueStatistics, known: readonly Quality[]): QueueStatistics {
  const isIdle = (one: Quality): boolean => known.includes(one) && figureAt(statistics, one.path) === null;
  const { quality } = statistics;
  return quality.some(isIdle)
    ? { ...statistics, quality: quality.filter((one) => !isIdle(one)) }
    : statistics;
}

/** Makes one row of a message into the statistics of a queue; null, with a problem, where it names none. */
export type ReadQueue = (
  row: unknown,
  context: ReadContext,
  problems: ReadProblem[],
) => QueueStatistics | null;

/** Compiles what a profile says of queues, with the site's settings already laid over its own. */
export function compileQueue(profile: Profile, settings: ProfileOptions): ReadQueue {
  const isSentinel = sentinelTest(profile.sentinels);
  const rules: FieldRules = {
    isSentinel,
    absent: settings.absent === undefined ? profile.absent : settings.absent,
    timeUnit: settings.timeUnit ?? "s",
    partial: settings.mergePartial ?? false,
    classes: {
      buckets: settings.buckets,
      thresholdSeconds: settings.thresholdSeconds ?? fixedThreshold(profile),
      shortAbandonSeconds: settings.shortAbandonSeconds ?? null,
    },
  };
  const readRemarks = compileRemarks(profile.quality);
  const readId = compileText(profile.queue?.id, isSentinel);
  const readName = compileText(profile.queue?.name, isSentinel);
  const readState = compileState(compileText(profile.queue?.state, isSentinel));
  const readObservedAt = compileObservedAt(profile.observedAt, settings.zone, isSentinel);
  const readSince = compileObservedAt(profile.totals.since, settings.zone, isSentinel);
  const readNow = compileNumbers("now", numberKinds.now, profile.now, rules);
  const readAgents = compileNumbers("agents", numberKinds.agents, profile.agents, rules);
  const readTotals = compileNumbers("totals", numberKinds.totals, profile.totals, rules);
  const readAverages = compileNumbers("averages", numberKinds.averages, profile.averages, rules);
  const readPeaks = compileNumbers("peaks", numberKinds.peaks, profile.peaks, rules);
  const readLevel = compileNumbers("serviceLevel", numberKinds.serviceLevel, profile.serviceLevel, rules);
  const addsRinging = isRingingApart(profile, settings);
  return (row, context, problems) => {
    const known = readRemarks(row);
    const remarks = new Row(problems, known);
    const id = readId(row);
    if (id === null) return remarks.problem("queue.id", "is missing");
    const observedAt = readObservedAt(row, context.receivedAt, (message) =>
      remarks.problem("observedAt", message),
    );
    if (observedAt === null) remarks.quality("observedAt", "received_time");
    const reference = observedAt ?? context.receivedAt;
    const now = readNow(row, reference, remarks);
    const level = readLevel(row, reference, remarks);
    const statistics = {
      queue: { id, name: readName(row), state: readState(row) },
      observedAt,
      now: addsRinging ? withRinging(now, remarks) : now,
      agents: readAgents(row, reference, remarks),
      totals: {
        window: settings.window ?? profile.totals.window ?? null,
        since: readSince(row, reference, (message) => remarks.problem("totals.since", message)),
        ...readTotals(row, reference, remarks),
      },
      serviceLevel: {
        ...level,
        thresholdSeconds: settings.thresholdSeconds ?? level.thresholdSeconds,
        formula: settings.serviceLevelFormula ?? profile.serviceLevel.formula ?? null,
      },
      averages: { ...readAverages(row, reference, remarks), method: profile.averages.method ?? null },
      peaks: readPeaks(row, reference, remarks),
    };
    return withoutIdle(settle({ ...statistics, quality: remarks.remarks }), known);
  };
}
