import type { ReadProblem } from "../../ports/readStatistics.ts";
import { isJsonObject, type JsonObject, parseJson } from "./boundedJson.ts";
import { compilePath, type FieldPath, keysOf } from "./fieldPath.ts";
import { jsonMessages } from "./jsonMessages.ts";
import { listAt } from "./jsonRows.ts";
import { MetricGroups } from "./metricGroups.ts";
import { compileMetricLayout, type MetricLayout, metricLayout } from "./metricLayout.ts";
import type { ProfileReader, ReaderSetting, Rows } from "./profileReader.ts";

/** More groups than any ACD sends at once. */
export const MOST_GROUPS = 100_000;

function groupsAt(found: unknown): readonly unknown[] | null {
  if (Array.isArray(found)) return found;
  return isJsonObject(found) ? [found] : null;
}

function openMetricList({ rows, agentRows, layout, options }: ReaderSetting<MetricLayout>) {
  const compiled = compileMetricLayout(layout, options.channels);
  const shared = layout.message.map((key) => [key, compilePath(key)] as const);
  const reads = (at: FieldPath) => {
    const [find, name] = [listAt(compilePath(at)), keysOf(at).join(".")];
    return (value: unknown, message: JsonObject, problems: ReadProblem[], leftOut: string[]) => {
      const groups = groupsAt(find(value));
      if (groups === null || groups.length > MOST_GROUPS) return null;
      const gatherer = new MetricGroups(compiled, name, problems);
      for (const [index, group] of groups.entries()) gatherer.take(group, index);
      leftOut.push(...gatherer.leftOut);
      return gatherer.rows(message);
    };
  };
  const [readQueues, readAgents] = [reads(rows), agentRows === null ? null : reads(agentRows)];
  const isSame = agentRows !== null && keysOf(agentRows).join(".") === keysOf(rows).join(".");
  return {
    messagesOf: jsonMessages(keysOf(rows).length === 0 ? "list" : "object", rows),
    read(text: string): Rows {
      const json = parseJson(text);
      if (!json.ok) return json;
      const problems: ReadProblem[] = [];
      const leftOut: string[] = [];
      const message = Object.fromEntries(shared.map(([key, find]) => [key, find(json.value)]));
      const queues = readQueues(json.value, message, problems, leftOut);
      if (queues === null) return { ok: false, reason: "wrong_shape", message: "has no list of groups" };
      const agents = isSame ? queues : (readAgents?.(json.value, message, problems, leftOut) ?? []);
      return { ok: true, rows: queues, agents, problems, leftOut };
    },
  };
}

/**
 * Lists of named figures in groups, as analytics services send them: each group becomes one row, in which a figure stands
 * under its name and its qualifier, beside `group.id`, `group.name` and `message`.
 */
export const metricList: ProfileReader<MetricLayout> = { layout: metricLayout, open: openMetricList };
