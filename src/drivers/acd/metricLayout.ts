import { z } from "zod";
import { compilePath } from "./fieldPath.ts";

const path = z.string().min(1).max(200);

/** What a profile says of messages that hold lists of named figures. */
export const metricLayout = z.strictObject({
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

export type MetricLayout = z.output<typeof metricLayout>;

type Find = (value: unknown) => unknown;

/** A layout as functions, and the channels of the site. */
export interface MetricPlaces {
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

/** Compiles a layout once for all messages. */
export function compileMetricLayout(
  layout: MetricLayout,
  channels: readonly string[] | undefined,
): MetricPlaces {
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
