import { isJsonObject, type JsonObject } from "./boundedJson.ts";

/** No metric of any ACD has a longer name, nor one of more parts. */
const longestName = 256;
const mostParts = 8;

type Entry = { readonly kind: "value"; readonly value: unknown; readonly weight: number };
type Node = { readonly kind: "group"; readonly entries: Map<string, Node | Entry> };

const newGroup = (): Node => ({ kind: "group", entries: new Map() });

/** A map as an object of JSON; a key such as `__proto__` becomes an own key like all others. */
function toObject({ entries }: Node): JsonObject {
  return Object.fromEntries(
    [...entries].map(([key, node]) => [key, node.kind === "group" ? toObject(node) : node.value]),
  );
}

function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return isJsonObject(one) && isJsonObject(other) && JSON.stringify(one) === JSON.stringify(other);
}

/**
 * The figures of one queue by the parts of their names, such as `oUserRoutingStatuses.IDLE`. A figure that is said twice and
 * differently is unknown: the first would be as much a guess as the last.
 */
export class FigureTree {
  readonly #root = newGroup();

  /** Takes a figure; of two the one that weighs more counts. Gives what is wrong, or null. */
  put(name: string, value: unknown, weight: number): string | null {
    const parts = name.length > longestName ? [] : name.split(".");
    if (parts.length === 0 || parts.length > mostParts) return "has too long a name";
    const last = String(parts.pop());
    const group = this.#groupAt(parts);
    const known = group?.entries.get(last);
    if (group === null || known?.kind === "group") return "is a figure and a group of figures at once";
    if (known === undefined || known.weight < weight) {
      group.entries.set(last, { kind: "value", value, weight });
      return null;
    }
    if (known.weight > weight || known.value === null || sameValue(known.value, value)) return null;
    group.entries.set(last, { kind: "value", value: null, weight });
    return "is given twice, and differently";
  }

  #groupAt(parts: readonly string[]): Node | null {
    let here = this.#root;
    for (const part of parts) {
      const next = here.entries.get(part) ?? newGroup();
      if (next.kind === "value") return null;
      here.entries.set(part, next);
      here = next;
    }
    return here;
  }

  toObject(): JsonObject {
    return toObject(this.#root);
  }
}
