import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { deserialize, serialize } from "node:v8";

/** A case that broke a property once: what is needed to try it again in every later run. */
export interface KeptFailure {
  /** The test's file, from the project's folder. */
  readonly file: string;
  /** The test's name in full, as vitest says it. */
  readonly test: string;
  /** Which `fc.assert` of the test, from 0. */
  readonly nth: number;
  readonly seed: number;
  /** Where in the draws of that seed, as fast-check counts. */
  readonly path: string;
  /** The smallest case, for people. */
  readonly counterexample: string;
  /** The same for the machine: a structured clone in base64. Null where a case holds what cannot be copied, functions mostly. */
  readonly values: string | null;
}

/** A case as it can be kept in a file; null when it would not come back as it was. */
export function packValues(values: unknown): string | null {
  try {
    const bytes = serialize(values);
    return isDeepStrictEqual(deserialize(bytes), values) ? bytes.toString("base64") : null;
  } catch {
    // A function, a promise or another thing of this process alone.
    return null;
  }
}

export const unpackValues = (packed: string): unknown => deserialize(Buffer.from(packed, "base64"));

/** Letters of a test's name that its file keeps. */
const MOST_NAME_LETTERS = 80;

/** A failure's file is named by its property: a second one of the same takes its place. */
export const fileNameOf = ({ test, nth }: Pick<KeptFailure, "test" | "nth">): string => {
  const words = test.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `${words.slice(-MOST_NAME_LETTERS).replace(/^-|-$/g, "")}-${nth}.json`;
};

/** The folder of what was found. */
export const keptFolder = join(import.meta.dirname, "kept");

/** Every kept failure by the name of its file. */
export function readKept(folder: string): ReadonlyMap<string, KeptFailure> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), "utf8"))]));
}
