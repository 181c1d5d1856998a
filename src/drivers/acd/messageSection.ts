import type { Instant } from "../../domain/instant.ts";
import type { Figure } from "../../domain/queueStatistics.ts";
import { isJsonObject, type JsonObject, own } from "./boundedJson.ts";
import { most, type NumberKind, numberProblem, numbersOf } from "./figureKinds.ts";
import { note, type ReadProblem } from "./readStatistics.ts";
import { parseInstant } from "./timestamp.ts";

const longestText = 128;

/** Reads one object of a message of our own topics, noting what does not fit and where. */
export class MessageSection {
  readonly #object: JsonObject;
  readonly #path: string;
  readonly #problems: ReadProblem[];

  constructor(object: JsonObject, path: string, problems: ReadProblem[]) {
    this.#object = object;
    this.#path = path;
    this.#problems = problems;
  }

  /** A value that is there; null when it is missing or null, which both mean unknown. */
  value(key: string): unknown {
    return own(this.#object, key) ?? null;
  }

  problem(key: string, message: string): null {
    return note(this.#problems, this.#path === "" ? key : `${this.#path}.${key}`, message);
  }

  section(key: string): MessageSection {
    const value = this.value(key);
    if (value !== null && !isJsonObject(value)) this.problem(key, "is not an object");
    return new MessageSection(isJsonObject(value) ? value : {}, key, this.#problems);
  }

  number(key: string, kind: NumberKind): Figure {
    const value = this.value(key);
    if (value === null) return null;
    if (typeof value !== "number") return this.problem(key, "is not a number");
    const problem = numberProblem(value, kind);
    // Adding zero turns -0, which JSON can write, into 0.
    return problem === null ? value + 0 : this.problem(key, problem);
  }

  numbers<K extends string>(kinds: Readonly<Record<K, NumberKind>>): Record<K, Figure> {
    return numbersOf(kinds, (key, kind) => this.number(key, kind));
  }

  text(key: string): string | null {
    const value = this.value(key);
    if (value === null) return null;
    if (typeof value !== "string") return this.problem(key, "is not text");
    return value.length > longestText ? this.problem(key, `is longer than ${longestText}`) : value;
  }

  instant(key: string): Instant | null {
    const text = this.text(key);
    if (text === null) return null;
    return (
      parseInstant(text) ?? this.problem(key, "is not a time with its zone, such as 2026-02-14T10:18:00Z")
    );
  }

  oneOf<T extends string>(key: string, words: readonly T[]): T | null {
    const text = this.text(key);
    if (text === null) return null;
    return words.find((word) => word === text) ?? this.problem(key, "is none of the known words");
  }

  /** An id as text; a whole number is taken as its digits. Null when there is none. */
  id(key: string): string | null {
    const value = this.value(key);
    const id = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
    return typeof id === "string" && id !== "" && id.length <= longestText ? id : null;
  }

  /** For how long the message may be believed, in seconds; nothing is valid for no time at all. */
  validity(): Figure {
    const seconds = this.number("validForSeconds", "seconds");
    return seconds === 0 ? this.problem("validForSeconds", `is not between 1 and ${most.seconds}`) : seconds;
  }
}
