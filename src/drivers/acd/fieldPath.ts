import type { JsonObject } from "./boundedJson.ts";

/** A path as a profile writes it: keys joined by points, or a list where a key itself holds a point. */
export type FieldPath = string | readonly string[];

export const keysOf = (path: FieldPath): readonly string[] =>
  typeof path === "string" ? (path === "" ? [] : path.split(".")) : path;

/** Own key of an object without regard to case; an exact match wins. Undefined when there is none. */
function findKey(object: object, key: string): string | undefined {
  if (Object.hasOwn(object, key)) return key;
  const wanted = key.toLowerCase();
  return Object.keys(object).find((candidate) => candidate.toLowerCase() === wanted);
}

function step(key: string): (value: unknown) => unknown {
  // Messages of one source spell a key alike, so the spelling found last is tried first.
  let spelling = key;
  return (value) => {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value)) return /^\d{1,5}$/.test(key) ? value[Number(key)] : undefined;
    const object = value as JsonObject;
    if (!Object.hasOwn(object, spelling)) spelling = findKey(object, key) ?? key;
    return Object.hasOwn(object, spelling) ? object[spelling] : undefined;
  };
}

/** Compiles a path to a function that gives the value there, undefined when it is missing. Prototypes are never asked. */
export function compilePath(path: FieldPath): (value: unknown) => unknown {
  const steps = keysOf(path).map(step);
  return (value) => {
    let here = value;
    for (const next of steps) here = next(here);
    return here;
  };
}
