import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, Scalar } from "yaml";
import { type Place, placeOf } from "./place.ts";
import type { Path } from "./problem.ts";

interface Found {
  readonly key: Node | null;
  readonly value: Node | null;
}

const isNode = (value: unknown): value is Node =>
  isAlias(value) || isMap(value) || isScalar(value) || isSeq(value);

/** Finds the line and column of everything in a YAML file, so that messages can point at it. */
export class Positions {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #text: string;

  constructor(document: Document, lines: LineCounter, text: string) {
    this.#document = document;
    this.#lines = lines;
    this.#text = text;
  }

  /** Where the value stands; its key when the value is empty, and the nearest parent when it is missing. */
  ofValue(path: Path): Place {
    const { key, value } = this.#nearest(path);
    return this.#place(value !== null && !isEmpty(value) ? value : (key ?? value));
  }

  /** Where the key of an entry stands; an entry of a list has none, so its value. */
  ofKey(path: Path): Place {
    const { key, value } = this.#nearest(path);
    return this.#place(key ?? value);
  }

  /** Where a character of a one-line text stands (its first is 1); the beginning of the text when that is not sure. */
  insideText(path: Path, column: number): Place {
    const start = this.ofValue(path);
    const value = this.#find(path)?.value ?? null;
    if (!isScalar(value) || !value.range || typeof value.value !== "string") return start;
    const raw = this.#text.slice(value.range[0], value.range[1]);
    if (raw.includes("\n")) return start;
    const before = value.value.slice(0, column - 1);
    if (value.type === Scalar.PLAIN) return { line: start.line, column: start.column + before.length };
    const written = value.type === Scalar.QUOTE_SINGLE ? before.replaceAll("'", "''") : before;
    const isPlainlyQuoted = raw.slice(1, 1 + written.length) === written;
    return isPlainlyQuoted ? { line: start.line, column: start.column + 1 + written.length } : start;
  }

  /** How an unquoted number, name or word is written in the file: `0012` and not 12. */
  writtenAs(path: Path): string | null {
    const value = this.#find(path)?.value ?? null;
    return isScalar(value) && value.type === Scalar.PLAIN && value.source ? value.source : null;
  }

  /** Whether a key stands there with nothing behind it. */
  isEmptyAt(path: Path): boolean {
    const found = this.#find(path);
    return found !== null && (found.value === null || isEmpty(found.value));
  }

  #place(node: Node | null): Place {
    return placeOf(this.#lines, node);
  }

  #nearest(path: Path): Found {
    for (let length = path.length; length > 0; length--) {
      const found = this.#find(path.slice(0, length));
      if (found) return found;
    }
    return { key: null, value: this.#document.contents };
  }

  #find(path: Path): Found | null {
    let found: Found = { key: null, value: this.#document.contents };
    for (const segment of path) {
      const next = this.#step(found.value, segment);
      if (!next) return null;
      found = next;
    }
    return found;
  }

  #step(from: Node | null, segment: string | number): Found | null {
    const node = isAlias(from) ? from.resolve(this.#document) : from;
    if (isSeq(node)) {
      const item = node.items[Number(segment)];
      return isNode(item) ? { key: null, value: item } : null;
    }
    if (!isMap(node)) return null;
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(segment));
    if (!pair || !isNode(pair.key)) return null;
    return { key: pair.key, value: isNode(pair.value) ? pair.value : null };
  }
}

function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null && !node.source;
}
