import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  type YAMLMap,
} from "yaml";
import { placeOf } from "./place.ts";
import { fileProblem, type Path, type Problem, pathText } from "./problem.ts";

/** Deeper than anything a site writes; the walk below is recursive and must not run out of stack. */
const DEEPEST = 64;

/** Aliases are rare in a site's file; resolving thousands of them would take minutes. */
const MOST_ALIASES = 100;

/**
 * What is legal YAML and still wrong here: a key given twice, an alias that points nowhere or into itself, a YAML 1.1
 * header (where `no` means false), and the key that JavaScript takes for something else.
 */
export function structureProblems(document: Document, lines: LineCounter, file: string): Problem[] {
  const walk = new Walk(lines, file);
  const header = document.directives?.yaml;
  if (header?.explicit && header.version !== "1.2")
    walk.report(
      null,
      [],
      "this header asks for YAML 1.1, where 'no' means false",
      "take the %YAML line away",
    );
  walk.visit(document.contents, []);
  return walk.problems;
}

class Walk {
  readonly problems: Problem[] = [];
  readonly #lines: LineCounter;
  readonly #file: string;
  readonly #open = new Set<string>();
  readonly #closed = new Set<string>();
  #aliases = 0;

  constructor(lines: LineCounter, file: string) {
    this.#lines = lines;
    this.#file = file;
  }

  report(node: Node | null, path: Path, message: string, advice: string): void {
    const place = placeOf(this.#lines, node);
    this.problems.push({ ...fileProblem(this.#file, message, advice), ...place, path: pathText(path) });
  }

  visit(node: unknown, path: Path): void {
    if (isAlias(node)) this.#alias(node, path);
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return;
    if (path.length > DEEPEST) {
      this.report(node, [], "this is nested too deeply", "no part of this file needs more than ten levels");
      return;
    }
    const anchor = node.anchor;
    if (anchor) this.#open.add(anchor);
    if (isMap(node)) this.#map(node, path);
    if (isSeq(node)) for (const [index, item] of node.items.entries()) this.visit(item, [...path, index]);
    if (anchor) {
      this.#open.delete(anchor);
      this.#closed.add(anchor);
    }
  }

  #map(map: YAMLMap, path: Path): void {
    const first = new Map<string, number>();
    for (const pair of map.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const key = String(pair.key.value);
      const { line } = placeOf(this.#lines, pair.key);
      const earlier = first.get(key);
      if (earlier !== undefined)
        this.report(pair.key, path, `'${key}' is already given in line ${earlier}`, "keep one of the two");
      if (key === "__proto__") this.report(pair.key, path, "this key is not possible", "choose another name");
      first.set(key, earlier ?? line);
      this.visit(pair.value, [...path, key]);
    }
  }

  #alias(alias: Alias, path: Path): void {
    this.#aliases++;
    const name = alias.source;
    if (this.#aliases === MOST_ALIASES + 1)
      this.report(alias, path, `more than ${MOST_ALIASES} aliases`, "write the repeated parts out");
    if (this.#open.has(name))
      this.report(alias, path, `*${name} stands inside what it repeats`, "write the repeated part out");
    else if (!this.#closed.has(name))
      this.report(
        alias,
        path,
        `*${name} repeats something, and nothing above is called &${name}`,
        "put text that begins with * in quotes",
      );
  }
}
