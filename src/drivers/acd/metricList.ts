import { z } from "zod";
import type { ReadProblem } from "../../ports/readStatistics.ts";
import { isJsonObject, type JsonObject, parseJson } from "./boundedJson.ts";
import { compilePath, type FieldPath, keysOf } from "./fieldPath.ts";
import { FigureTree } from "./figureTree.ts";
import { jsonMessages } from "./jsonMessages.ts";
import type { ProfileReader, ReaderSetting, Rows } from "./profileReader.ts";
import { note } from "./readStatistics.ts";

/** More groups, or figures of one group, than any ACD sends at once. */
export const MOST_GROUPS = 100_000;
export const MOST_FIGURES = 2_000;

const path = z.string().min(1).max(200);

const layoutSchema = z.strictObject({
  id: path.describe("the queue's id within a group"),
  name: path.optional(),
  ungrouped: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe("id for figures of all queues together, where a group names none"),
  channel: z
    .strictObject({ from: path, voice: z.array(z.string().min(1).max(64)).min(1).max(8) })
    .optional()
    .describe(
      "where a group says its channel, and its words for voice; groups without a channel belong to all",
    ),
  intervals: path.optional().describe("a list of intervals in the group, of which there must be one"),
  metrics: path.optional().describe("the list of figures in a group; absent when each group is one figure"),
  metric: path.describe("name of a figure; its parts and the qualifier are joined by points"),
  qualifier: path.optional(),
  value: z
    .union([z.literal(""), path])
    .describe('"" takes the whole entry, for what stands beside its value'),
  also: z.array(path).max(32).default([]).describe("keys of a group that are taken as they are"),
  message: z
    .array(z.string().regex(/^[^.]{1,128}$/))
    .max(32)
    .default([])
    .describe("keys of the message that every row has as message.…"),
});

type Layout = z.output<typeof layoutSchema>;
type Find = (value: unknown) => unknown;

/** Every row has these of its own, so that no metric may have their names. */
const isOwnKey = (name: string): boolean => /^(?:group|message)(?:\.|$)/i.test(name);

/** A word for identity: numbers are texts too. */
const wordOf = (raw: unknown): string | null =>
  typeof raw === "string" || typeof raw === "number" ? String(raw).trim() || null : null;

interface Compiled {
  readonly id: Find;
  readonly name: Find;
  readonly channel: Find;
  readonly intervals: Find | null;
  readonly metrics: Find | null;
  readonly metric: Find;
  readonly qualifier: Find;
  readonly value: Find;
  readonly also: readonly (readonly [string, Find])[];
  readonly ungrouped: string | null;
  /** Channels to take, in lower case. */
  readonly channels: ReadonlySet<string>;
}

function compile(layout: Layout, channels: readonly string[] | undefined): Compiled {
  const find = (at: string | undefined): Find => (at === undefined ? () => undefined : compilePath(at));
  const list = (at: string | undefined): Find | null => (at === undefined ? null : compilePath(at));
  return {
    id: find(layout.id),
    name: find(layout.name),
    channel: find(layout.channel?.from),
    intervals: list(layout.intervals),
    metrics: list(layout.metrics),
    metric: find(layout.metric),
    qualifier: find(layout.qualifier),
    value: compilePath(layout.value),
    also: layout.also.map((key) => [key, compilePath(key)]),
    ungrouped: layout.ungrouped ?? null,
    channels: new Set((channels ?? layout.channel?.voice ?? []).map((word) => word.toLowerCase())),
  };
}

/** Gathers the figures of one list of groups, queue by queue. */
class Gatherer {
  readonly #layout: Compiled;
  readonly #at: string;
  readonly #problems: ReadProblem[];
  readonly #queues = new Map<string, { name: string | null; readonly figures: FigureTree }>();

  constructor(layout: Compiled, at: string, problems: ReadProblem[]) {
    this.#layout = layout;
    this.#at = at;
    this.#problems = problems;
  }

  #tell(index: number, path: string, message: string): null {
    return note(this.#problems, [this.#at, index, path].filter((part) => part !== "").join("."), message);
  }

