import type { ReadProblem } from "../../ports/readStatistics.ts";
import { isJsonObject, type JsonObject } from "./boundedJson.ts";
import { counted } from "./counted.ts";
import { FigureTree } from "./figureTree.ts";
import type { MetricPlaces } from "./metricLayout.ts";
import { note } from "./readStatistics.ts";

/** More figures of one group than any ACD sends. */
export const MOST_FIGURES = 2_000;

/** Every row has these of its own, so that no metric may have their names. */
const isOwnKey = (name: string): boolean => /^(?:group|message)(?:\.|$)/i.test(name);

/** A word for identity: numbers are texts too. */
const wordOf = (raw: unknown): string | null =>
  typeof raw === "string" || typeof raw === "number" ? String(raw).trim() || null : null;

/** Gathers the figures of one list of groups, queue by queue. */
export class MetricGroups {
  readonly #layout: MetricPlaces;
  readonly #at: string;
  readonly #problems: ReadProblem[];
  readonly #queues = new Map<string, { name: string | null; readonly figures: FigureTree }>();

  #others = 0;

  constructor(layout: MetricPlaces, at: string, problems: ReadProblem[]) {
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
    if (channel !== null && !layout.channels.has(channel.toLowerCase())) {
      this.#others += 1;
      return;
    }
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

  /** In words, what was passed over. */
  get leftOut(): readonly string[] {
    const channels = [...this.#layout.channels].join(", ");
    if (this.#others === 0) return [];
    return [`${counted(this.#others, "group")}: the channel is none of ${channels} (option channels)`];
  }

  rows(message: JsonObject): readonly JsonObject[] {
    return [...this.#queues].map(([id, { name, figures }]) => ({
      ...figures.toObject(),
      group: name === null ? { id } : { id, name },
      ...(Object.keys(message).length === 0 ? {} : { message }),
    }));
  }
}
