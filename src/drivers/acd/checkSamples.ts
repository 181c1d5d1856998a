import { compilePath } from "./fieldPath.ts";
import { compileProfile } from "./profile.ts";
import type { Profile } from "./profileSchema.ts";
import { parseInstant } from "./timestamp.ts";

type Sample = Profile["samples"][number];

type Values = Sample["means"][string];

const datePaths: readonly string[] = ["observedAt", "totals.since", "since"];

/** A value of the model as a sample writes it: dates as text, and null for what is inside nothing. */
function said(model: object, path: string): unknown {
  const value = compilePath(path)(model);
  if (value === undefined && path.startsWith("reason.")) return null;
  return typeof value === "number" && datePaths.includes(path) ? new Date(value).toISOString() : value;
}

const written = (path: string, value: unknown): unknown => {
  const instant = datePaths.includes(path) && typeof value === "string" ? parseInstant(value) : null;
  return instant === null ? value : new Date(instant).toISOString();
};

function differences(id: string, model: object, values: Values): string[] {
  return Object.entries(values).flatMap(([path, value]) => {
    const [is, should] = [said(model, path), written(path, value)];
    return is === should
      ? []
      : [`${id} ${path}: should be ${String(should)}, is ${is === undefined ? "no figure" : String(is)}`];
  });
}

function checkSample(profile: Profile, sample: Sample): string[] {
  const text = typeof sample.payload === "string" ? sample.payload : JSON.stringify(sample.payload);
  const receivedAt = sample.receivedAt === undefined ? null : parseInstant(sample.receivedAt);
  const result = compileProfile(profile, sample.options).read(text, { receivedAt, listIgnored: false });
  if (!result.ok) return [`${result.problem.path} ${result.problem.message}`.trim()];
  const queues = Object.entries(sample.means).flatMap(([id, values]) => {
    const queue = result.statistics.find((statistics) => statistics.queue.id === id);
    return queue === undefined ? [`queue ${id} is not in it`] : differences(id, queue, values);
  });
  const agents = Object.entries(sample.agents).flatMap(([id, values]) => {
    const agent = result.agents.find(({ agentId }) => agentId === id);
    return agent === undefined ? [`agent ${id} is not in it`] : differences(`agent ${id}`, agent, values);
  });
  return [...queues, ...agents];
}

/** Runs the samples of a profile; each sentence of the answer is one that it gets wrong. */
export const checkSamples = (profile: Profile): readonly string[] =>
  profile.samples.flatMap((sample, index) =>
    checkSample(profile, sample).map((sentence) => `sample ${index + 1}: ${sentence}`),
  );
