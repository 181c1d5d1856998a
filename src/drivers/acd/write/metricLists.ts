import { isJsonObject, type JsonObject, own } from "../boundedJson.ts";
import { compilePath, type FieldPath, keysOf } from "../fieldPath.ts";
import { metricList } from "../metricList.ts";
import type { ProfileOptions } from "../profileSchema.ts";
import { nested, RawRow } from "./rawRow.ts";
import type { WriteRows } from "./writeRows.ts";

type Layout = ReturnType<(typeof metricList)["layout"]["parse"]>;

interface Leaf {
  readonly keys: readonly string[];
  readonly value: unknown;
}

function leavesOf(value: unknown, keys: readonly string[]): readonly Leaf[] {
  if (!isJsonObject(value)) return [{ keys, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...keys, key]));
}

/** Which keys of a figure name it; the others stand inside its entry. */
function namingKeys(keys: readonly string[], { value, qualifier }: Layout): number {
  if (value === "") return 1;
  // Where figures have qualifiers, each is a group of numbers with names.
  return qualifier === undefined ? keys.length : keys.length - 1;
}

/** Figures of a row as entries of a list. */
function entriesOf(row: JsonObject, layout: Layout): readonly JsonObject[] {
  const kept = new Set(["group", "message", ...layout.also.map((path) => path.split(".")[0])]);
  const figures = Object.entries(row).filter(([key]) => !kept.has(key));
  const entries = new Map<string, RawRow>();
  for (const { keys, value } of leavesOf(Object.fromEntries(figures), [])) {
    const naming = namingKeys(keys, layout);
    const name = keys.slice(0, naming);
    const entry = entries.get(name.join(".")) ?? new RawRow();
    entries.set(name.join("."), entry);
    const [metric, ...qualifiers] = name;
    if (layout.qualifier === undefined || qualifiers.length === 0) entry.put(layout.metric, name.join("."));
    else {
      entry.put(layout.metric, metric);
      entry.put(layout.qualifier, qualifiers.join("."));
    }
    entry.put([...layout.value.split(".").filter((key) => key !== ""), ...keys.slice(naming)], value);
  }
  return [...entries.values()].map((entry) => entry.toObject());
}

const idOf = compilePath("group.id");
const nameOf = compilePath("group.name");

/** One queue with what names it; `figures` are laid into it. */
function groupOf(
  row: JsonObject,
  layout: Layout,
  settings: ProfileOptions,
  figures: readonly Leaf[],
): JsonObject {
  const group = new RawRow();
  group.put(layout.id, idOf(row));
  if (layout.name !== undefined) group.put(layout.name, nameOf(row));
  const { channel } = layout;
  if (channel !== undefined) group.put(channel.from, settings.channels?.[0] ?? channel.voice[0]);
  for (const path of layout.also) group.put(path, compilePath(path)(row));
  for (const { keys, value } of figures) group.put(keys, value);
  return group.toObject();
}

function groupsOf(row: JsonObject, layout: Layout, settings: ProfileOptions): readonly JsonObject[] {
  const entries = entriesOf(row, layout);
  const { metrics, intervals } = layout;
  if (metrics === undefined)
    return entries.map((entry) => groupOf(row, layout, settings, leavesOf(entry, [])));
  const list =
    intervals === undefined
      ? { keys: keysOf(metrics), value: entries }
      : { keys: keysOf(intervals), value: [nested(metrics, entries)] };
  return [groupOf(row, layout, settings, [list])];
}

/** A list of groups where the profile looks for it, with what the message says of all of them. */
function messageOf(path: FieldPath, rows: readonly JsonObject[], groups: readonly JsonObject[]): unknown {
  const list = nested(path, groups);
  const shared = own(rows[0] ?? {}, "message");
  return isJsonObject(list) && isJsonObject(shared) ? { ...list, ...shared } : list;
}

/** One message with a list of figures for each queue, and one with the agents'. */
export const metricLists: WriteRows = ({ profile, settings, queues, agents }) => {
  const layout = metricList.layout.parse(profile.layout);
  const write = (path: FieldPath, rows: readonly JsonObject[]): unknown => {
    const groups = rows.flatMap((row) => groupsOf(row, layout, settings));
    return messageOf(path, rows, groups);
  };
  const messages = [
    ...(profile.queue === undefined ? [] : [write(profile.rows, queues)]),
    ...(profile.agent === undefined ? [] : [write(profile.agent.rows, agents)]),
  ];
  return messages.map((message) => JSON.stringify(message));
};
