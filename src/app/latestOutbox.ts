/** Keeps one value for each key until it is taken: a newer one replaces the older, in its place in the row. */
export class LatestOutbox<Value> {
  readonly #values = new Map<string, Value>();
  readonly #limit: number;

  /** `limit`: how many keys it takes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#values.size;
  }

  /** False when a new key found it full. */
  put(key: string, value: Value): boolean {
    if (!this.#values.has(key) && this.#values.size >= this.#limit) return false;
    this.#values.set(key, value);
    return true;
  }

  /** The oldest whose key is free, taken out; null when there is none. */
  take(isFree: (key: string) => boolean): { readonly key: string; readonly value: Value } | null {
    for (const [key, value] of this.#values) {
      if (!isFree(key)) continue;
      this.#values.delete(key);
      return { key, value };
    }
    return null;
  }

  clear(): void {
    this.#values.clear();
  }
}
