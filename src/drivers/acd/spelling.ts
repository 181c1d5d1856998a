import type { JsonObject } from "./boundedJson.ts";

/** Gives keys that a gateway wrote in capitals or small letters their own spelling back; others stay as they came. */
export function spelling(names: readonly string[]): (object: JsonObject) => JsonObject {
  const spelled = new Map(names.map((name) => [name.toLowerCase(), name]));
  const asSpelled = (key: string): string => spelled.get(key.toLowerCase()) ?? key;
  return (object) => {
    const keys = Object.keys(object);
    if (keys.every((key) => asSpelled(key) === key)) return object;
    // Where both spellings are there, the right one counts.
    const wanted = keys.filter((key) => asSpelled(key) === key || !Object.hasOwn(object, asSpelled(key)));
    return Object.fromEntries(wanted.map((key) => [asSpelled(key), object[key]]));
  };
}
