import type { Place } from "./place.ts";
import { type Path, type Problem, pathText, type Severity } from "./problem.ts";
import type { YamlFile } from "./readYaml.ts";

/** Somebody who has a thousand problems has one: it is the wrong file. */
const MOST_PROBLEMS = 1000;

/** What may be added to a message. */
export interface Help {
  /** What to write in its place, as it would stand in the file. */
  readonly instead?: string | null;
  /** What else to do, as a sentence. */
  readonly advice?: string | null;
  /** What to point at: the value (null, or when left out), its key, the n-th character of a text, or a place. */
  readonly at?: "key" | number | Place | null;
}

/** Collects what is wrong in one file, each thing once and with its place. */
export class Findings {
  readonly yaml: YamlFile;
  readonly #problems: Problem[] = [];
  readonly #said = new Set<string>();

  constructor(yaml: YamlFile) {
    this.yaml = yaml;
  }

  error(path: Path, message: string, help: Help = {}): void {
    this.add("error", path, message, help);
  }

  warning(path: Path, message: string, help: Help = {}): void {
    this.add("warning", path, message, help);
  }

  /** All of one severity, as they came. */
  of(severity: Severity): Problem[] {
    return this.#problems.filter((problem) => problem.severity === severity);
  }

  add(severity: Severity, path: Path, message: string, help: Help): void {
    const said = [severity, pathText(path), message].join("\n");
    if (this.#problems.length >= MOST_PROBLEMS || this.#said.has(said)) return;
    this.#said.add(said);
    const { at = null, instead = null, advice = null } = help;
    const { line, column } = this.#place(path, at);
    const { file } = this.yaml;
    this.#problems.push({ severity, file, line, column, path: pathText(path), message, instead, advice });
  }

  #place(path: Path, at: "key" | number | Place | null): Place {
    const { positions } = this.yaml;
    if (at === null) return positions.ofValue(path);
    if (at === "key") return positions.ofKey(path);
    return typeof at === "number" ? positions.insideText(path, at) : at;
  }
}
