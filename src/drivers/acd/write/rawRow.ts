import type { JsonObject } from "../boundedJson.ts";
import { type FieldPath, keysOf } from "../fieldPath.ts";

const joined = (keys: readonly string[]): string => keys.join("\u0000");

type Tree = Map<string, Tree | { readonly leaf: unknown }>;

const toObject = (tree: Tree): JsonObject =>
  Object.fromEntries([...tree].map(([key, node]) => [key, node instanceof Map ? toObject(node) : node.leaf]));

/** One row of a source as it is put together, path by path. What was written first stays. */
export class RawRow {
  readonly #tree: Tree = new Map();
  readonly #leaves = new Map<string, unknown>();

  has(path: FieldPath): boolean {
    return this.#leaves.has(joined(keysOf(path)));
  }

  /** Puts a value where a path leads; a path through a value that is there already leads nowhere. */
  put(path: FieldPath, value: unknown): void {
    const keys = keysOf(path);
    const last = keys.at(-1);
    if (last === undefined || this.has(path)) return;
    let tree = this.#tree;
    for (const key of keys.slice(0, -1)) {
      const next = tree.get(key) ?? new Map();
      if (!(next instanceof Map)) return;
      tree.set(key, next);
      tree = next;
    }
    if (tree.has(last)) return;
    tree.set(last, { leaf: value });
    this.#leaves.set(joined(keys), value);
  }

  toObject(): JsonObject {
    return toObject(this.#tree);
  }
}

/** A value as the only thing in a message, where a path leads; the empty path is the message itself. */
export function nested(path: FieldPath, value: unknown): unknown {
  return keysOf(path).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
