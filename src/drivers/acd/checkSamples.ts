import type { QueueStatistics } from "../../domain/queueStatistics.ts";
import { compilePath } from "./fieldPath.ts";
import { compileProfile } from "./profile.ts";
import type { Profile } from "./profileSchema.ts";
import { parseInstant } from "./timestamp.ts";

type Sample = Profile["samples"][number];

const datePaths: readonly string[] = ["observedAt", "totals.since"];

/** A value of the model as a sample writes it: dates as text. */
function said(statistics: QueueStatistics, path: string): unknown {
  const value = compilePath(path)(statistics);
  return typeof value === "number" && datePaths.includes(path) ? new Date(value).toISOString() : value;
}

const written = (path: string, value: unknown): unknown => {
  const instant = datePaths.includes(path) && typeof value === "string" ? parseInstant(value) : null;
  return instant === null ? value : new Date(instant).toISOString();
};

function checkSample(profile: Profile, sample: Sample): string[] {
  const text = typeof sample.payload === "string" ? sample.payload : JSON.stringify(sample.payload);
  const receivedAt = sample.receivedAt === undefined ? null : parseInstant(sample.receivedAt);
  const result = compileProfile(profile, sample.options).read(text, { receivedAt, listIgnored: false });
  if (!result.ok) return [`${result.problem.path} ${result.problem.message}`.trim()];
  return Object.entries(sample.means).flatMap(([id, values]) => {
    const queue = result.statistics.find((statistics) => statistics.queue.id === id);
    if (queue === undefined) return [`queue ${id} is not in it`];
    return Object.entries(values).flatMap(([path, value]) => {
      const [is, should] = [said(queue, path), written(path, value)];
      return is === should
        ? []
        : [`${id} ${path}: should be ${String(should)}, is ${is === undefined ? "no figure" : String(is)}`];
    });
  });
}

/** Runs the samples of a profile; each sentence of the answer is one that it gets wrong. */
export const checkSamples = (profile: Profile): readonly string[] =>
  profile.samples.flatMap((sample, index) =>
    checkSample(profile, sample).map((sentence) => `sample ${index + 1}: ${sentence}`),
  );
