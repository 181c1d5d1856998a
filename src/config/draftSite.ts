import type { z } from "zod";
import { buttonSchema, lightSchema } from "./lightSchema.ts";
import { isMap, type Patches, salvage } from "./salvage.ts";
import { seatSchema } from "./seatSchema.ts";
import {
  displaySchema,
  type Site,
  type SiteButton,
  type SiteDisplay,
  type SiteLight,
  type SiteSeat,
  siteSchema,
} from "./siteSchema.ts";

/** An entry of a list, and its number in the file's list. */
interface Placed<Entry> {
  readonly entry: Entry;
  readonly index: number;
}

/**
 * What can be understood of a site, although its form may be wrong here and there, so that names and ports are checked
 * in the same go. Lists may be shorter than in the file: each of their entries says where it stands.
 */
export interface Draft {
  readonly site: Site;
  readonly displays: readonly Placed<SiteDisplay>[];
  readonly seats: readonly Placed<SiteSeat>[];
  readonly lights: readonly Placed<SiteLight>[];
  readonly buttons: readonly Placed<SiteButton>[];
  readonly thresholds: readonly Placed<Site["thresholds"][number]>[];
  /** Paths such as `queues.sales` whose content is a stand-in: the name exists, what it holds is not to be trusted. */
  readonly standIns: ReadonlySet<string>;
}

const placed = <Entry>(entries: readonly Entry[]): Placed<Entry>[] =>
  entries.map((entry, index) => ({ entry, index }));

/** A site whose form is right. */
export function wholeDraft(site: Site): Draft {
  return {
    site,
    displays: placed(site.displays),
    seats: placed(site.seats),
    lights: placed(site.lights),
    buttons: placed(site.buttons),
    thresholds: placed(site.thresholds),
    standIns: new Set(),
  };
}

const shape = siteSchema.shape;
const sourceSchema = shape.sources.valueType;
const queueSchema = shape.queues.valueType;
const groupSchema = shape.groups.unwrap().valueType;
const thresholdSchema = shape.thresholds.unwrap().element;

/** For parts of which nothing may be left away. */
const strict: Patches = {};

/** Keys whose wrong value may be left away (or replaced) without making anything else look wrong. */
const loose = {
  broker: { protocol: undefined, clientId: undefined, keepAliveSeconds: undefined, tls: undefined },
  source: { subscribe: undefined, status: undefined, staleAfterSeconds: undefined, options: undefined },
  threshold: { minimumSeconds: undefined },
  display: {
    pages: [{ lines: [" "] }],
    alarms: undefined,
    serial: undefined,
    colour: undefined,
    zones: undefined,
    followHours: undefined,
    noDataAfterSeconds: undefined,
    atStop: undefined,
  },
  agents: { wrapUpSeconds: undefined, onUnplug: undefined, gestures: undefined },
  seat: { wrapUpSeconds: undefined, callKind: undefined, onUnplug: undefined },
  light: {
    rules: undefined,
    quiet: undefined,
    serial: undefined,
    flashRelays: undefined,
    followHours: undefined,
    atStop: undefined,
  },
  button: { debounceMs: undefined },
} as const satisfies Readonly<Record<string, Patches>>;

/** What is left of a site whose form is wrong. Mistakes of form are told elsewhere; here they only leave gaps. */
export function draftSite(value: unknown): Draft {
  const rest = new Rest(isMap(value) ? value : {});
  const displays = rest.list("displays", displaySchema, loose.display);
  const thresholds = rest.list("thresholds", thresholdSchema, loose.threshold);
  const seats = rest.list("seats", seatSchema, loose.seat);
  const lights = rest.list("lights", lightSchema, loose.light);
  const buttons = rest.list("buttons", buttonSchema, loose.button);
  const standInBroker = shape.broker.parse({ urls: ["mqtt://localhost"] });
  const site: Site = {
    version: 1,
    site: rest.part("site", shape.site, "site", strict),
    node: rest.part("node", shape.node, "node", strict),
    language: rest.part("language", shape.language, "en", strict),
    timeZone: rest.part("timeZone", shape.timeZone, undefined, strict),
    broker: rest.part("broker", shape.broker, standInBroker, loose.broker),
    sources: rest.entries("sources", sourceSchema, sourceSchema.parse({}), loose.source),
    queues: rest.entries("queues", queueSchema, queueSchema.parse({ id: "?" }), strict),
    groups: rest.entries("groups", groupSchema, groupSchema.parse({ queues: ["none"] }), strict),
    serviceLevel: rest.part("serviceLevel", shape.serviceLevel, shape.serviceLevel.parse(undefined), strict),
    thresholds: thresholds.map(({ entry }) => entry),
    hours: rest.part("hours", shape.hours, [], strict),
    peaks: rest.part("peaks", shape.peaks, [], strict),
    labels: rest.part("labels", shape.labels, {}, strict),
    displays: displays.map(({ entry }) => entry),
    agents: rest.part("agents", shape.agents, shape.agents.parse(undefined), loose.agents),
    seats: seats.map(({ entry }) => entry),
    lighting: rest.part("lighting", shape.lighting, shape.lighting.parse(undefined), strict),
    lights: lights.map(({ entry }) => entry),
    buttons: buttons.map(({ entry }) => entry),
    stateFolder: rest.part("stateFolder", shape.stateFolder, shape.stateFolder.parse(undefined), strict),
    metrics: rest.part("metrics", shape.metrics, undefined, strict),
  };
  return { site, displays, seats, lights, buttons, thresholds, standIns: rest.standIns };
}

/** The parts of a file that are right, each judged by itself. */
class Rest {
  readonly standIns = new Set<string>();
  readonly #raw: Readonly<Record<string, unknown>>;

  constructor(raw: Readonly<Record<string, unknown>>) {
    this.#raw = raw;
  }

  part<Part>(key: string, schema: z.ZodType<Part>, standIn: Part, patches: Patches): Part {
    const found = salvage(schema, this.#raw[key], patches);
    if (found === null) this.standIns.add(key);
    return found ?? standIn;
  }

  entries<Entry>(
    key: string,
    schema: z.ZodType<Entry>,
    standIn: Entry,
    patches: Patches,
  ): Record<string, Entry> {
    const written = this.#raw[key];
    if (!isMap(written)) {
      this.standIns.add(key);
      return {};
    }
    const kept: [string, Entry][] = Object.entries(written).map(([name, value]) => {
      const entry = salvage(schema, value, patches);
      if (entry === null) this.standIns.add(`${key}.${name}`);
      return [name, entry ?? standIn];
    });
    return Object.fromEntries(kept);
  }

  list<Entry>(key: string, schema: z.ZodType<Entry>, patches: Patches): Placed<Entry>[] {
    const written = this.#raw[key];
    const values: readonly unknown[] = Array.isArray(written) ? written : [];
    return values.flatMap((value, index) => {
      const entry = salvage(schema, value, patches);
      return entry === null ? [] : [{ entry, index }];
    });
  }
}
