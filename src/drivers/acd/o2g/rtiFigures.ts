import { z } from "zod";
import { type JsonObject, own } from "../boundedJson.ts";
import type { RtiEvent } from "./rtiEvents.ts";

/** More pilots, queues and groups than any exchange holds; the one heard of longest ago makes room. */
const mostObjects = 10_000;

const number = z.string().min(1).max(64);
const attribute = z.string().min(1).max(128);

/** What a profile says of these messages under `layout:`. */
export const rtiLayout = z.strictObject({
  together: z
    .array(z.array(attribute).min(2).max(16))
    .max(16)
    .default([])
    .describe(
      "attributes of which one figure is made: when one of them changes, the last of the others go with it",
    ),
  links: z
    .record(number, z.strictObject({ queue: number.optional(), group: number.optional() }))
    .default({})
    .describe("for the number of a pilot: the queue and the processing group whose figures are its own too"),
});

export type RtiLayout = z.output<typeof rtiLayout>;

/** What a linked queue says for its pilot, which counts its own callers. */
const waits = ["currentWaitingTime", "longestWaitingTimeInList", "expectedWaitingTime"];

const lendsOfQueue = (key: string): boolean => waits.includes(key);
const lendsOfGroup = (key: string): boolean => key.toLowerCase().startsWith("nbof");

/** Attributes whose spelling matters, because they are remembered or lent. */
export const figureAttributes = ({ together }: RtiLayout): readonly string[] => [
  ...together.flat(),
  ...waits,
];

interface Link {
  readonly pilot: string;
  readonly lends: (key: string) => boolean;
}

const isScalar = (value: unknown): boolean =>
  value === null || typeof value === "number" || typeof value === "string";

/** Pilots to which each queue and each group lends its figures. */
function linksByNumber({ links }: RtiLayout): ReadonlyMap<string, readonly Link[]> {
  const found = new Map<string, Link[]>();
  const add = (from: string | undefined, link: Link): void => {
    if (from !== undefined) found.set(from, [...(found.get(from) ?? []), link]);
  };
  for (const [pilot, { queue, group }] of Object.entries(links)) {
    add(queue, { pilot, lends: lendsOfQueue });
    add(group, { pilot, lends: lendsOfGroup });
  }
  return found;
}

/**
 * Rows that hold what changed, so that each group of figures keeps its own age. Only what a figure is made of together with
 * something else is remembered.
 */
export class RtiFigures {
  readonly #together: readonly (readonly string[])[];
  readonly #remembered: ReadonlySet<string>;
  readonly #links: ReadonlyMap<string, readonly Link[]>;
  readonly #held = new Map<string, JsonObject>();

  constructor(layout: RtiLayout) {
    this.#together = layout.together;
    this.#remembered = new Set(layout.together.flat());
    this.#links = linksByNumber(layout);
  }

  /** One row for the object itself, and one for each pilot that it serves by a link. */
  take({ kind, number: id, attributes }: RtiEvent): readonly JsonObject[] {
    const whole = { ...attributes, ...this.#companions(id, attributes), kind, number: id };
    const lent = (this.#links.get(id) ?? []).flatMap(({ pilot, lends }) => {
      const figures = Object.entries(whole).filter(([key]) => lends(key));
      return figures.length === 0 ? [] : [{ ...Object.fromEntries(figures), kind: "pilot", number: pilot }];
    });
    return [whole, ...lent];
  }

  /** Last values of what belongs to something that changed. */
  #companions(id: string, attributes: JsonObject): JsonObject {
    const held = this.#hold(id, attributes);
    const sets = this.#together.filter((keys) => keys.some((key) => Object.hasOwn(attributes, key)));
    const companions = sets
      .flat()
      .filter((key) => Object.hasOwn(held, key) && !Object.hasOwn(attributes, key));
    return Object.fromEntries(companions.map((key) => [key, own(held, key)]));
  }

  #hold(id: string, attributes: JsonObject): JsonObject {
    const changed = Object.entries(attributes).filter(
      ([key, value]) => this.#remembered.has(key) && isScalar(value),
    );
    const held = { ...this.#held.get(id), ...Object.fromEntries(changed) };
    this.#held.delete(id);
    const [oldest] = this.#held.keys();
    if (oldest !== undefined && this.#held.size >= mostObjects) this.#held.delete(oldest);
    if (this.#remembered.size > 0) this.#held.set(id, held);
    return held;
  }
}