  take(group: unknown, index: number): void {
    const layout = this.#layout;
    if (!isJsonObject(group)) return void this.#tell(index, "", "is not an object");
    const channel = wordOf(layout.channel(group));
    if (channel !== null && !layout.channels.has(channel.toLowerCase())) return;
    const id = wordOf(layout.id(group)) ?? layout.ungrouped;
    if (id === null) return void this.#tell(index, "", "names no queue");
    const queue = this.#queues.get(id) ?? { name: null, figures: new FigureTree() };
    this.#queues.set(id, queue);
    queue.name ??= wordOf(layout.name(group));
    // What is said of the channel counts more than what is said of all channels together.
    const put = (name: string, value: unknown): void => {
      const wrong = isOwnKey(name)
        ? "has a name that is taken"
        : queue.figures.put(name, value, channel === null ? 0 : 1);
      if (wrong !== null) this.#tell(index, name.slice(0, 80), wrong);
    };
    for (const [key, find] of layout.also) put(key, find(group));
    this.#takeFigures(group, index, put);
  }

  #takeFigures(group: JsonObject, index: number, put: (name: string, value: unknown) => void): void {
    const { intervals, metrics } = this.#layout;
    let holder: unknown = group;
    if (intervals !== null) {
      const list = intervals(group);
      if (!Array.isArray(list) || list.length !== 1)
        return void this.#tell(index, "", "is not of one interval");
      holder = list[0];
    }
    const entries = metrics === null ? [holder] : metrics(holder);
    const figures = this.#named(entries);
    if (figures === null) return void this.#tell(index, "", "has no list of figures");
    if (figures.length > MOST_FIGURES)
      return void this.#tell(index, "", `has more than ${MOST_FIGURES} figures`);
    for (const [name, value] of figures) {
      if (name === null) this.#tell(index, "", "has a figure without a name");
      else put(name, value);
    }
  }

  /** Figures by name; some send an object with the names as its keys where others send a list. */
  #named(entries: unknown): readonly (readonly [string | null, unknown])[] | null {
    if (isJsonObject(entries)) return Object.entries(entries);
    return Array.isArray(entries) ? entries.map((entry) => this.#entry(entry)) : null;
  }

  #entry(entry: unknown): readonly [string | null, unknown] {
    const layout = this.#layout;
    const [name, qualifier] = [wordOf(layout.metric(entry)), wordOf(layout.qualifier(entry))];
    // A figure that is there without a value is one that the source does not know, never a counter that it left out.
    return [name === null || qualifier === null ? name : `${name}.${qualifier}`, layout.value(entry) ?? null];
  }

  rows(message: JsonObject): readonly JsonObject[] {
    return [...this.#queues].map(([id, { name, figures }]) => ({
      ...figures.toObject(),
      group: name === null ? { id } : { id, name },
      ...(Object.keys(message).length === 0 ? {} : { message }),
    }));
  }
}

function groupsAt(found: unknown): readonly unknown[] | null {
  if (Array.isArray(found)) return found;
  return isJsonObject(found) ? [found] : null;
}

function openMetricList({ rows, agentRows, layout, options }: ReaderSetting<Layout>) {
  const compiled = compile(layout, options.channels);
  const shared = layout.message.map((key) => [key, compilePath(key)] as const);
  const reads = (at: FieldPath) => {
    const [find, name] = [compilePath(at), keysOf(at).join(".")];
    return (value: unknown, message: JsonObject, problems: ReadProblem[]): readonly JsonObject[] | null => {
      const groups = groupsAt(find(value));
      if (groups === null || groups.length > MOST_GROUPS) return null;
      const gatherer = new Gatherer(compiled, name, problems);
      for (const [index, group] of groups.entries()) gatherer.take(group, index);
      return gatherer.rows(message);
    };
  };
  const [readQueues, readAgents] = [reads(rows), agentRows === null ? null : reads(agentRows)];
  const isSame = agentRows !== null && keysOf(agentRows).join(".") === keysOf(rows).join(".");
  return {
    messagesOf: jsonMessages(keysOf(rows).length === 0 ? "list" : "object"),
    read(text: string): Rows {
      const json = parseJson(text);
      if (!json.ok) return json;
      const problems: ReadProblem[] = [];
      const message = Object.fromEntries(shared.map(([key, find]) => [key, find(json.value)]));
      const queues = readQueues(json.value, message, problems);
      if (queues === null) return { ok: false, reason: "wrong_shape", message: "has no list of groups" };
      const agents = isSame ? queues : (readAgents?.(json.value, message, problems) ?? []);
      return { ok: true, rows: queues, agents, problems };
    },
  };
}

/**
 * Lists of named figures in groups, as analytics services send them: each group becomes one row, in which a figure stands
 * under its name and its qualifier, beside `group.id`, `group.name` and `message`.
 */
export const metricList: ProfileReader<Layout> = { layout: layoutSchema, open: openMetricList };
