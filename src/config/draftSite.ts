import type { z } from "zod";
import { displaySchema, type Site, siteSchema } from "./siteSchema.ts";

/**
 * What can be understood of a site, although its form may be wrong here and there, so that names and ports are checked
 * in the same go. Lists are shorter than in the file: `displayAt` and `thresholdAt` say where an entry came from.
 */
export interface Draft {
  readonly site: Site;
  readonly displayAt: readonly number[];
  readonly thresholdAt: readonly number[];
  /** Paths such as `queues.sales` whose content is a stand-in: the name exists, what it holds is not to be trusted. */
  readonly standIns: ReadonlySet<string>;
}

const shape = siteSchema.shape;
const sourceSchema = shape.sources.valueType;
const queueSchema = shape.queues.valueType;
const groupSchema = shape.groups.unwrap().valueType;
const thresholdSchema = shape.thresholds.unwrap().element;

type Patches = Readonly<Record<string, unknown>>;

/** Keys whose wrong value may be left away (or replaced) without making anything else look wrong. */
const loose: Readonly<Record<string, Patches>> = {
  broker: { protocol: undefined, clientId: undefined, keepAliveSeconds: undefined, tls: undefined },
  sources: { subscribe: undefined, status: undefined, staleAfterSeconds: undefined, options: undefined },
  thresholds: { minimumSeconds: undefined },
  displays: {
    pages: [{ lines: [" "] }],
    alarms: undefined,
    serial: undefined,
    colour: undefined,
    noDataAfterSeconds: undefined,
    atStop: undefined,
  },
};

/** A site whose form is right. */
export function wholeDraft(site: Site): Draft {
  return {
    site,
    displayAt: site.displays.map((_, index) => index),
    thresholdAt: site.thresholds.map((_, index) => index),
    standIns: new Set(),
  };
}

/** What is left of a site whose form is wrong. Mistakes of form are told elsewhere; here they only leave gaps. */
export function draftSite(value: unknown): Draft {
  const raw = isMap(value) ? value : {};
  const standIns = new Set<string>();
  const entries = <Entry>(key: string, schema: z.ZodType<Entry>, standIn: Entry): Record<string, Entry> => {
    if (!isMap(raw[key])) standIns.add(key);
    const kept: [string, Entry][] = Object.entries(asMap(raw[key])).map(([name, written]) => {
      const entry = salvage(schema, written, loose[key] ?? {});
      if (entry === null) standIns.add(`${key}.${name}`);
      return [name, entry ?? standIn];
    });
    return Object.fromEntries(kept);
  };
  const displays = listed(displaySchema, raw["displays"], loose["displays"] ?? {});
  const thresholds = listed(thresholdSchema, raw["thresholds"], loose["thresholds"] ?? {});
  const part = <Part>(key: string, schema: z.ZodType<Part>, standIn: Part): Part => {
    const found = salvage(schema, raw[key], loose[key] ?? {});
    if (found === null) standIns.add(key);
    return found ?? standIn;
  };
  const site: Site = {
    version: 1,
    site: part("site", shape.site, "site"),
    node: part("node", shape.node, "node"),
    language: part("language", shape.language, "en"),
    timeZone: part("timeZone", shape.timeZone, undefined),
    broker: part("broker", shape.broker, shape.broker.parse({ urls: ["mqtt://localhost"] })),
    sources: entries("sources", sourceSchema, sourceSchema.parse({})),
    queues: entries("queues", queueSchema, queueSchema.parse({ id: "?" })),
    groups: entries("groups", groupSchema, groupSchema.parse({ queues: ["none"] })),
    serviceLevel: part("serviceLevel", shape.serviceLevel, shape.serviceLevel.parse(undefined)),
    thresholds: thresholds.map(({ entry }) => entry),
    labels: part("labels", shape.labels, {}),
    displays: displays.map(({ entry }) => entry),
    metrics: part("metrics", shape.metrics, undefined),
  };
  return {
    site,
    displayAt: displays.map(({ index }) => index),
    thresholdAt: thresholds.map(({ index }) => index),
    standIns,
  };
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const asMap = (value: unknown): Record<string, unknown> => (isMap(value) ? value : {});

function listed<Entry>(
  schema: z.ZodType<Entry>,
  value: unknown,
  patches: Patches,
): { entry: Entry; index: number }[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((written, index) => {
    const entry = salvage(schema, written, patches);
    return entry === null ? [] : [{ entry, index }];
  });
}

/** The value without what is wrong in it; null when that is more than can be taken away or patched. */
function salvage<Part>(schema: z.ZodType<Part>, value: unknown, patches: Patches): Part | null {
  const first = schema.safeParse(value);
  if (first.success) return first.data;
  if (!isMap(value)) return null;
  const copy = structuredClone(value);
  for (const issue of first.error.issues) {
    const [key] = issue.path;
    if (issue.code === "unrecognized_keys") removeKeys(copy, issue.path, issue.keys);
    else if (typeof key !== "string" || !Object.hasOwn(patches, key)) return null;
    else copy[key] = patches[key];
  }
  const second = schema.safeParse(copy);
  return second.success ? second.data : null;
}

function removeKeys(value: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  const holder = path.reduce<unknown>((inner, segment) => Reflect.get(Object(inner), segment), value);
  for (const key of keys) Reflect.deleteProperty(Object(holder), key);
}
