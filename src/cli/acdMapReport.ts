import type { AgentState } from "../domain/agentState.ts";
import type { Instant } from "../domain/instant.ts";
import type { QueueStatistics } from "../domain/queueStatistics.ts";
import type { CaptureState } from "./acdCapture.ts";

const isoOf = (at: Instant | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A queue in the words of the model, with dates as text. */
const queueJson = (queue: QueueStatistics): object => ({
  ...queue,
  observedAt: isoOf(queue.observedAt),
  totals: { ...queue.totals, since: isoOf(queue.totals.since) },
});

const agentJson = (agent: AgentState): object => ({
  ...agent,
  since: isoOf(agent.since),
  observedAt: isoOf(agent.observedAt),
});

/** What a capture means, as one line of JSON with exactly the paths of the model. */
export const mapJson = ({ queues, agents, ignored, problems }: CaptureState): string =>
  JSON.stringify({ queues: queues.map(queueJson), agents: agents.map(agentJson), ignored, problems });

/** Every figure that is known, below its queue and beside the field it came from; then the agents, and what did not fit. */
export function mapLines(state: CaptureState, fieldOf: ReadonlyMap<string, string>): string[] {
  return [
    ...(state.understood ? [] : ["nothing was understood; is it the right profile?"]),
    ...state.queues.flatMap((queue) => queueLines(queue, fieldOf)),
    ...agentLines(state.agents),
    ...(state.ignored.length === 0 ? [] : [`not used: ${state.ignored.join(", ")}`]),
    ...state.problems.map(({ path, message }) => `problem: ${`${path} ${message}`.trim()}`),
  ];
}

const groups = ["now", "agents", "totals", "serviceLevel", "averages", "peaks"] as const;

function queueLines(queue: QueueStatistics, fieldOf: ReadonlyMap<string, string>): string[] {
  const { id, name, state } = queue.queue;
  const title = name === null ? id : `${id} (${name})`;
  const whole = reasonsOf(queue, "");
  return [
    `${title}  ${state}, measured ${isoOf(queue.observedAt) ?? "at an unknown time"}${whole === "" ? "" : `  ${whole}`}`,
    ...groups.flatMap((group) =>
      Object.entries(queue[group]).flatMap(([key, value]) =>
        value === null ? [] : [figureLine(queue, `${group}.${key}`, key, value, fieldOf)],
      ),
    ),
    ...unknownLine(queue),
  ];
}

const reasonsOf = ({ quality }: QueueStatistics, path: string): string =>
  quality
    .filter((remark) => remark.path === path)
    .map(({ reason }) => reason)
    .join(", ");

function figureLine(
  queue: QueueStatistics,
  path: string,
  key: string,
  value: string | number,
  fieldOf: ReadonlyMap<string, string>,
): string {
  const date = key === "since" && typeof value === "number" ? isoOf(value) : null;
  const shown = date ?? (typeof value === "number" ? String(Math.round(value * 10) / 10) : value);
  const field = fieldOf.get(path);
  const from = field === undefined || field.startsWith("always ") ? (field ?? "") : `from ${field}`;
  return `  ${path.padEnd(30)} ${shown.padStart(8)}  ${from.padEnd(32)}  ${reasonsOf(queue, path)}`.trimEnd();
}

/** What the source did not say, in one line, so that nobody takes it for zero. */
function unknownLine(queue: QueueStatistics): string[] {
  const paths = groups.flatMap((group) =>
    Object.entries(queue[group]).flatMap(([key, value]) => (value === null ? [`${group}.${key}`] : [])),
  );
  return paths.length === 0 ? [] : [`  unknown: ${paths.join(", ")}`];
}

function agentLines(agents: readonly AgentState[]): string[] {
  if (agents.length === 0) return [];
  return [
    `${agents.length} agents`,
    ...agents.map(({ agentId, state, callKind, callPhase, pending, reason, since, confidence }) => {
      const call = [callKind, callPhase].filter((word) => word !== null).join(" ");
      const why = reason === null ? "" : `${reason.label ?? reason.code} (${reason.class})`;
      const next = pending === null ? "" : `then ${pending}`;
      const sure = confidence === "authoritative" ? "" : confidence;
      const words = [call, why, next, since === null ? "" : `since ${isoOf(since)}`, sure];
      return `  ${agentId.padEnd(20)} ${state.padEnd(12)} ${words.filter((word) => word !== "").join(", ")}`.trimEnd();
    }),
  ];
}
