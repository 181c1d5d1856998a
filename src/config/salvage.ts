import type { z } from "zod";

/** What to put in place of a wrong value, by key; undefined leaves the key away. */
export type Patches = Readonly<Record<string, unknown>>;

/** Whether a value is a map as YAML has it. */
export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value without what is wrong in it; null when that is more than can be left away or patched. */
export function salvage<Part>(schema: z.ZodType<Part>, value: unknown, patches: Patches): Part | null {
  const first = schema.safeParse(value);
  if (first.success) return first.data;
  if (!isMap(value)) return null;
  const copy = structuredClone(value);
  for (const issue of first.error.issues) {
    const [key] = issue.path;
    if (issue.code === "unrecognized_keys") removeKeys(copy, issue.path, issue.keys);
    else if (typeof key !== "string" || !Object.hasOwn(patches, key)) return null;
    else copy[key] = patches[key];
  }
  const second = schema.safeParse(copy);
  return second.success ? second.data : null;
}

function removeKeys(value: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  const holder = path.reduce<unknown>((inner, segment) => Reflect.get(Object(inner), segment), value);
  for (const key of keys) Reflect.deleteProperty(Object(holder), key);
}
